"""The full-text index behind the table: FTS5 on SQLite, a GIN index over a generated column on PostgreSQL.

Both are outside of Django's models, so they are put in place after every migrate, like the guards.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DatabaseError, connection

from polku.db.transactions import write
from polku.search.logic import past
from polku.search.registry import kinds

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
# A kind of very many records: words that very many of them hold are looked for among the newest ones first.
LARGE = 100_000
WINDOW = 10_000
CANDIDATES = 200

_GIN_NEWEST = "SELECT polku_search_newest(%s::text[], %s::tsquery, %s::tsquery, %s::tsquery, %s, %s)"
# No text search configuration takes part: the lexemes are our tokens, byte for byte.
_VECTOR = "array_to_tsvector(string_to_array(tokens, ' '))"
_POSTGRES = (
    f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS ({_VECTOR}) STORED",
    "DROP INDEX IF EXISTS search_vector",
    # GIN knows no order, collects every match before the first is given, and meeting two long lists is slow: among
    # 4,000,000 documents a word of one in twenty took 0.2 s. So each kind has an index of its own (a word that no deal
    # holds costs nothing there) and is asked in steps, each bounded: the newest of a large kind, where a common word
    # is found after a few; then by whole words; only then by the beginning of a word. What comes to GIN is rare or old.
    # By the index of the kind and by nothing else (hence the odd condition): thought to be common, a word that no deal
    # holds was looked for in one deal after the other.
    """CREATE OR REPLACE FUNCTION polku_search_holding(one text, question tsquery, most int) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_indexscan = off SET work_mem = '64MB' SET jit = off AS $$
DECLARE
  found bigint[];
