"""Reads of the search: find, and check."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from polku.access.logic import Actor, Reach, Scope
from polku.db.lists import among
from polku.search import index
from polku.search.logic import PREFIX_MIN, Question, asked, head_of
from polku.search.models import SearchDocument
from polku.search.registry import Kind, kinds

CANDIDATES_MAX: Final = 200
"""So many of the newest documents are looked at before they are put in order: what keeps common words cheap."""

_CHECKED: Final = 2000


@dataclass(frozen=True)
class Found:
    """A record that was found."""

    kind: Kind
    row_id: int
    title: str
    subtitle: str

    @property
    def url(self) -> str:
        """Its page."""
        return self.kind.url(self.row_id)


@dataclass(frozen=True)
class Gap:
    """A difference between rows and documents."""

    kind: str
    without_document: int
    without_row: int


def find(actor: Actor, text: str, *, only: Sequence[str] | None = None, limit: int = 20) -> list[Found]:
    """What a person may see and means, kind by kind in their order, the newest first.

    The last word counts as a beginning. A word shared by very many documents finds the newest of each kind.
    """
    question = asked(text)
    wanted = [kind for kind in kinds if only is None or kind.key in only]
    if not (question.words or question.prefix):
        return []
    rows: list[SearchDocument] = []
    for scope, group in _scopes(actor, wanted):
        rows += _rows(question, text, scope, group, limit)
    order = {kind.key: place for place, kind in enumerate(wanted)}
    rows.sort(key=lambda row: (order[row.kind], -row.pk))
    known = {kind.key: kind for kind in wanted}
    return [Found(known[row.kind], row.row_id, row.title, row.subtitle) for row in _fair(rows, limit)]


def row_ids(actor: Actor, text: str, *, kind: str, limit: int = 1000) -> list[int]:
    """Row ids of one kind, the newest first, for lists that are filtered by words."""
    question = asked(text)
    if question.is_short or 0 < len(question.prefix) < PREFIX_MIN:
        return [found.row_id for found in find(actor, text, only=[kind], limit=limit)]
    ids: list[int] = []
    wanted = [one for one in kinds if one.key == kind] if question.words or question.prefix else []
    for scope, _ in _scopes(actor, wanted):
        ids += index.newest(question.words, question.prefix, [kind], _places(scope), most=limit)
    rows = SearchDocument.objects.filter(id__in=among(ids), kind=kind).order_by("-id")
    return list(rows.values_list("row_id", flat=True)[:limit])


def missing(*, sample: int | None = None) -> list[Gap]:
    """Where rows lack their document or documents their row; nothing where all is well.

    `sample` looks at so many of the newest rows only.
    """
    gaps = []
    for kind in kinds:
        lacking, checked = 0, 0
        documents = iter(kind.documents(None))
        rows_seen = 0
        while part := list(islice(documents, _CHECKED)):
            ids_of = {doc.row_id for doc in part}
            there = SearchDocument.objects.filter(kind=kind.key, row_id__in=among(ids_of)).count()
            lacking += len(ids_of) - there
            rows_seen += len(ids_of)
            checked += there
            if sample is not None and rows_seen >= sample:
                break
        orphans = 0 if sample is not None else SearchDocument.objects.filter(kind=kind.key).count() - checked
        if lacking or orphans:
            gaps.append(Gap(kind.key, lacking, orphans))
    return gaps


def sound() -> bool:
    """Whether the full-text index stands and says the same as the documents."""
    return index.present() and index.sound()


def _scopes(actor: Actor, wanted: Iterable[Kind]) -> list[tuple[Scope, list[Kind]]]:
    """Kinds by what the person may see of them; those they may not see at all are left out."""
    groups: dict[Scope, list[Kind]] = {}
    for kind in wanted:
        scope = actor.scope(kind.permission)
        if scope.reach > Reach.NONE and not (scope.reach == Reach.TEAM and not scope.team_ids):
            groups.setdefault(scope, []).append(kind)
    return list(groups.items())


def _rows(
    question: Question, text: str, scope: Scope, group: Sequence[Kind], limit: int
) -> list[SearchDocument]:
    if question.is_short:
        return [row for kind in group for row in _by_head(head_of(text), scope, kind, limit)]
    return _candidates(question, scope, group, limit)


def _by_head(head: str, scope: Scope, kind: Kind, limit: int) -> list[SearchDocument]:
    """One or two letters: titles that begin so, by an index range of the kind and its owner or team."""
    owner = scope.user_id if scope.reach == Reach.OWN else None
    teams = sorted(scope.team_ids) if scope.reach == Reach.TEAM else [None]
    ids = [one for team in teams for one in index.begins(kind.key, head, team=team, owner=owner, most=limit)]
    return list(SearchDocument.objects.filter(id__in=among(ids)))


def _candidates(question: Question, scope: Scope, group: Sequence[Kind], limit: int) -> list[SearchDocument]:
    """The newest documents that hold every word, within the scope, kind by kind where there are very many."""
    words, prefix = question.words, question.prefix
    late = ""
    if prefix and len(prefix) < PREFIX_MIN:
        late, prefix = prefix, ""  # asked of the candidates, below
    most = max(limit, CANDIDATES_MAX) if late else limit
    shown, places = [kind.key for kind in group], _places(scope)
    ids = index.newest(words, prefix, shown, places, most=most)
    found = [row for row in SearchDocument.objects.filter(id__in=among(ids)) if row.kind in shown]
    if late:
        found = [row for row in found if any(word.startswith(late) for word in row.tokens.split())]
    return found


def _places(scope: Scope) -> list[str]:
    if scope.reach == Reach.OWN:
        return [f"_o{scope.user_id}"]
    return [f"_t{team}" for team in sorted(scope.team_ids)] if scope.reach == Reach.TEAM else []


def _fair(rows: Sequence[SearchDocument], limit: int) -> list[SearchDocument]:
    """At most `limit`, and no kind crowds out another: each gets its share, the rest goes by order."""
    groups: dict[str, int] = {}
    for row in rows:
        groups[row.kind] = groups.get(row.kind, 0) + 1
    share = max(1, limit // max(1, len(groups)))
    taken: dict[str, int] = {}
    first: list[SearchDocument] = []
    rest: list[SearchDocument] = []
    for row in rows:
        taken[row.kind] = taken.get(row.kind, 0) + 1
        (first if taken[row.kind] <= share else rest).append(row)
    chosen = {row.pk for row in (*first, *rest)[:limit]}
    return [row for row in rows if row.pk in chosen]


def faults() -> Iterator[str]:
    """For `polku check`: what is not found though it is there, or found though it is gone."""
    if not sound():
        yield "the full-text index differs from its documents; run “polku check --repair”"
    for gap in missing():
        yield (
            f"search of “{gap.kind}”: {gap.without_document} records without a document, "
            f"{gap.without_row} documents without a record"
        )
