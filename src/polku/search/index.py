"""The full-text index behind the table: FTS5 on SQLite, a GIN index over a generated column on PostgreSQL.

Both are outside of Django's models, so they are put in place after every migrate, like the guards.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DatabaseError, connection

TABLE = "search_searchdocument"
FTS = "search_fts"

# Tokens come folded and parted by spaces: any other letter than ASCII's belongs to a token, and so does the
# underscore of the scope. detail=none: no positions are needed, the index is a third of the size.
_FTS5 = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5(tokens, content='{TABLE}', content_rowid='id', "
    "detail=none, columnsize=0, prefix='3', tokenize=\"ascii tokenchars '_'\")"
)
# No text search configuration takes part: the lexemes are our tokens, byte for byte.
_VECTOR = "array_to_tsvector(string_to_array(tokens, ' '))"
_POSTGRES = (
    f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS ({_VECTOR}) STORED",
    f"CREATE INDEX IF NOT EXISTS search_vector ON {TABLE} USING gin (vector) WITH (fastupdate = off)",
)


def install() -> None:
    """Put the index in place where the table is; fill it from the documents if it was not there."""
    if TABLE not in connection.introspection.table_names():
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in _POSTGRES:
                cursor.execute(statement)
    elif not present():
        with connection.cursor() as cursor:
            cursor.execute(_FTS5)
        refill()


def present() -> bool:
    """Whether the index stands."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = %s", [FTS])
        else:
            cursor.execute("SELECT count(*) FROM pg_class WHERE relname = 'search_vector' AND relkind = 'i'")
        return bool(cursor.fetchone()[0])


def refill() -> None:
    """Make the index anew from the documents; PostgreSQL keeps its own."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')")


def forget(rows: Iterable[tuple[int, str]]) -> None:
    """Take documents out of FTS5: it must be told the tokens it holds of them."""
    if connection.vendor == "sqlite":
        _many(f"INSERT INTO {FTS}({FTS}, rowid, tokens) VALUES ('delete', %s, %s)", list(rows))


def learn(rows: Iterable[tuple[int, str]]) -> None:
    """Put documents into FTS5."""
    if connection.vendor == "sqlite":
        _many(f"INSERT INTO {FTS}(rowid, tokens) VALUES (%s, %s)", list(rows))


def sound() -> bool:
    """Whether FTS5 says the same as the documents; always so on PostgreSQL, whose column is generated."""
    if connection.vendor != "sqlite":
        return present()
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {FTS}({FTS}, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return False
    return True


def install_after_migrate(**_: Any) -> None:
    """Signal receiver of post_migrate."""
    install()


def _many(statement: str, rows: Sequence[tuple[int, str]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)
