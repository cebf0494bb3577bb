"""Writes of the search: documents follow their rows, in the same transaction."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from polku.db.bulk import insert, made
from polku.db.lists import among
from polku.db.transactions import at_end, taken_back, write
from polku.search import index as fulltext
from polku.search.logic import Doc, head_of, tokens_of
from polku.search.models import SearchDocument
from polku.search.registry import kinds

__all__ = ["Doc", "index", "rebuild", "remove"]

_BATCH = 5000


def index(docs: Sequence[Doc], *, new: bool = False) -> None:
    """Make records findable, or correct how they are found; any number in the same few statements.

    `new=True` says that none of the rows was there before, as in an import: nothing is looked up then.
    """
    if docs:
        at_end(_index_new if new else _index, list(docs))


def _index_new(docs: list[Doc]) -> None:
    _store(docs, new=True)


def _index(docs: list[Doc]) -> None:
    """What was new within the same action is still waiting: it is written as it came to be meanwhile."""
    told = {(doc.kind, doc.row_id): doc for doc in docs}
    fresh = {(doc.kind, doc.row_id): doc for doc in taken_back(_index_new)}
    _store([told.pop(key, doc) for key, doc in fresh.items()], new=True)
    _store(list(told.values()), new=False)


def _store(docs: Sequence[Doc], *, new: bool) -> None:
    latest = {(doc.kind, doc.row_id): doc for doc in docs}
    if not latest:
        return
    with write():
        known = {} if new else _known(list(latest.values()))
        added, changed = [], []
        for key, doc in latest.items():
            row, values = known.get(key), _values(doc)
            if row is None:
                added.append(made(SearchDocument, kind=doc.kind, row_id=doc.row_id, **values))
            elif any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                changed.append(row)
        insert(SearchDocument, added)
        if changed:
            fulltext.forget(row.pk for row in changed)
            SearchDocument.objects.bulk_update(changed, _FIELDS, batch_size=1000)
        if added or changed:
            fulltext.learn(row.pk for row in (*added, *changed))


def remove(kind: str, ids: Sequence[int]) -> None:
    """Let records be found no longer."""
    if not ids:
        return
    with write():
        for waiting in (_index_new, _index):
            kept = [doc for doc in taken_back(waiting) if not (doc.kind == kind and doc.row_id in set(ids))]
            if kept:
                waiting(kept)
        rows = SearchDocument.objects.filter(kind=kind, row_id__in=among(ids))
        if gone := list(rows.values_list("id", flat=True)):
            fulltext.forget(gone)
            SearchDocument.objects.filter(id__in=among(gone)).delete()


def rebuild(kind: str) -> int:
    """Make all documents of a kind anew from its rows, in parts of 5,000; gives their number."""
    provider = kinds.get(kind)
    seen, last = 0, 0
    documents = iter(provider.documents(None))
    while part := list(islice(documents, _BATCH)):
        index(part)
        top = max(doc.row_id for doc in part)
        _remove_between(kind, last, top, {doc.row_id for doc in part})
        seen, last = seen + len(part), top
    _remove_between(kind, last, None, set())
    return seen


def repair() -> None:
    """Make the full-text index anew from the documents, where a check found that they differ."""
    fulltext.install()
    fulltext.refill()


_FIELDS = ["owner_id", "team_id", "title", "subtitle", "head", "tokens"]


def _known(docs: Sequence[Doc]) -> dict[tuple[str, int], SearchDocument]:
    found: dict[tuple[str, int], SearchDocument] = {}
    for kind in {doc.kind for doc in docs}:
        ids = [doc.row_id for doc in docs if doc.kind == kind]
        for row in SearchDocument.objects.filter(kind=kind, row_id__in=among(ids)):
            found[kind, row.row_id] = row
    return found


def _values(doc: Doc) -> dict[str, Any]:
    """What stands in a document's row, by the names of `_FIELDS`."""
    return {
        "owner_id": doc.owner_id,
        "team_id": doc.team_id,
        "title": doc.title[:300],
        "subtitle": doc.subtitle[:300],
        "head": head_of(doc.title),
        "tokens": tokens_of(doc),
    }


def _remove_between(kind: str, after: int, to: int | None, kept: set[int]) -> None:
    """Drop documents whose rows the provider passed over: merged, removed or gone."""
    rows = SearchDocument.objects.filter(kind=kind, row_id__gt=after)
    if to is not None:
        rows = rows.filter(row_id__lte=to)
    remove(kind, [row_id for row_id in _ids(rows) if row_id not in kept])


def _ids(rows: QuerySet[SearchDocument]) -> Iterator[int]:
    return rows.order_by("row_id").values_list("row_id", flat=True).iterator(chunk_size=_BATCH)
