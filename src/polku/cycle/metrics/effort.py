"""Effort and cost of selling, and the profit after it, group by group.

All effort counts, that for lost deals too: what a win costs is the cost of all selling over the wins. The margin is the
profit that the books say of a deal (income less expenses), of deals whose bills are all paid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum

from polku.access.logic import SYSTEM, Actor, Scope
from polku.access.models import User
from polku.access.queries import actor_of
from polku.billing.logic.states import State
from polku.billing.models import Invoice
from polku.books.queries.profits import profit_of
from polku.books.rules import BooksPermission
from polku.company.queries import calendar, company
from polku.deals.logic.outcomes import WINS
from polku.deals.models import Deal
from polku.engage.logic.codes import Form
from polku.engage.logic.permission import EngagePermission
from polku.engage.metrics import cost_of, costs, working
from polku.eventlog.events import Via
from polku.insight.filters import Filter
from polku.insight.logic.tables import Column, Table
from polku.kernel.errors import gettext_noop
from polku.measures.registry import of_deals
from polku.payments.models import Item

BY: Final = {
    "owner": "owner_id",
    "team": "team_id",
    "source": "source",
    "segment": "customer__segment",
    "product": "product",
}
"""What groups are made by, and the column of the deal that says it."""
_AT_ONCE: Final = 500
_MET: Final = (Form.MEETING.value, Form.DEMO.value)


@dataclass
class Effort:
    """One group of deals. Money in minor units of the company's currency.

    `unspoken` are activities whose length nobody wrote down: they count as none. `cost` is none where nobody said what
    an hour costs or the reader may not see it, `margin` where the reader may not see the books. `paid` are the deals
    that the margin is of.
    """

    deals: int = 0
    won: int = 0
    acts: int = 0
    meetings: int = 0
    minutes: int = 0
    unspoken: int = 0
    cost: int | None = None
    paid: int = 0
    margin: int | None = None

    def plus(self, other: Effort) -> Effort:
        """Both together."""
        counts = ("deals", "won", "acts", "meetings", "minutes", "unspoken", "paid")
        whole = Effort(**{name: getattr(self, name) + getattr(other, name) for name in counts})
        whole.cost, whole.margin = _both(self.cost, other.cost), _both(self.margin, other.margin)
        return whole

    @property
    def cost_per_win(self) -> int | None:
        """What a win costs."""
        return None if self.cost is None else _per(self.cost, self.won)

    @property
    def profit(self) -> int | None:
        """The margin less the cost of selling."""
        return None if self.margin is None or self.cost is None else self.margin - self.cost


@dataclass(frozen=True)
class Efforts:
    """The groups with most deals first, and all of it."""

    by: str
    whole: Effort
    groups: tuple[tuple[str, Effort], ...]


def effort(actor: Actor, f: Filter, by: str = "owner") -> Efforts:
    """Effort, cost and profit of the deals opened in a period, by owner, team, source, segment or product.

    Raises: NotAllowed without the right to see activities.
    """
    actor.require(EngagePermission.SEE)
    column = BY.get(by, "owner_id")
    deals = _deals(actor, f)
    groups: dict[str, Effort] = defaultdict(Effort)
    won_ones = Count("pk", filter=Q(outcome__in=sorted(WINS)))
    counted = deals.order_by().values(column).annotate(all_of_it=Count("pk"), wins=won_ones)
    for key, n, won in counted.values_list(column, "all_of_it", "wins"):
        groups[_key(key)] = Effort(deals=n, won=won)
    _add_work(actor, deals, column, groups)
    _add_margin(actor, deals, column, groups)
    rows = sorted(groups.items(), key=lambda row: (-row[1].deals, row[0]))
    whole = Effort()
    for _key_of, one in rows:
        whole = whole.plus(one)
    return Efforts(by if by in BY else "owner", whole, tuple(rows))


def _deals(actor: Actor, f: Filter) -> QuerySet[Deal]:
    rows = Deal.objects.visible_to(actor).current().filter(of_deals(f, ""))
    zone = ZoneInfo(calendar().zone)
    if f.date_from:
        rows = rows.filter(opened_at__gte=datetime.combine(f.date_from, time(0), zone))
    if f.date_to:
        rows = rows.filter(opened_at__lt=datetime.combine(f.date_to + timedelta(days=1), time(0), zone))
    return rows


def narrowed(f: Filter, by: str, key: str) -> Filter:
    """The filter of one group's deals."""
    value = int(key or 0) if by in ("owner", "team") else key
    return f.having(**{f"{by}s": (value,)})


def behind(f: Filter, what: str) -> list[int]:
    """The ids of the deals that a number counts: `acts`, `unspoken` (activities without a length) or `paid`.

    What is counted is what the reader of the filter's scope sees, whoever passed the link on to them.

    Raises: NotAllowed where the reader may not see the number itself.
    """
    reader = _reader(f.scope)
    reader.require(BooksPermission.SEE if what == "paid" else EngagePermission.SEE)
    deals = _deals(reader, f)
    if what == "paid":
        return sorted(_paid(reader, deals, "pk"))
    rows = working(reader).filter(deal__in=deals.order_by().values("pk"))
    if what == "unspoken":
        rows = rows.filter(duration_minutes=None)
    return sorted(rows.order_by().values_list("deal_id", flat=True).distinct())


