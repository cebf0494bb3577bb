"""`polku import deals FILE`, `polku import undo NUMBER` and the rest about imports.

The answer goes to standard output, progress to standard error. Exit code 0: the file was imported, though rows may
have failed (they are counted and told); 1: nothing could be done.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
from django.utils import timezone

from polku.access.logic import SYSTEM
from polku.eventlog.events import Via
from polku.imports import actions, queries
from polku.imports.logic.kinds import ImportKind
from polku.imports.logic.mapping import read_pairs
from polku.imports.logic.moments import DateOrder
from polku.imports.logic.options import Options
from polku.imports.logic.telling import ERROR, WARNING, Stored, as_told, sentence
from polku.imports.models import Import
from polku.imports.registry import kinds
from polku.kernel.errors import DomainError

ACTOR: Final = SYSTEM.through(Via.CLI)
TOLD_MAX: Final = 10_000
COUNTS: Final = ("created", "updated", "unchanged", "skipped", "failed")


@click.group("import")
def import_() -> None:
    """Bring CSV and XLSX files in, and take imports back.

    \b
    First see what would happen:   polku import deals leads.csv --dry-run
    Then do it:                    polku import deals leads.csv
    Rows failed? Save them:        polku import rejects NUMBER > failed.csv
    Mend them and bring them:      polku import mended NUMBER failed.csv
    Not what you wanted?           polku import undo NUMBER

    NUMBER is the number that the import says when it is done; `polku import list` shows it too.
    """


@import_.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def undo(number: int, as_json: bool) -> None:
    """Take all that an import did back.

    What it made goes to the bin and what it changed becomes as it was. A row is left where somebody worked since on
    what it made; each is named.
    """
    with _said_as_json(as_json):
        found = queries.visible_import(number, actor=ACTOR)
        with _progress("Undoing") as tell:
            actions.undo_import(found, actor=ACTOR, at=timezone.now(), tell=tell)
        kept = [as_told(issue, {}) for issue in found.report.get("kept", [])]
        taken = found.report.get("taken_back", 0)
        if as_json:
            counts = {"rows": found.rows, "taken_back": taken, "warnings": kept}
            _print_json({"import_id": found.id, "state": found.state} | counts)
            return
        left = f"; {len(kept)} left because somebody changed since what they made:" if kept else "."
        click.echo(f"Import {found.id} was taken back: {taken} rows are as they were before{left}")
        _print_issues(kept)


@import_.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def resume(number: int, as_json: bool) -> None:
    """Go on with an import that was broken off."""
    with _said_as_json(as_json):
        _run(queries.visible_import(number, actor=ACTOR), as_json)


@import_.command()
@click.argument("number", type=int)
def rejects(number: int) -> None:
    """Print the rows that failed as CSV, to be mended and brought again with `polku import mended`.

    The first column, `problems`, names every bad cell of the row and what would be right; the other cells are as they
    came. The column may stay in the file.
    """
    found = queries.visible_import(number, actor=ACTOR)
    for line in queries.reject_lines(found):
        sys.stdout.write(line)


@import_.command()
@click.argument("number", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", "dry", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def mended(number: int, file: Path, dry: bool, as_json: bool) -> None:
    """Bring the mended rows of import NUMBER: columns, mode and all other choices are those of that import."""
    with _said_as_json(as_json):
        before = queries.visible_import(number, actor=ACTOR)
        with file.open("rb") as opened:
            found = actions.start_mended(before, opened, name=file.name, actor=ACTOR, at=timezone.now())
        if dry:
            _try(found, as_json)
        else:
            _run(found, as_json)


@import_.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_(as_json: bool) -> None:
    """The last fifty imports."""
    rows = [
        {"import_id": one.id, "kind": one.kind, "state": one.state, "file": one.file.name} | one.counts
        for one in queries.imports_of(ACTOR)[:50]
    ]
    if as_json:
        _print_json({"imports": rows})
    for row in () if as_json else rows:
        click.echo(
            f"{row['import_id']:>6}  {row['kind']}  {row['state']:<8}  {row['rows']:>8} rows  {row['file']}"
        )


_HELP: Final = """Import %(what)s from FILE (CSV or XLSX).

