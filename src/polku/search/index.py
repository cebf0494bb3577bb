"""The full-text index behind the table: FTS5 on SQLite, a GIN index over a generated column on PostgreSQL.

Both are outside of Django's models, so they are put in place after every migrate, like the guards.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DatabaseError, connection

from polku.db.transactions import write

TABLE = "search_searchdocument"
FTS = "search_fts"

# Tokens come folded and parted by spaces: any other letter than ASCII's belongs to a token, and so does the
# underscore of the scope. detail=none: no positions are needed, the index is a third of the size.
_FTS5 = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5(tokens, content='{TABLE}', content_rowid='id', "
    "detail=none, columnsize=0, prefix='3', tokenize=\"ascii tokenchars '_'\")"
)
_FTS5_NEWEST = "SELECT rowid FROM search_fts WHERE search_fts MATCH %s ORDER BY rowid DESC LIMIT %s"
_FTS5_REFILL = "INSERT INTO search_fts(search_fts) VALUES ('rebuild')"
_FTS5_FORGET = (
    "INSERT INTO search_fts(search_fts, rowid, tokens) SELECT 'delete', id, tokens FROM search_searchdocument "
    "WHERE id IN (SELECT value FROM json_each(%s))"
)
_FTS5_LEARN = (
    "INSERT INTO search_fts(rowid, tokens) SELECT id, tokens FROM search_searchdocument "
    "WHERE id IN (SELECT value FROM json_each(%s)) ORDER BY id"
)
_FTS5_CHECK = "INSERT INTO search_fts(search_fts, rank) VALUES ('integrity-check', 1)"
_GIN_NEWEST = "SELECT polku_search_newest(%s::tsquery, %s::tsquery, %s, %s)"
# No text search configuration takes part: the lexemes are our tokens, byte for byte.
_VECTOR = "array_to_tsvector(string_to_array(tokens, ' '))"
_POSTGRES = (
    f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS ({_VECTOR}) STORED",
    f"CREATE INDEX IF NOT EXISTS search_vector ON {TABLE} USING gin (vector) WITH (fastupdate = off)",
    # GIN knows no order, and meeting two long lists is slow: the newest of 800,000 documents with a common word
    # took 0.7 s to sort, and as long to cut to a team that holds half of all. So in steps, each bounded: among the
    # newest 10,000 documents; among any 5,000 with the words; only then, for a small scope, by words and scope at
    # once. OFFSET 0 keeps the first step to the primary key, the setting keeps the others to GIN.
    """CREATE OR REPLACE FUNCTION polku_search_newest(words tsquery, scope tsquery, most int, deep boolean)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
  top bigint := (SELECT max(id) FROM search_searchdocument);
  found bigint[];
  seen bigint;
BEGIN
  found := ARRAY(
    SELECT id FROM (
      SELECT id, vector FROM search_searchdocument WHERE id > top - 10000 ORDER BY id DESC OFFSET 0
    ) AS newest WHERE vector @@ words AND (scope IS NULL OR vector @@ scope) LIMIT most
  );
  IF cardinality(found) < most THEN
    WITH holding AS MATERIALIZED (
      SELECT id, scope IS NULL OR vector @@ scope AS fits FROM search_searchdocument WHERE vector @@ words LIMIT 5000
    )
    SELECT ARRAY(SELECT id FROM holding WHERE fits ORDER BY id DESC LIMIT most), (SELECT count(*) FROM holding)
      INTO found, seen;
    IF deep AND scope IS NOT NULL AND seen >= 5000 AND cardinality(found) < most THEN
      found := ARRAY(
        SELECT id FROM (
          SELECT id FROM search_searchdocument WHERE vector @@ (words && scope) LIMIT 5000
        ) AS few ORDER BY id DESC LIMIT most
      );
    END IF;
  END IF;
  RETURN QUERY SELECT unnest(found);
END $$""",
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
    elif not _any_document():
        refill()  # a flushed table leaves the index behind


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
            cursor.execute(_FTS5_REFILL)


def newest(
    words: Sequence[str], prefix: str, scope: Sequence[Sequence[str]], *, most: int, deep: bool = True
) -> list[int]:
    """Ids of the newest documents that hold every word, one beginning so, and one token of each scope group.

    Without `deep` a word of very many documents is not followed to the last one of a large scope.
    """
    groups = [group for group in scope if group]
    if connection.vendor == "sqlite":
        parts = [f'"{word}"' for word in words] + ([f'"{prefix}"*'] if prefix else [])
        parts += ["(" + " OR ".join(f'"{token}"' for token in group) + ")" for group in groups]
        return _ids(_FTS5_NEWEST, [" AND ".join(parts), most])
    parts = [f"'{word}'" for word in words] + ([f"'{prefix}':*"] if prefix else [])
    within = ["(" + " | ".join(f"'{token}'" for token in group) + ")" for group in groups]
    return _ids(_GIN_NEWEST, [" & ".join(parts), " & ".join(within) or None, most, deep])


def forget(ids: Iterable[int]) -> None:
    """Take documents out of FTS5, before they change or go: it must be told the tokens it holds of them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(_FTS5_FORGET, [json.dumps(list(ids))])


def learn(ids: Iterable[int]) -> None:
    """Put stored documents into FTS5."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(_FTS5_LEARN, [json.dumps(list(ids))])


def purge_some(pages: int = 500) -> bool:
    """Merge some of the index, so that words taken out of it leave the file too; whether there is more to merge.

    FTS5 only notes that a word is gone until the parts that hold it are merged. PostgreSQL's own vacuum does this.
    """
    if connection.vendor != "sqlite":
        return False
    with write(), connection.cursor() as cursor:
        cursor.execute("SELECT total_changes()")
        before = cursor.fetchone()[0]
        cursor.execute(f"INSERT INTO {FTS}({FTS}, rank) VALUES ('merge', %s)", [-pages])  # noqa: S608 -- our own name
        cursor.execute("SELECT total_changes()")
        return bool(cursor.fetchone()[0] - before >= 2)


def sound() -> bool:
    """Whether FTS5 says the same as the documents; always so on PostgreSQL, whose column is generated."""
    if connection.vendor != "sqlite":
        return present()
    try:
        with connection.cursor() as cursor:
            cursor.execute(_FTS5_CHECK)
    except DatabaseError:
        return False
    return True


def install_after_migrate(**_: Any) -> None:
    """Signal receiver of post_migrate."""
    install()


def _ids(statement: str, values: Sequence[str | int | None]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _any_document() -> bool:
    return bool(_ids("SELECT id FROM search_searchdocument LIMIT 1", []))