def _reader(scope: Scope) -> Actor:
    """Whose scope it is, with their rights of now."""
    if scope.user_id is None:
        return SYSTEM
    reader = actor_of(User.objects.get(id=scope.user_id), Via.WEB)
    return replace(reader, widest=min(reader.widest, scope.reach))


def _add_work(actor: Actor, deals: QuerySet[Deal], column: str, groups: dict[str, Effort]) -> None:
    hourly = costs() if actor.may(EngagePermission.SEE_COSTS) else {}
    if hourly:
        for one in groups.values():
            one.cost = 0
    rows = working(actor).filter(deal__in=deals.order_by().values("pk"))
    by = (f"deal__{column}", "by__role")
    grouped = (
        rows.order_by()
        .values(*by)
        .annotate(
            acts=Count("pk"),
            meetings=Count("pk", filter=Q(form__in=_MET)),
            minutes=Sum("duration_minutes"),
            unspoken=Count("pk", filter=Q(duration_minutes=None)),
        )
    )
    counted = grouped.values_list(*by, "acts", "meetings", "minutes", "unspoken")
    for key, role, n, meetings, minutes, unspoken in counted:
        one = groups[_key(key)]
        one.acts += n
        one.meetings += meetings
        one.minutes += minutes or 0
        one.unspoken += unspoken
        if one.cost is not None:
            one.cost += cost_of(minutes or 0, hourly.get(role or "", 0))


def _add_margin(actor: Actor, deals: QuerySet[Deal], column: str, groups: dict[str, Effort]) -> None:
    """The books' profit of the deals that have a bill, and no bill that is open."""
    if not actor.may(BooksPermission.SEE):
        return
    keys = _paid(actor, deals, column)
    for one in groups.values():
        one.margin = 0
    for some in _chunks(sorted(keys)):
        earned = profit_of(actor, by="deal", keys=some)
        for deal_id in some:
            one = groups[_key(keys[deal_id])]
            one.paid += 1
            one.margin = (one.margin or 0) + (earned[deal_id].profit_minor if deal_id in earned else 0)


def _paid(actor: Actor, deals: QuerySet[Deal], column: str) -> dict[int, Any]:
    """The deals that have a bill and none that is open, with a column of each."""
    billed = Invoice.objects.visible_to(actor).filter(
        deal__in=deals.order_by().values("pk"), state=State.ISSUED
    )
    keys = dict(billed.order_by().values_list("deal_id", f"deal__{column}").distinct())
    still = set(Item.objects.open().filter(invoice__in=billed.values("pk")).values_list("deal_id", flat=True))
    return {deal_id: key for deal_id, key in keys.items() if deal_id not in still}


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _key(value: Any) -> str:
    return "" if value is None else str(value)


def _both(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else a + b


def _per(total: int, n: int) -> int | None:
    """To the nearest, halves up."""
    return (2 * total + n) // (2 * n) if n else None


def table(found: Efforts) -> Table:
    """A row per group, all of it last."""
    columns = (
        Column("by", gettext_noop("By")),
        Column("group", gettext_noop("Group")),
        Column("deals", gettext_noop("Deals")),
        Column("won", gettext_noop("Won")),
        Column("acts", gettext_noop("Activities")),
        Column("meetings", gettext_noop("Meetings and demos")),
        Column("hours", gettext_noop("Hours"), "hours"),
        Column("unspoken", gettext_noop("Without a length")),
        Column("acts_per_win", gettext_noop("Activities per win"), "days"),
        Column("hours_per_win", gettext_noop("Hours per win"), "hours"),
        Column("cost", gettext_noop("Cost of selling"), "minor"),
        Column("cost_per_win", gettext_noop("Cost per win"), "minor"),
        Column("paid", gettext_noop("Deals paid")),
        Column("margin", gettext_noop("Margin of what is paid"), "minor"),
        Column("profit", gettext_noop("Profit after selling"), "minor"),
    )
    listed = [*found.groups, ("all", found.whole)] if found.groups else []
    rows = tuple(
        (
            found.by if place < len(found.groups) else "", key, one.deals, one.won, one.acts, one.meetings,
            round(one.minutes / 60, 2), one.unspoken, _ratio(one.acts, one.won), _ratio(one.minutes / 60, one.won),
            one.cost, one.cost_per_win, one.paid, one.margin, one.profit,
        )
        for place, (key, one) in enumerate(listed)
    )  # fmt: skip
    return Table("selling-cost", found.whole.deals, columns, rows)


def answer(found: Efforts) -> dict[str, Any]:
    """The table as plain values: the command line and the API give the same."""
    made = table(found)
    rows = [dict(zip(made.keys, row, strict=True)) for row in made.rows]
    return {"n": made.n, "currency": company().currency, "rows": rows}


def _ratio(total: float, n: int) -> float | None:
    return round(total / n, 2) if n else None
