"""Where the clock is read, where rows are written, what is imported late."""

import ast
import re

from tests.tidy.source import Module, all_modules, modules

# The edges: a request, a call from a program, a command, a job. All below is given its time.
CLOCK_EDGES = {"web", "management", "tasks.py", "tasks", "templatetags", "site", "demo", "api.py"}
CLOCK_FILES = {
    "src/polku/process/facts.py",  # the moment of a page that asks what a deal still lacks
    "src/polku/stock/queries/public.py",  # the day of a page that tells its buyer when goods are expected
}
CLOCK_CALLS = {"now", "utcnow", "today", "localdate", "localtime"}
CONVERSIONS = {"localdate", "localtime"}
CLOCKS = {"timezone", "datetime", "date"}

OWN_DAYS = {
    "src/polku/company/queries.py",  # `day_of` itself
    "src/polku/demo/logic/stories.py",  # invented moments
    "src/polku/imports/logic/moments.py",  # what a text says, in the zone that it names
    "src/polku/imports/logic/workbooks.py",  # the same of a sheet
    "src/polku/measures/registry.py",  # midnights of the company
    "src/polku/site/commands/books.py",  # a day typed
    "src/polku/site/filtering.py",  # a day typed
    "src/polku/ui/locale_formats.py",  # shown in the zone active now
}
"""Moments here are the company's own or have no zone; columns of figures (`insight`) are told their zone."""

WRITING_PARTS = {"models", "actions", "migrations", "models.py", "actions.py", "privacy", "privacy.py"}
"""`privacy` is what the one action that erases a person calls in every domain."""

WRITING_FILES: set[str] = set()
WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
CHANGES = {"update", "delete", "save"}

REASONS = {
    "apps must be loaded first",
    "settings: the path comes first",
    "heavy",
    "optional",
    "settings first",
}
LATE = re.compile(r"#\s*noqa:\s*PLC0415\s+--\s+(?P<reason>.+)$")


def test_nobody_reads_the_clock_below_the_edges() -> None:
    assert [
        f"{module.at(node)}: {ast.unparse(node)}"
        for module in modules()
        if not _is_edge(module)
        for node in _clock_reads(module.tree)
    ] == []


def test_a_day_is_the_companys_day() -> None:
    """A moment's own `.date()` is the day in UTC: at the company it may be the next already."""
    assert [
        f"{module.at(node)}: {ast.unparse(node)}"
        for module in modules()
        if module.inner[0] != "insight" and module.name not in OWN_DAYS
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and not node.args and getattr(node.func, "attr", "") == "date"
        if not re.match(r"(local|timezone\.localtime\(.+\))\.date", ast.unparse(node))
    ] == []


def test_rows_are_written_only_by_actions_and_models() -> None:
    assert [
        f"{module.at(node)}: {ast.unparse(node)[:80]}"
        for module in modules()
        if not WRITING_PARTS & set(module.inner) and module.name not in WRITING_FILES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _writes(node)
    ] == []


def test_models_do_no_work_when_saved() -> None:
    assert [
        module.at(node)
        for module in modules()
        if {"models", "models.py"} & set(module.inner)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
    ] == []


def test_nobody_listens_to_signals_of_rows() -> None:
    signal = re.compile(r"\b(pre|post)_(save|delete|init)\b|\bm2m_changed\b")
    assert [module.name for module in modules() if signal.search(module.text)] == []


def test_a_late_import_gives_one_of_the_known_reasons() -> None:
    assert [
        f"{module.name}:{number}: {line.strip()}"
        for module in all_modules()
        for number, line in enumerate(module.lines(), 1)
        if re.search(r"#\s*noqa:\s*PLC0415", line) and not _has_reason(line)
    ] == []


def _is_edge(module: Module) -> bool:
    return bool(CLOCK_EDGES & set(module.inner)) or module.name in CLOCK_FILES


def _clock_reads(tree: ast.Module) -> list[ast.Attribute]:
    """Every mention of a clock; turning a moment that was given into another zone reads none."""
    given = {
        id(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and getattr(node.func, "attr", "") in CONVERSIONS
    }
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_CALLS and _is_clock(node.value)
        if id(node) not in given
    ]


def _is_clock(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name in CLOCKS


def _writes(node: ast.Call) -> bool:
    call = node.func
    if not isinstance(call, ast.Attribute):
        return False
    target = ast.unparse(call.value)
    rows = "objects" in target or re.search(r"\.(filter|exclude|visible_to|all)\(|_set\b", target) is not None
    if call.attr in WRITES:
        return rows
    if call.attr not in CHANGES:
        return False
    one_row = call.attr != "update" and re.fullmatch(r"\w+", target) is not None
    return rows or (one_row and "form" not in target and not node.args)


def _has_reason(line: str) -> bool:
    match = LATE.search(line)
    return match is not None and any(match["reason"].startswith(reason) for reason in REASONS)
