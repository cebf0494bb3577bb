"""Guards: rules the database itself keeps, declared beside the model and installed after every migrate.

A SQLite table rebuild drops triggers silently, so `install` runs after each migrate and `missing` is asked
at start-up and by `polku check`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import DatabaseError, connection, models

M = TypeVar("M", bound=models.Model)

_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION polku_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'polku: % on % is refused: the log is append-only', TG_OP, TG_TABLE_NAME; END $$;
CREATE OR REPLACE FUNCTION polku_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'polku: % on % is refused: the row is frozen', TG_OP, TG_TABLE_NAME; END $$
"""


Keys = tuple[tuple[str, ...], ...]
"""The columns by which a row is told from all others: its primary key first."""


@dataclass(frozen=True)
class Guard:
    """One table whose rows are never changed or taken away."""

    table: str
    keys: Keys

    @property
    def names(self) -> tuple[str, ...]:
        """Trigger names, one per verb: SQLite knows no TRUNCATE, but REPLACE, which asks no trigger of DELETE."""
        last = "replace" if connection.vendor == "sqlite" else "truncate"
        verbs = ("update", "delete", last)
        return tuple(f"polku_guard_{self.table}_{verb}" for verb in verbs)

    def statements(self) -> Iterator[str]:
        """SQL that puts the guard in place, run again without harm."""
        for name in self.names:
            verb = name.rsplit("_", 1)[1].upper()
            if connection.vendor == "sqlite":
                deed = f'{verb} ON "{self.table}"'
                if verb == "REPLACE":
                    deed = f'INSERT ON "{self.table}" WHEN {_taken(self.table, self.keys)}'
                yield f'DROP TRIGGER IF EXISTS "{name}"'
                yield (
                    f'CREATE TRIGGER "{name}" BEFORE {deed} '
                    f"BEGIN SELECT RAISE(ABORT, 'polku: {verb} on {self.table} is refused: it is append-only'); END"
                )
            else:
                each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
                yield (
                    f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {verb} ON "{self.table}" '
                    f"FOR EACH {each} EXECUTE FUNCTION polku_refuse()"
                )


@dataclass(frozen=True)
class Freeze:
    """One table whose rows, once a condition holds, keep some columns and are never taken away."""

    table: str
    columns: tuple[str, ...]
    when: str
    keys: Keys

    @property
    def names(self) -> tuple[str, ...]:
        """Trigger names; SQLite needs two more, because OR REPLACE takes a row away and asks no trigger of DELETE."""
        more = ("replace", "overwrite") if connection.vendor == "sqlite" else ()
        return tuple(f"polku_freeze_{self.table}_{verb}" for verb in ("update", "delete", *more))

    def statements(self) -> Iterator[str]:
        """SQL that puts the guard in place, run again without harm, also when columns were added to it."""
        differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
        changed = " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in self.columns)
        kept, first = self.when.replace("OLD.", "kept."), self.keys[0][0]
        deeds = (
            ("UPDATE", f"({self.when}) AND ({changed})"),
            ("DELETE", self.when),
            ("INSERT", _taken(self.table, self.keys, kept)),
            ("UPDATE", _taken(self.table, self.keys, f'({kept}) AND kept."{first}" IS NOT OLD."{first}"')),
        )
        for name, (verb, condition) in zip(self.names, deeds, strict=False):
            if connection.vendor == "sqlite":
                yield f'DROP TRIGGER IF EXISTS "{name}"'
                yield (
                    f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{self.table}" WHEN {condition} '
                    f"BEGIN SELECT RAISE(ABORT, 'polku: {verb} on {self.table} is refused: the row is frozen'); END"
                )
            else:
                yield (
                    f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {verb} ON "{self.table}" '
                    f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION polku_refuse_frozen()"
                )


