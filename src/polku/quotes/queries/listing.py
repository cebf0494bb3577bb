"""The list of quotes: found, filtered, ordered, with what their newest version comes to."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from polku.access.logic import Actor
from polku.kernel.text import fold
from polku.quotes.logic.permission import QuotePermission
from polku.quotes.logic.states import State
from polku.quotes.models import Approval, Quote, QuoteVersion

PAGE: Final = 50
SORTS: Final = {
    "-new": "-id",
    "new": "id",
    "value": "company_minor",
    "-value": "-company_minor",
    "until": "until",
}


@dataclass(frozen=True)
class Listed:
    """What a list was asked for."""

    words: str = ""
    state: str = ""
    owner_id: int | None = None
    sort: str = "-new"


@dataclass(frozen=True)
class Page:
    """Rows, and the place of the next ones (0 at the end)."""

    rows: list[Quote]
    next: int = 0


def listed(actor: Actor, wanted: Listed) -> QuerySet[Quote]:
    """Quotes with `net_minor`, `gross_minor`, `company_minor`, `until`, `title` of their newest version."""
    rows = Quote.objects.visible_to(actor)
    if wanted.state == "open":
        rows = rows.filter(state__in=[State.DRAFT, State.WAITING, State.APPROVED, State.SENT])
    elif wanted.state in set(State):
        rows = rows.filter(state=wanted.state)
    if wanted.owner_id is not None:
        rows = rows.filter(owner_id=wanted.owner_id)
    if words := wanted.words.strip():
        rows = rows.filter(
            Q(number__icontains=words)
            | Q(customer__name_key__contains=fold(words))
            | Q(deal__title__icontains=words)
        )
    newest = QuoteVersion.objects.filter(quote=OuterRef("pk"), version=OuterRef("version"))
    rows = rows.annotate(
        net_minor=Subquery(newest.values("net_minor")[:1]),
        gross_minor=Subquery(newest.values("gross_minor")[:1]),
        company_minor=Subquery(newest.values("company_net_minor")[:1]),
        costed_minor=Subquery(newest.values("costed_net_minor")[:1]),
        until=Subquery(newest.values("valid_until")[:1]),
        title=Subquery(newest.values("title")[:1]),
        cost=Subquery(newest.values("cost_minor")[:1]),
    )
    order = SORTS.get(wanted.sort, "-id")
    return rows.select_related("customer", "deal", "owner").order_by(order, "-id")


def page(actor: Actor, wanted: Listed, *, start: int = 0, size: int = PAGE) -> Page:
    """One page of the list."""
    rows = list(listed(actor, wanted)[start : start + size + 1])
    return Page(rows[:size], start + size if len(rows) > size else 0)


def count(actor: Actor, wanted: Listed) -> int:
    """How many there are."""
    return listed(actor, wanted).order_by().count()


def waiting_for(actor: Actor) -> QuerySet[Approval]:
    """Approvals that this person may decide: of nothing they wrote or asked for themselves."""
    right = QuotePermission.APPROVE
    theirs = Quote.objects.visible_to(actor).reached_by(actor, right).filter(state=State.WAITING)
    own = QuoteVersion.objects.filter(quote=OuterRef("quote"), version=OuterRef("version"), by=actor.user_id)
    rows = Approval.objects.filter(~Exists(own), decided_at=None, quote__in=theirs)
    return rows.exclude(asked_by=actor.user_id)


def running_out(actor: Actor, *, until: date, limit: int) -> list[Quote]:
    """Offers of this person that are out and run out soon."""
    rows = Quote.objects.visible_to(actor).filter(owner_id=actor.user_id, state=State.SENT)
    late = QuoteVersion.objects.filter(
        quote=OuterRef("pk"), version=OuterRef("sent_version"), valid_until__lte=until
    )
    first = Subquery(late.values("valid_until")[:1])
    return list(rows.filter(Exists(late)).select_related("customer").order_by(first, "id")[:limit])
