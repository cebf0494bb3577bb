"""Makes drafts into issued invoices: one statement for any number of them."""

import json
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from polku.billing.models import Invoice

_COLUMNS: Final = {
    "number": "text",
    "issue_date": "date",
    "tax_point": "date",
    "due_date": "date",
    "delivered_date": "date",
    "company_net_minor": "bigint",
    "company_tax_minor": "bigint",
    "company_gross_minor": "bigint",
    "snapshot": "jsonb",
    "chain": "text",
    "chain_place": "int",
    "previous_digest": "text",
    "digest": "text",
}


def store_issued(rows: Sequence[Invoice]) -> None:
    """Write what issuing has given to these invoices, all at one moment."""
    given = json.dumps([_given(row) for row in rows], ensure_ascii=False)
    at = connection.ops.adapt_datetimefield_value(rows[0].issued_at)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            sets = ", ".join(f"{name} = json_extract(given.value, '$.{name}')" for name in _COLUMNS)
            cursor.execute(
                f"UPDATE billing_invoice SET state = 'issued', issued_at = %s, {sets} FROM json_each(%s) AS given "  # noqa: S608
                "WHERE billing_invoice.id = json_extract(given.value, '$.id')",
                [at, given],
            )
            return
        sets = ", ".join(f"{name} = given.{name}" for name in _COLUMNS)
        shape = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
        cursor.execute(
            f"UPDATE billing_invoice SET state = 'issued', issued_at = %s, {sets} "  # noqa: S608
            f"FROM jsonb_to_recordset(%s::jsonb) AS given(id bigint, {shape}) WHERE billing_invoice.id = given.id",
            [at, given],
        )


def _given(row: Invoice) -> dict[str, Any]:
    days = ("issue_date", "tax_point", "due_date", "delivered_date")
    values = {name: getattr(row, name) for name in _COLUMNS}
    return {
        "id": row.id,
        **values,
        **{name: values[name].isoformat() if values[name] else None for name in days},
    }