@dataclass(frozen=True)
class Ledger:
    """Entries that are born open, checked when posted, frozen after (see `Freeze`); their lines come before.

    Kept per table, like every guard: this one stands on the entries, `LedgerLines` on the lines.
    """

    table: str
    lines: str
    key: str
    posted: str
    debit: str
    sums: tuple[tuple[str, str], ...]
    same: tuple[tuple[str, str], ...]
    period: tuple[str, str, str]
    month: tuple[str, str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """Trigger names; SQLite knows no TRUNCATE."""
        verbs = ("born", "post") if connection.vendor == "sqlite" else ("born", "post", "truncate")
        return tuple(f"polku_ledger_{self.table}_{verb}" for verb in verbs)

    def statements(self) -> Iterator[str]:
        """SQL that puts the guard in place, run again without harm."""
        born, post = self.names[:2]
        birth = f'NEW."{self.posted}" IS NOT NULL'
        posting = f'OLD."{self.posted}" IS NULL AND NEW."{self.posted}" IS NOT NULL'
        if connection.vendor == "sqlite":
            yield from _sqlite_trigger(
                born, f'INSERT ON "{self.table}"', birth, [("an entry is born open", "1")]
            )
            yield from _sqlite_trigger(post, f'UPDATE ON "{self.table}"', posting, self._faults())
            return
        faults = "\n".join(
            f"IF {fault} THEN RAISE EXCEPTION 'polku: posting % is refused: {why}', OLD.id; END IF;"
            for why, fault in self._faults()
        )
        yield _pg_function(post, faults)
        yield _pg_trigger(born, f'INSERT ON "{self.table}"', f"ROW WHEN ({birth})", "polku_refuse_frozen")
        yield _pg_trigger(post, f'UPDATE ON "{self.table}"', f"ROW WHEN ({posting})", post)
        yield _pg_trigger(self.names[2], f'TRUNCATE ON "{self.table}"', "STATEMENT", "polku_refuse_frozen")

    def _faults(self) -> list[tuple[str, str]]:
        """What may be wrong with an entry, and the SQL that finds it."""
        lines = f'FROM "{self.lines}" AS line WHERE line."{self.key}" = OLD.id'
        found = [
            ("it keeps its id", "NEW.id <> OLD.id"),
            ("it has fewer than two lines", f"(SELECT count(*) {lines}) < 2"),
        ]
        for amount, apart in self.sums:
            signed = f'sum(CASE WHEN line."{self.debit}" THEN line."{amount}" ELSE -line."{amount}" END)'
            having = f'GROUP BY line."{apart or self.key}" HAVING {signed} <> 0'
            found.append((f"debit and credit differ in {amount}", f"EXISTS (SELECT 1 {lines} {having})"))
            found.append((f"{amount} is negative", f'EXISTS (SELECT 1 {lines} AND line."{amount}" < 0)'))
        for of_line, of_entry in self.same:
            fault = f'EXISTS (SELECT 1 {lines} AND line."{of_line}" <> NEW."{of_entry}")'
            found.append((f"a line has another {of_line}", fault))
        day, month, year = (f'NEW."{name}"' for name in self.month)
        said = (
            f"CAST(strftime('%Y%m', {day}) AS INTEGER)" if _is_sqlite() else f"to_char({day}, 'YYYYMM')::int"
        )
        found.append(("its period is another month", f"{month} <> {said} OR {year} <> {month} / 100"))
        table, column, closed = self.period
        lock = "" if _is_sqlite() else " FOR SHARE"
        is_open = f'SELECT 1 FROM "{table}" WHERE id = NEW."{column}" AND "{closed}" IS NULL{lock}'  # noqa: S608
        found.append(("its period is closed", f"NOT EXISTS ({is_open})"))
        return found


@dataclass(frozen=True)
class LedgerLines:
    """Lines of a ledger: added to an entry while it is open, never after."""

    table: str
    entries: str
    key: str
    posted: str

    @property
    def names(self) -> tuple[str, ...]:
        """The one trigger; that lines are never changed or taken away is a guard of its own."""
        return (f"polku_ledger_{self.table}_add",)

    def statements(self) -> Iterator[str]:
        """SQL that puts the guard in place, run again without harm."""
        name = self.names[0]
        is_open = f'1 FROM "{self.entries}" WHERE id = NEW."{self.key}" AND "{self.posted}" IS NULL'
        if connection.vendor == "sqlite":
            faults = [("its entry is not open", f"NOT EXISTS (SELECT {is_open})")]
            yield from _sqlite_trigger(name, f'INSERT ON "{self.table}"', "1", faults)
            return
        # The entry is held, so that nobody posts it while another adds a line to it.
        fault = f"RAISE EXCEPTION 'polku: a line is refused: its entry % is not open', NEW.\"{self.key}\""
        yield _pg_function(name, f"PERFORM {is_open} FOR SHARE; IF NOT FOUND THEN {fault}; END IF;")
        yield _pg_trigger(name, f'INSERT ON "{self.table}"', "ROW", name)


@dataclass(frozen=True)
class Parts:
    """Rows of a document: added, changed and taken away while it is open, never after."""

    table: str
    whole: str
    key: str
    closed: str
    keys: Keys

    @property
    def names(self) -> tuple[str, ...]:
        """Trigger names; SQLite knows no TRUNCATE."""
        verbs = ("insert", "update", "delete")
        more = () if connection.vendor == "sqlite" else ("truncate",)
        return tuple(f"polku_parts_{self.table}_{verb}" for verb in (*verbs, *more))

    def statements(self) -> Iterator[str]:
        """SQL that puts the guard in place, run again without harm."""
        if connection.vendor == "sqlite":
            kept = _taken(self.table, self.keys, self._closed("kept"))
            conditions = (
                f"{self._closed('NEW')} OR {kept}",
                f"{self._closed('OLD')} OR {self._closed('NEW')} OR {kept}",
                self._closed("OLD"),
            )
            for name, condition in zip(self.names, conditions, strict=True):
                deed = f'{name.rsplit("_", 1)[1].upper()} ON "{self.table}"'
                yield from _sqlite_trigger(name, deed, condition, [("its document is closed", "1")])
            return
        # The document is held, so that nobody closes it while another changes a row of it.
        refused = f"RAISE EXCEPTION 'polku: % on {self.table} is refused: its document is closed', TG_OP;"
        asked = (
            f'PERFORM 1 FROM "{self.whole}" WHERE id = {{row}}."{self.key}" AND "{self.closed}" IS NULL FOR SHARE; '
            f"IF NOT FOUND THEN {refused} END IF;"
        )
        old, new = asked.format(row="OLD"), asked.format(row="NEW")
        for name, body in zip(self.names, (new, f"{old} {new}", f"{old} RETURN OLD;"), strict=False):
            yield _pg_function(name, body)
            yield _pg_trigger(name, f'{name.rsplit("_", 1)[1].upper()} ON "{self.table}"', "ROW", name)
        yield _pg_trigger(self.names[3], f'TRUNCATE ON "{self.table}"', "STATEMENT", "polku_refuse_frozen")

    def _closed(self, row: str) -> str:
        of = f'SELECT 1 FROM "{self.whole}" AS whole WHERE whole.id = {row}."{self.key}"'  # noqa: S608
        return f'EXISTS ({of} AND whole."{self.closed}" IS NOT NULL)'


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _sqlite_trigger(name: str, deed: str, when: str, faults: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f'DROP TRIGGER IF EXISTS "{name}"'
    raised = " ".join(
        f"SELECT RAISE(ABORT, 'polku: it is refused: {why}') WHERE {fault};" for why, fault in faults
    )
    yield f'CREATE TRIGGER "{name}" BEFORE {deed} WHEN {when} BEGIN {raised} END'


def _pg_function(name: str, body: str) -> str:
    # By index whatever the statistics say: of a table that was counted while it had two entries, the planner expects
    # half of the lines in each, and reads all of them for every entry of an import.
    head = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off"
    return f"{head} AS $$ BEGIN {body} RETURN NEW; END $$"


def _pg_trigger(name: str, deed: str, each: str, function: str) -> str:
    return f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {deed} FOR EACH {each} EXECUTE FUNCTION {function}()'


def _taken(table: str, keys: Keys, when: str = "1") -> str:
    """SQL: the new row stands where another stands already, by any of the keys."""
    same = " OR ".join(
        "(" + " AND ".join(f'kept."{column}" = NEW."{column}"' for column in key) + ")" for key in keys
    )
    return f'EXISTS (SELECT 1 FROM "{table}" AS kept WHERE ({same}) AND ({when}))'  # noqa: S608 -- our own names


def _keys(model: type[models.Model]) -> Keys:
    """The primary key, unique columns, and columns that are unique together; not those unique under a condition."""
    meta = model._meta
    columns = {field.name: field.column or "" for field in meta.concrete_fields}
    alone = [
        (field.column or "",) for field in meta.concrete_fields if field.unique and not field.primary_key
    ]
    together = [
        tuple(columns[name] for name in one.fields)
        for one in meta.constraints
        if isinstance(one, models.UniqueConstraint) and one.fields and one.condition is None
    ]
    return ((meta.pk.column or "",), *alone, *together)


_guards: dict[str, Guard | Freeze | Ledger | LedgerLines | Parts] = {}


def append_only(model: type[M]) -> type[M]:
    """Class decorator: the database refuses UPDATE, DELETE and TRUNCATE on this model's table."""
    _guards[model._meta.db_table] = Guard(model._meta.db_table, _keys(model))
    return model


def freeze(model: type[M], *, columns: Sequence[str], when: str) -> type[M]:
    """From the moment `when` holds (SQL over `OLD.`), a row keeps these columns and can't be deleted.

    Declared right after the model: `freeze(Version, columns=("document",), when="OLD.published_at IS NOT NULL")`.
    """
    table = model._meta.db_table
    _guards[f"freeze {table}"] = Freeze(table, tuple(columns), when, _keys(model))
    return model


def ledger(
    entries: type[models.Model],
    lines: type[models.Model],
    key: str,
    *,
    posted: str,
    debit: str,
    sums: Sequence[tuple[str, str]],
    same: Sequence[tuple[str, str]],
    period: tuple[type[models.Model], str, str],
    month: tuple[str, str, str],
) -> None:
    """Entries and lines of double entry that the database itself checks and keeps, on both engines.

    An entry is born open (`posted` is null) and given its lines; posting it is refused unless it has two lines or
    more, debits equal credits in each of `sums` (a column, and the column it is summed apart by or ""), the columns of
    `same` agree, its `month` (day, month, year) and its `period` (model, column, when closed) are right and open.
    From then on it is frozen and takes no line. Lines are `append_only` besides.
    """
    table, line_table = entries._meta.db_table, lines._meta.db_table
    held = (period[0]._meta.db_table, period[1], period[2])
    _guards[f"ledger {table}"] = Ledger(
        table, line_table, key, posted, debit, tuple(sums), tuple(same), held, month
    )
    _guards[f"ledger {line_table}"] = LedgerLines(line_table, table, key, posted)
    columns = [field.column or "" for field in entries._meta.concrete_fields]
    freeze(entries, columns=columns, when=f'OLD."{posted}" IS NOT NULL')


def parts(model: type[M], whole: type[models.Model], key: str, *, closed: str) -> type[M]:
    """Rows of a document that stay as they are once it is closed (`closed` is not null): none is added, none goes.

    Declared right after the model: `parts(InvoiceLine, Invoice, "invoice_id", closed="issued_at")`.
    """
    table = model._meta.db_table
    _guards[f"parts {table}"] = Parts(table, whole._meta.db_table, key, closed, _keys(model))
    return model


def _present() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        return {row[0] for row in cursor.fetchall()}


def install() -> None:
    """Put every declared guard in place whose table exists."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PG_FUNCTION)
        for guard in _guards.values():
            if guard.table in tables:
                for statement in guard.statements():
                    cursor.execute(statement)


def missing() -> list[str]:
    """Names of declared guards that the database does not hold."""
    present = _present()
    return [name for guard in _guards.values() for name in guard.names if name not in present]


def install_after_migrate(**_: Any) -> None:
    """Signal receiver of post_migrate."""
    install()


@contextmanager
def lifted() -> Iterator[None]:
    """Take the guards away for a moment: to restore a backup, to remove the demo, to flush a test database."""
    with connection.cursor() as cursor:
        for guard in _guards.values():
            for name in guard.names:
                on = "" if connection.vendor == "sqlite" else f' ON "{guard.table}"'
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')
    try:
        yield
    except BaseException:
        with suppress(DatabaseError):  # a broken transaction takes no statement; its end puts the guards back
            install()
        raise
    install()
