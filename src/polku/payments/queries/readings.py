"""How tables of the bank are read: as files with the same headings were before."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from polku.billing.queries.settings import settings as billing_settings
from polku.company.queries import company
from polku.imports.logic.mapping import fingerprint
from polku.imports.queries import remembered
from polku.payments.logic.statements.tables import Reading, Table, look

KIND: Final = "bank_statement"


def looked(path: Path) -> Table:
    """The head of a file, with what was told of its headings before, else with a guess.

    Raises: UnreadableStatement, Invalid.
    """
    own = "".join(billing_settings().iban.split())
    table = look(path, currency=company().currency, account=own)
    before = remembered(KIND, fingerprint(table.columns))
    if before is None:
        return table
    known = Reading.of(dict(before.options) | {"columns": dict(before.mapping)})
    kept = {name: column for name, column in known.columns.items() if column in table.columns}
    return replace(
        table, reading=replace(known, columns=kept, account=known.account or table.reading.account)
    )


def is_remembered(table: Table) -> bool:
    """Whether a person has told how files with these headings are read."""
    return remembered(KIND, fingerprint(table.columns)) is not None
