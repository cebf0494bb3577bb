"""`polku check`, `polku backup`, `polku restore`, `polku export all`: keeping the data whole and one's own."""

import csv
import sys
from pathlib import Path

import click
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from polku.db import backup as backups
from polku.db import health
from polku.db.migrating import migrate
from polku.search import index, registry
from polku.search.actions import rebuild


@click.command()
@click.option("--repair", is_flag=True, help="Make the search index anew first.")
def check(repair: bool) -> None:
    """Verify every invariant; each fault is named, and the exit code is 1 if there is one."""
    if repair:
        index.refill()
        for kind in registry.kinds:
            rebuild(kind.key)
    faults = 0
    for name, fault in health.run():
        faults += 1
        click.echo(f"{name}: {fault}")
    if faults:
        click.echo(f"{faults} faults found.", err=True)
        sys.exit(1)
    click.echo(f"All is well: {', '.join(health.checks.keys())}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write everything of one moment into FILE, also while people work."""
    counts = backups.store(file, settings.HOME / "files", at=timezone.now())
    click.echo(f"{file}: {sum(counts.values())} rows of {len(counts)} tables.")


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def restore(file: Path) -> None:
    """Bring a backup back into an empty place, on either database."""
    migrate()
    counts = backups.bring_back(file, settings.HOME / "files")
    index.refill()
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables are back.")


@click.group()
def export() -> None:
    """Take data out."""


@export.command("all")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="A folder; one CSV file per table."
)
def export_all(out: Path) -> None:
    """Write every table as CSV: the data is yours."""
    out.mkdir(parents=True, exist_ok=True)
    rows = 0
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("polku."):
            continue
        fields = [field for field in model._meta.concrete_fields if field.attname not in _SECRET]
        with (out / f"{model._meta.db_table}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([field.attname for field in fields])
            for row in model._base_manager.order_by("pk").iterator(chunk_size=2000):
                writer.writerow([_cell(field.value_to_string(row)) for field in fields])
                rows += 1
    click.echo(f"{out}: {rows} rows.")


_SECRET = frozenset({"password", "token_hash", "body"})


def _cell(text: object) -> object:
    """A text that a spreadsheet would take for a formula is kept a text."""
    return f"'{text}" if isinstance(text, str) and text[:1] in "=+-@\t\r" and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


COMMANDS = [check, backup, restore, export]