Every row has its answer: created, updated, unchanged, skipped or failed. A failed row changes nothing and takes no
other with it; each of its bad cells is named, with what would be right. An import that was broken off goes on when the
same command is given again.

\b
  polku import %(key)s leads.csv --dry-run
  polku import %(key)s leads.csv --map "Id=external_id,Firm=company,Sum=value"

Exit code 0: the file came in, though rows may have failed; 1: nothing could be done.
"""


def _command(kind: ImportKind) -> click.Command:
    """`polku import deals`: one command for each kind that is registered."""
    fields = ", ".join([*(field.key for field in kind.fields), *(f"{one}NAME" for one in kind.open_prefixes)])
    known = "Not for this kind: rows are recognised by what they say."
    if kind.keys:
        keys = " or ".join([*kind.keys, *kind.other_keys])
        known = f"The field that tells whether a row is known already: {keys}. "
        known += f"Left out: {kind.keys[0]} where a column gives it; else every row is new."
    options: Sequence[Callable[..., Any]] = (
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        click.argument("second", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        click.option("--dry-run", "dry", is_flag=True, help="Say what would happen, and change nothing."),
        click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD,...",
                     help="Which column is which field; can be repeated. Left out: by the headings, and said. "
                          f"Fields: {fields}. A ! before the field turns yes and no around."),
        click.option("--rest", default="", metavar="PREFIX",
                     help="`--rest custom` keeps every column not mapped as a field of your own."),
        click.option("--mode", type=click.Choice(["work", "history"]), show_default=True,
                     default="history" if kind.history_only else "work",
                     help="work: new work, all rules of the process hold. history: states what happened elsewhere, "
                          "with its own dates; no rule is judged."),
        click.option("--key", default="", metavar="FIELD", help=known),
        click.option("--update/--skip", "update", default=True, show_default=True,
                     help="What to do with rows known already: bring them up to date, or leave them alone."),
        click.option("--process", default="", metavar="KEY", help="The process, if not the default one."),
        click.option("--join", default="", metavar="COLUMN",
                     help="With SECOND: the column both files have; SECOND's other columns are added to each row."),
        click.option("--dates", type=click.Choice([one.value for one in DateOrder]), default=None,
                     help="How dates are written: ymd 2026-12-31, dmy 31.12.2026, mdy 12/31/2026, serial 46387 (a "
                          "spreadsheet's day). Left out: guessed for each column."),
        click.option("--decimal", type=click.Choice([".", ","]), default=None,
                     help="The sign before decimals. Left out: guessed for each column."),
        click.option("--currency", default="", metavar="CODE",
                     help="Of amounts that name none. Left out: the company's."),
        click.option("--empty", multiple=True, metavar="WORD,...",
                     help="Words that mean nothing was chosen, such as Select,N/A; can be repeated."),
        click.option("--encoding", default="", help="Such as utf-8 or cp1252. Left out: found out."),
        click.option("--delimiter", default="", help="Such as ; or tab. Left out: found out."),
        click.option("--sheet", default="", help="The sheet of a workbook. Left out: the first one."),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output."),
    )  # fmt: skip

    def run(as_json: bool, **given: Any) -> None:
        with _said_as_json(as_json):
            _import(kind, as_json=as_json, **given)

    for option in reversed(options):
        run = option(run)
    return click.command(kind.key, help=_HELP % {"what": kind.label.lower(), "key": kind.key})(run)


def _import(
    kind: ImportKind,
    *,
    file: Path,
    second: Path | None,
    maps: Sequence[str],
    as_json: bool,
    dry: bool,
    **given: Any,
) -> None:
    if bool(second) != bool(given["join"]):
        raise click.UsageError("A second file and --join COLUMN go together.")
    options = Options(
        existing="update" if given.pop("update") else "skip",
        empty=tuple(word for words in given.pop("empty") for word in next(csv.reader([words]), [])),
        dates=given.pop("dates") or "",
        decimal=given.pop("decimal") or "",
        **{name: given.pop(name) for name in ("join", "key", "encoding", "delimiter", "sheet", "currency")},
    )
    found = _started(
        kind, file, second, options, [pair for text in maps for pair in read_pairs(text)], **given
    )
    if dry:
        _try(found, as_json)
        return
    before = queries.resumable(found)
    if before is not None:
        click.echo(
            f"Import {before.id} of this file was broken off; it goes on at row {before.watermark}.", err=True
        )
        actions.discard_import(found, actor=ACTOR, at=timezone.now())
        found = before
    _run(found, as_json)


def _started(
    kind: ImportKind, file: Path, second: Path | None, options: Options, pairs: Sequence[tuple[str, str]],
    *, mode: str, process: str, rest: str,
) -> Import:  # fmt: skip
    at = timezone.now()
    with file.open("rb") as opened, second.open("rb") if second else file.open("rb") as other:
        found = actions.start_import(
            kind.key,
            opened,
            name=file.name,
            second=other if second else None,
            second_name=second.name if second else "",
            options=options,
            actor=ACTOR,
            at=at,
        )
    try:
        mapping = pairs or [(pair[0], pair[1]) for pair in found.mapping]
        actions.configure_import(
            found, mapping=mapping, rest=rest, mode=mode, process=process, actor=ACTOR, at=at
        )
    except DomainError:
        actions.discard_import(found, actor=ACTOR, at=at)
        raise
    if not pairs:
        click.echo("Mapped by headings: " + ", ".join("=".join(pair) for pair in found.mapping), err=True)
    return found


def _run(found: Import, as_json: bool) -> None:
    try:
        with _progress(f"Import {found.id}") as tell:
            actions.run_import(found, actor=ACTOR, at=timezone.now(), tell=tell)
    except KeyboardInterrupt:
        click.echo(f"\nBroken off. Go on with: polku import resume {found.id}", err=True)
        raise
    issues = [*found.report.get("told", []), *queries.issues(found.id)]
    _answer({"import_id": found.id} | found.counts, issues, as_json, queries.columns_of(found))
    if found.failed and not as_json:
        click.echo(f"Save the failed rows with: polku import rejects {found.id} > failed.csv", err=True)


def _try(found: Import, as_json: bool) -> None:
    with _progress("Trying") as tell:
        report = actions.dry_run(found, actor=ACTOR, at=timezone.now(), tell=tell)
    actions.discard_import(found, actor=ACTOR, at=timezone.now())
    counts = {"import_id": None, "rows": report.rows} | {name: report.counts[name] for name in COUNTS}
    told = counts | {"repeated": report.repeated, "dry_run": True}
    _answer(told, report.issues, as_json, queries.columns_of(found))


def _answer(
    counts: dict[str, Any], issues: Sequence[Stored], as_json: bool, columns: Mapping[str, str]
) -> None:
    warnings = [as_told(issue, columns) for issue in issues if issue[1] == WARNING]
    errors = [as_told(issue, columns) for issue in issues if issue[1] == ERROR]
    if as_json:
        totals = {"warnings_total": len(warnings), "errors_total": len(errors)}
        _print_json(counts | {"warnings": warnings[:TOLD_MAX], "errors": errors[:TOLD_MAX]} | totals)
    else:
        told = ", ".join(f"{counts[name]} {name}" for name in COUNTS)
        click.echo(
            (
                "Nothing was changed. It would be: "
                if counts["import_id"] is None
                else f"Import {counts['import_id']}: "
            )
            + f"{counts['rows']} rows: {told}."
        )
        _print_issues(errors)
        _print_issues(warnings)
    if counts["rows"] and counts["failed"] == counts["rows"]:
        raise SystemExit(1)


def _print_issues(issues: Sequence[dict[str, Any]], shown: int = 20) -> None:
    for issue in issues[:shown]:
        left_out = "" if issue["level"] == WARNING else " (left out)"
        click.echo(f"  row {issue['row']}{left_out}, {sentence(issue)}")
    if len(issues) > shown:
        click.echo(f"  and {len(issues) - shown} more")


def _print_json(answer: dict[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False))


@contextmanager
def _said_as_json(as_json: bool) -> Iterator[None]:
    """With --json a refusal is one JSON object too."""
    try:
        yield
    except DomainError as error:
        if not as_json:
            raise
        _print_json({"error": error.as_dict()})
        raise SystemExit(1) from error


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error; silent where nobody watches."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(1, total)
            bar.update(done - bar.pos)

        yield tell


for _kind in kinds:
    import_.add_command(_command(_kind))

COMMANDS = [import_]
