"""Long lists of values in one parameter: an `IN` over a thousand numbers stays one short statement."""

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL


def among(values: Iterable[int] | Iterable[str], *, text: bool = False) -> RawSQL:
    """The right side of `field__in=`: any number of whole numbers, or of texts with `text=True`.

    A list spelled out takes one parameter per value, of which SQLite allows 32,766 and PostgreSQL 65,535.
    """
    listed = list(set(values))
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(listed)])
    if text:
        return RawSQL("SELECT unnest(%s::text[])", [listed])
    return RawSQL("SELECT unnest(%s::bigint[])", [listed])
