"""The one way an action opens its transaction."""

import threading
import zlib
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Final, Self

from django.db import connection, transaction

TURNS: Final = 512
_local = threading.local()


class write:  # noqa: N801 -- reads as a verb: `with write():`
    """One transaction for one action: all of it is stored, or nothing is.

    Inside another action's transaction it joins that one without a savepoint: a failure inside undoes the whole.
    A test's own transaction is no action's: there a savepoint stands for the transaction.
    """

    def __enter__(self) -> None:
        blocks = connection.atomic_blocks
        in_test = bool(blocks) and getattr(blocks[-1], "_from_testcase", False)
        self._outermost = not blocks or in_test
        self._atomic = transaction.atomic(savepoint=in_test)
        self._atomic.__enter__()
        if self._outermost:
            _local.pending = {}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pending: dict[Callable[[list[Any]], object], list[Any]] = getattr(_local, "pending", None) or {}
        try:
            while kind is None and self._outermost and pending:
                flush, items = pending.popitem()
                flush(items)
        except BaseException as failed:
            self._atomic.__exit__(type(failed), failed, failed.__traceback__)
            raise
        finally:
            if self._outermost:
                _local.pending = None
        self._atomic.__exit__(kind, error, trace)


class attempt:  # noqa: N801 -- reads as a verb: `with attempt() as trial:`
    """A part of an action that may be taken back, with all that waits for the end of the action because of it.

    A savepoint alone would forget the rows and still write their documents and events.
    """

    def __enter__(self) -> Self:
        pending = getattr(_local, "pending", None)
        self._before = None if pending is None else {flush: list(items) for flush, items in pending.items()}
        self._back = False
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        return self

    def take_back(self) -> None:
        """Let nothing of it stay."""
        self._back = True
        transaction.set_rollback(True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None and (self._back or kind is not None):
            _local.pending = self._before
        self._atomic.__exit__(kind, error, trace)


def at_end(flush: Callable[[list[Any]], object], items: list[Any]) -> None:
    """Hand items to `flush` just before the running action's transaction commits, together with all others for it.

    So a deal, its customer and its contact reach the search index in one statement. Outside an action, at once.
    """
    if not connection.in_atomic_block or getattr(_local, "pending", None) is None:
        flush(items)
        return
    _local.pending.setdefault(flush, []).extend(items)


def taken_back(flush: Callable[[list[Any]], object]) -> list[Any]:
    """What waits for `flush` in the running transaction; it waits no longer."""
    found: list[Any] = (getattr(_local, "pending", None) or {}).pop(flush, [])
    return found


class holding:  # noqa: N801 -- reads as a verb: `with holding({...}):`
    """While this action tells of rows, its reactions find them at hand: they are locked, and stored as they stand.

    Names are a kind and an id, `("order", 7)`; a reaction in the same transaction reads nothing again that `held` has.
    """

    def __init__(self, rows: Mapping[tuple[str, int], Any]) -> None:
        self._rows = rows

    def __enter__(self) -> None:
        self._before = getattr(_local, "held", {})
        _local.held = {**self._before, **self._rows}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _local.held = self._before


def held(kind: str, ids: Iterable[int]) -> list[Any] | None:
    """The rows of one kind that the running action has at hand, in the order of their ids; None where one is not."""
    known = getattr(_local, "held", {})
    rows = [known.get((kind, one)) for one in sorted(set(ids))]
    return None if None in rows else rows


def take_turns(subject: str, names: Iterable[str]) -> None:
    """Let nobody else look for or add the same names until the running transaction ends.

    Who looks, finds nothing and adds would else add what another adds at this moment: 20 leads of one new customer
    made 20 customers on PostgreSQL. SQLite has one writer at a time. Names share 512 locks, so that a large batch
    does not fill the lock table; they are taken in order, so that two batches don't wait for each other.
    """
    if connection.vendor != "postgresql":
        return
    places = sorted({zlib.crc32(name.encode()) % TURNS for name in names})
    if places:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_advisory_xact_lock(%s, place)) FROM unnest(%s::int[]) AS place",
                [zlib.crc32(subject.encode()) % 2**31, places],
            )


def is_sqlite() -> bool:
    """Whether this installation runs on SQLite."""
    return connection.vendor == "sqlite"
