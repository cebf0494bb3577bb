"""`polku report trial-balance`, `polku export books`: the books on the command line, for the whole company."""

import csv
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from polku.access.logic import SYSTEM
from polku.books.exports import FORMATS, write_books
from polku.books.queries import TrialBalance, trial_balance
from polku.eventlog.events import Via
from polku.kernel.money import Money

ACTOR = SYSTEM.through(Via.CLI)
_DAY = click.DateTime(formats=["%Y-%m-%d"])
_KEYS = ("code", "name", "kind", "opening", "debit", "credit", "balance")


@click.group()
def report() -> None:
    """Figures of the sales process; a table by default, --json or --csv for programs."""


@report.command("trial-balance")
@click.option(
    "--from", "date_from", type=_DAY, help="What moved on this day or later; before is the opening."
)
@click.option("--to", "date_to", type=_DAY, help="Up to and with this day.")
@click.option("--json", "form", flag_value="json", help="One JSON object, amounts in minor units.")
@click.option(
    "--csv", "form", flag_value="csv", help="Comma-separated rows with a header, amounts in minor units."
)
def trial(date_from: datetime | None, date_to: datetime | None, form: str | None) -> None:
    """Debit and credit of every account; the difference is zero, or something is wrong."""
    told = trial_balance(ACTOR, date_from=_date(date_from), date_to=_date(date_to))
    rows = [_row(one) for one in told.rows]
    if form == "json":
        answer = {
            "debit": told.debit_minor, "credit": told.credit_minor, "difference": told.difference_minor,
            "currency": told.currency, "accounts": rows,
        }  # fmt: skip
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif form == "csv":
        csv.writer(sys.stdout).writerows([_KEYS, *([row[key] for key in _KEYS] for row in rows)])
    else:
        click.echo(_printed(told, rows))


def _row(one: Any) -> dict[str, Any]:
    account = one.account
    return {
        "code": account.code, "name": str(account.name), "kind": account.kind, "opening": one.opening_minor,
        "debit": one.debit_minor, "credit": one.credit_minor, "balance": one.balance_minor,
    }  # fmt: skip


def _printed(told: TrialBalance, rows: list[dict[str, Any]]) -> str:
    total = {
        "code": "", "name": "", "kind": "", "opening": told.opening_minor, "debit": told.debit_minor,
        "credit": told.credit_minor, "balance": told.opening_minor + told.difference_minor,
    }  # fmt: skip
    lines = [
        [str(Money(row[key], told.currency).decimal) if key in _KEYS[3:] else row[key] for key in _KEYS]
        for row in (*rows, total)
    ]
    lines.insert(0, list(_KEYS))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    said = [
        "  ".join(
            cell.ljust(width) if place < 3 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join([f"trial balance, {told.currency}", "", *said])


def _date(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@click.group()
def export() -> None:
    """Data for other tools."""


@export.command("books")
@click.option("--format", "file_format", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="A file; standard output if left out.",
)
def books(file_format: str, out: Path | None) -> None:
    """Write every posting in the order of the journal, to a file or to standard output."""
    if out is None:
        write_books(sys.stdout, file_format, actor=ACTOR)
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        n = write_books(file, file_format, actor=ACTOR)
    click.echo(f"Wrote {n} postings to {out}", err=True)


COMMANDS = [report, export]
