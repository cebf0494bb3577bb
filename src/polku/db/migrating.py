"""Migrations under guards.

To change a table SQLite makes a new one, drops the old one and gives the new one its name. At that moment it reads
every trigger again, and refuses the name while a guard of another table asks for the one that is gone ("no such
table"), or is worded as this release of SQLite does not allow. So the guards are lifted before tables change.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connection

from polku.db import guards

_GUARDS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'polku#_%' ESCAPE '#'"


def migrate() -> None:
    """Bring the tables up to date. The guards stand afterwards, also where a migration failed half-way."""
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except BaseException:
        with suppress(DatabaseError):  # what failed is told, not that a guard has no table to stand on
            guards.install()
        raise


def lift_before_migrate(plan: Sequence[Any] = (), **_: Any) -> None:
    """Signal receiver of pre_migrate: on SQLite, take every guard away, older ones too; post_migrate puts them back."""
    if connection.vendor != "sqlite" or not plan:
        return
    with connection.cursor() as cursor:
        cursor.execute(_GUARDS)
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
