"""Nothing grows past what can be read in one go."""

import ast

from tests.tidy.source import all_modules, modules, relative, static_files, templates

PYTHON_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
VIEW_LINES_MAX = 25
TEMPLATE_LINES_MAX = 120
SCRIPT_LINES_MAX = 100


def test_no_python_file_is_too_long() -> None:
    assert [
        f"{module.name}: {len(module.lines())} lines"
        for module in all_modules()
        if "migrations" not in module.path.parts and len(module.lines()) > PYTHON_LINES_MAX
    ] == []


def test_no_function_is_too_long() -> None:
    assert [
        f"{module.at(node)} {node.name}: {_length(node)} lines"
        for module in all_modules()
        if "migrations" not in module.path.parts
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and _length(node) > FUNCTION_LINES_MAX
    ] == []


def test_a_view_loads_asks_acts_and_answers() -> None:
    assert [
        f"{module.at(node)} {node.name}: {_length(node)} lines"
        for module in modules()
        if "web" in module.inner and "views" in module.name
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and _is_view(node) and _length(node) > VIEW_LINES_MAX
    ] == []


def test_no_template_is_too_long() -> None:
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in templates()}
    assert {name: lines for name, lines in lengths.items() if lines > TEMPLATE_LINES_MAX} == {}


def test_no_script_is_too_long() -> None:
    lengths = {
        relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in static_files(".js")
    }
    assert {name: lines for name, lines in lengths.items() if lines > SCRIPT_LINES_MAX} == {}


def _length(node: ast.FunctionDef) -> int:
    """Lines of code: from `def` on, the docstring left out."""
    end = node.end_lineno or node.lineno
    first = node.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return end - node.lineno + 1 - ((first.end_lineno or 0) - first.lineno + 1 if told else 0)


def _is_view(node: ast.FunctionDef) -> bool:
    return bool(node.args.args) and node.args.args[0].arg == "request"
