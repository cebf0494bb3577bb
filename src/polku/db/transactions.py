"""The one way an action opens its transaction."""

from django.db import connection, transaction
from django.db.transaction import Atomic


def write() -> Atomic:
    """One transaction for one action: all of it is stored, or nothing is.

    Inside another action's transaction it joins that one without a savepoint: a failure inside undoes the whole.
    A test's own transaction is no action's: there a savepoint stands for the transaction.
    """
    blocks = connection.atomic_blocks
    in_test = bool(blocks) and getattr(blocks[-1], "_from_testcase", False)
    return transaction.atomic(savepoint=in_test)


def is_sqlite() -> bool:
    """Whether this installation runs on SQLite."""
    return connection.vendor == "sqlite"