BEGIN
  EXECUTE format(
    'SELECT ARRAY(SELECT id FROM search_searchdocument WHERE kind || '''' = %L AND vector @@ $1 LIMIT $2)', one
  ) INTO found USING question, most;
  RETURN found;
END $$""",
    """CREATE OR REPLACE FUNCTION polku_search_newest(
  kinds text[], whole tsquery, begun tsquery, scope tsquery, most int, large int
)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SET enable_seqscan = off SET work_mem = '64MB' SET jit = off AS $$
DECLARE
  span int := greatest(10000, 20 * most);
  one text;
  question tsquery;
  found bigint[];
  more bigint[];
BEGIN
  FOREACH one IN ARRAY kinds LOOP
    found := '{}';
    IF (SELECT max(row_id) FROM search_searchdocument WHERE kind = one) > large THEN
      found := ARRAY(
        SELECT id FROM (
          SELECT id, vector FROM search_searchdocument WHERE kind = one ORDER BY row_id DESC LIMIT span
        ) AS newest WHERE vector @@ begun AND (scope IS NULL OR vector @@ scope) LIMIT most
      );
    END IF;
    FOREACH question IN ARRAY CASE WHEN whole::text = begun::text THEN ARRAY[whole] ELSE ARRAY[whole, begun] END LOOP
      EXIT WHEN cardinality(found) >= most;
      more := polku_search_holding(one, CASE WHEN scope IS NULL THEN question ELSE question && scope END,
        greatest(500, 5 * most));
      found := ARRAY(SELECT DISTINCT id FROM unnest(found || more) AS id ORDER BY id DESC LIMIT most);
    END LOOP;
    RETURN QUERY SELECT unnest(found);
  END LOOP;
END $$""",
    "DROP FUNCTION IF EXISTS polku_search_newest(tsquery, tsquery, int, boolean)",
    # One or two letters: without this a table of millions is read through where a kind has no such title.
    """CREATE OR REPLACE FUNCTION polku_search_begins(one text, start text, team bigint, owner bigint, most int)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off AS $$
BEGIN
  RETURN QUERY EXECUTE format(
    'SELECT id FROM search_searchdocument WHERE kind = %L AND head LIKE %L', one,
    replace(replace(replace(start, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
  ) || CASE WHEN team IS NOT NULL THEN format(' AND team_id = %s', team)
       WHEN owner IS NOT NULL THEN format(' AND owner_id = %s', owner) ELSE '' END || format(' LIMIT %s', most);
END $$""",
)
_GIN_OF_KIND = (
    f"CREATE INDEX IF NOT EXISTS search_vector_{{kind}} ON {TABLE} "
    "USING gin (vector) WHERE kind || '' = '{kind}'"
)
# New documents wait in a list of at most 1 MB and go into the index together: 30,000 one by one took it 1.4 s, together
# 0.3 s. A search looks through that list besides.
_GIN_WAITS = "ALTER INDEX search_vector_{kind} SET (fastupdate = on, gin_pending_list_limit = 1024)"
_GIN_THERE = (
    "SELECT count(*) FROM pg_class WHERE relname LIKE 'search#_vector#_%' ESCAPE '#' AND relkind = 'i'"
)
_FTS5_WINDOW = (
    "SELECT id FROM (SELECT id, ' ' || tokens || ' ' AS held FROM search_searchdocument WHERE kind = %s "
    "ORDER BY row_id DESC LIMIT %s) WHERE {tests} LIMIT %s"
)
_TOP = "SELECT max(row_id) FROM search_searchdocument WHERE kind = %s"


def install() -> None:
    """Put the index in place where the table is; fill it from the documents if it was not there."""
    if TABLE not in connection.introspection.table_names():
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in _POSTGRES:
                cursor.execute(statement)
            for kind in kinds:
                cursor.execute(_GIN_OF_KIND.format(kind=kind.key))
                cursor.execute(_GIN_WAITS.format(kind=kind.key))
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
            cursor.execute(_GIN_THERE)
        return bool(cursor.fetchone()[0])


def refill() -> None:
    """Make the index anew from the documents; PostgreSQL keeps its own."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(_FTS5_REFILL)


def newest(
    words: Sequence[str],
    prefix: str,
    kind_keys: Sequence[str],
    places: Sequence[str],
    *,
    most: int,
    large: int = LARGE,
) -> list[int]:
    """Ids of the newest documents of each kind that hold every word, one beginning so, and a token of the places.

    About `most` of each kind. Where very many hold the words, a beginning is followed
    to its end only among the newest of a kind; the whole word is found wherever it stands.
    """
    if connection.vendor == "sqlite":
        return _newest_sqlite(words, prefix, kind_keys, places, most, large)
    whole = " & ".join(f"'{word}'" for word in (*words, *([prefix] if prefix else ())))
    begun = " & ".join([*(f"'{word}'" for word in words), *([f"'{prefix}':*"] if prefix else [])])
    within = " | ".join(f"'{place}'" for place in places) or None
    return _ids(_GIN_NEWEST, [list(kind_keys), whole, begun, within, most, large])


def _newest_sqlite(
    words: Sequence[str], prefix: str, kind_keys: Sequence[str], places: Sequence[str], most: int, large: int
) -> list[int]:
    """The newest of large kinds by looking through them; what that leaves open is asked of FTS5."""
    if most > CANDIDATES and len(kind_keys) == 1:  # a list: its many rows are found sooner by whole words
        whole = _in_fts5(words, prefix, kind_keys, places, most, to_end=False)
        if len(whole) >= most or not prefix:
            return whole
        begun = _in_fts5(words, prefix, kind_keys, places, most, to_end=True)
        return list(dict.fromkeys([*begun, *whole]))
    found: list[int] = []
    left = []
    for kind in kind_keys:
        top = _ids(_TOP, [kind])[0] or 0
        there = _in_window(words, prefix, kind, places, most) if top > large else []
        found += there
        left += [kind] if top and len(there) < most else []
    if not left:
        return found
    rest = _in_fts5(words, prefix, left, places, most, to_end=not found)
    if found and len(found) + len(rest) < most:
        rest += _in_fts5(words, prefix, left, places, most, to_end=True)
    if len(rest) >= max(most, CANDIDATES) and (scarce := _scarce(rest, left, most)):
        # Crowded out by the newest of other kinds: asked once more, together.
        rest += _in_fts5(words, prefix, scarce, places, most, to_end=False)
    return list(dict.fromkeys([*found, *rest]))


def _in_fts5(
    words: Sequence[str],
    prefix: str,
    kind_keys: Sequence[str],
    places: Sequence[str],
    most: int,
    *,
    to_end: bool,
) -> list[int]:
    # All kinds together need no token of their kind: merging those lists is what would cost.
    keys = [] if len(kind_keys) == len(kinds) else [f"_k{kind.replace('_', '')}" for kind in kind_keys]
    groups = [group for group in (keys, places) if group]
    within = ["(" + " OR ".join(f'"{token}"' for token in group) + ")" for group in groups]
    last = [f'"{prefix}"' + ("*" if to_end else "")] if prefix else []
    match = " AND ".join([*(f'"{word}"' for word in words), *last, *within])
    return _ids(_FTS5_NEWEST, [match, max(most, CANDIDATES)])


def _scarce(ids: Sequence[int], kind_keys: Sequence[str], most: int) -> list[str]:
    """The kinds of which fewer than asked for are among these."""
    statement = f"SELECT kind FROM {TABLE} WHERE id IN (SELECT value FROM json_each(%s))"  # noqa: S608
    there = Counter(_ids(statement, [json.dumps(ids)]))
    return [kind for kind in kind_keys if there[kind] < most]


def _in_window(words: Sequence[str], prefix: str, kind: str, places: Sequence[str], most: int) -> list[int]:
    tests = ["instr(held, %s)"] * (len(words) + bool(prefix))
    values: list[Any] = [f" {word} " for word in words] + ([f" {prefix}"] if prefix else [])
    if places:
        tests.append("(" + " OR ".join(["instr(held, %s)"] * len(places)) + ")")
        values += [f" {place} " for place in places]
    span = max(WINDOW, 20 * most)
    return _ids(_FTS5_WINDOW.format(tests=" AND ".join(tests)), [kind, span, *values, most])


def begins(kind: str, head: str, *, team: int | None, owner: int | None, most: int) -> list[int]:
    """Ids of documents of a kind whose title begins so, within a team or an owner's, by a range of an index."""
    if connection.vendor == "postgresql":
        statement = "SELECT polku_search_begins(%s, %s, %s, %s, %s)"
        return _ids(statement, [kind, head, team, owner, most])
    within = " AND team_id = %s" if team is not None else " AND owner_id = %s" if owner is not None else ""
    values: list[Any] = [one for one in (team, owner) if one is not None]
    statement = f"SELECT id FROM {TABLE} WHERE kind = %s AND head >= %s AND head < %s{within} LIMIT %s"  # noqa: S608
    return _ids(statement, [kind, head, past(head), *values, most])


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


def _ids(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _any_document() -> bool:
    return bool(_ids("SELECT id FROM search_searchdocument LIMIT 1", []))
