"""Erasing for good: what is overwritten is not left to be read in the file of the database."""

from django.db import connection, transaction


def leave_no_trace() -> None:
    """In the running transaction: let SQLite write zeros over what it frees, and empty its journal afterwards.

    PostgreSQL keeps old versions of rows until its vacuum, which runs by itself.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        before = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA secure_delete=1")
    transaction.on_commit(lambda: _empty_journal(before))


def _empty_journal(secure_delete: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA secure_delete={secure_delete}")
        if not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
