"""`polku invoice validate`: whether the figures of an e-invoice add up."""

import json
from pathlib import Path

import click

from polku.billing.logic.einvoice import Finding, UnreadableInvoice, read, validate


@click.group()
def invoice() -> None:
    """E-invoices: UBL and CII files of EN 16931."""


@invoice.command("validate")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each file.")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Add the figures of FILES up, and say in words what does not fit; exit code 1 if anything does not.

    Remarks (a cent of rounding on a line) are no faults.
    """
    faulty = False
    for path in files:
        found, failure = _examined(path)
        faulty = faulty or bool(failure) or any(one.is_fault for one in found)
        click.echo(_as_json(path, found, failure) if as_json else _as_text(path, found, failure))
    if faulty:
        raise click.exceptions.Exit(1)


def _examined(path: Path) -> tuple[list[Finding], str]:
    try:
        return validate(read(path.read_bytes())), ""
    except UnreadableInvoice as error:
        return [], str(error)


def _as_json(path: Path, found: list[Finding], failure: str) -> str:
    told = [{"rule": one.rule, "message": str(one.message), "fault": one.is_fault} for one in found]
    valid = not failure and not any(one.is_fault for one in found)
    answer = {"file": path.name, "valid": valid, "findings": told, "unreadable": failure}
    return json.dumps(answer, ensure_ascii=False)


def _as_text(path: Path, found: list[Finding], failure: str) -> str:
    if failure:
        return f"{path.name}: cannot be read: {failure}"
    faults = sum(one.is_fault for one in found)
    head = f"{path.name}: {faults} faults" if faults else f"{path.name}: all figures add up"
    lines = [f"  {'fault' if one.is_fault else 'remark'} {one}" for one in found]
    return "\n".join([head, *lines])


COMMANDS = [invoice]
