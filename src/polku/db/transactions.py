"""The one way an action opens its transaction."""

from django.db import connection, transaction
from django.db.transaction import Atomic


def write() -> Atomic:
    """One transaction for one action: all of it is stored, or nothing is.

    Inside another action's transaction it joins that one without a savepoint: an inner failure undoes the whole.
    """
    return transaction.atomic(savepoint=False)


def is_sqlite() -> bool:
    """Whether this installation runs on SQLite."""
    return connection.vendor == "sqlite"
