"""Which deals are meant: one frozen value for the address, the board, the list, the export and bulk changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any, Final, Self
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone

from polku.access.logic import Actor
from polku.company.queries import calendar, company
from polku.db.lists import among
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.logic.pace import entered_before, stuck_days
from polku.deals.marks import marks
from polku.deals.models import Deal
from polku.deals.models.deal import DealQuerySet
from polku.kernel.errors import Invalid
from polku.kernel.money import Money
from polku.process.models import Process, ProcessVersion
from polku.process.queries import definitions
from polku.search import queries as search

OUTCOMES: Final = ("open", "won", "lost", "paused", "no_decision", "ended", "all")
STEPS: Final = ("overdue", "today", "week", "none")
AGES: Final = ("late", "stuck")
CLOSES: Final = ("past", "this_week", "this_month", "next_month", "this_quarter", "none")
FOUND_MAX: Final = 1000
TEXT_MAX: Final = 120
CUSTOM: Final = "custom."
_LISTS: Final = {
    "stage": "stages",
    "owner": "owners",
    "team": "teams",
    "source": "sources",
    "product": "products",
}
_SINGLE: Final = {
    name: name for name in ("process", "outcome", "value_from", "value_to", "close", "step", "age")
} | {
    "q": "words",
    "customer": "customer",
    "drill": "drill",
}
WITH_FINISHED: Final = frozenset({"won", "ended", "all"})
"""Outcomes in which won deals are shown that are served and done with."""
_CHOICES: Final = {"outcome": OUTCOMES, "step": STEPS, "age": AGES}
_PLAIN: Final = frozenset({"process", "owners", "teams", "outcome"})


@dataclass(frozen=True)
class DealFilter:
    """Deals by process, stage, owner (ids, `me`, `none`), outcome, value, dates, next step, age, words, own fields,
    marks of later domains (`deals.marks`).

    Values are whole units of the company's currency. `close` is one of `CLOSES` or `2026-11-01..2026-11-30`
    with either end left out. `drill` is a signed token of a figure; `ids` are the rows it stands for.
    """

    process: str = ""
    stages: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    outcome: str = "open"
    sources: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    value_from: int | None = None
    value_to: int | None = None
    close: str = ""
    step: str = ""
    age: str = ""
    words: str = ""
    customer: int | None = None
    drill: str = ""
    custom: tuple[tuple[str, str], ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    ids: tuple[int, ...] | None = field(default=None, compare=False)

    @classmethod
    def parse(cls, query: Mapping[str, Any]) -> Self:
        """Read a query string. What cannot be read is left out: an old bookmark still opens."""
        found: dict[str, Any] = {
            name: _texts(query, key) for key, name in _LISTS.items() if _texts(query, key)
        }
        for key, known in _CHOICES.items():
            if (value := _text(query, key)) in known:
                found[key] = value
        for key in ("value_from", "value_to", "customer"):
            if (number := _number(_text(query, key))) is not None:
                found[key] = number
        if _span(close := _text(query, "close"), date.max) is not None:
            found["close"] = close
        for key, name in (("process", "process"), ("q", "words"), ("drill", "drill")):
            if value := _text(query, key):
                found[name] = value[: 4000 if key == "drill" else TEXT_MAX]
        custom = [
            (key, _text(query, key)[:TEXT_MAX])
            for key in query
            if key.startswith(CUSTOM) and _text(query, key)
        ]
        if custom:
            found["custom"] = tuple(sorted(custom))
        if marked := [
            (one.key, value) for one in marks for value in _texts(query, one.key) if value in one.values
        ]:
            found["marks"] = tuple(marked)
        return cls(**found)

    def pairs(self) -> list[tuple[str, str]]:
        """The filter as (name, text), for addresses and hidden fields; defaults are left out."""
        found = [(key, value) for key, name in _LISTS.items() for value in getattr(self, name)]
        for key, name in _SINGLE.items():
            value = getattr(self, name)
            if value not in (None, "") and not (key == "outcome" and value == "open"):
                found.append((key, str(value)))
        return [*found, *self.custom, *self.marks]

    def query(self) -> str:
        """The filter as a query string."""
        return urlencode(self.pairs())

    def without(self, *names: str) -> Self:
        """A copy in which these fields are as nobody chose them."""
        defaults: dict[str, Any] = {one.name: one.default for one in fields(self)}
        return replace(self, **{name: defaults[name] for name in names})

    @property
    def is_plain(self) -> bool:
        """Whether an index answers it: nothing but process, owner, team and outcome was chosen."""
        return self.plain == self

    @property
    def is_narrow(self) -> bool:
        """Whether it names its rows, however many others there are."""
        return bool(self.words) or self.customer is not None or self.ids is not None

    @property
    def outcomes(self) -> list[str]:
        """The outcomes meant, one by one."""
        if self.outcome == "won":
            return sorted(WINS)
        if self.outcome in ("all", "ended"):
            return [one.value for one in Outcome if self.outcome == "all" or one != Outcome.OPEN]
        return [self.outcome]

    def is_capped(self, actor: Actor, at: datetime) -> bool:
        """Whether so many deals hold the words that only the newest of them are shown and counted."""
        return bool(self.words) and self._searched(actor, at)[1]

    @property
    def plain(self) -> Self:
        """The same without what no index answers."""
        return self.without(*(one.name for one in fields(self) if one.name not in _PLAIN))

    def owner_ids(self, actor: Actor) -> list[int | None]:
        """The owners meant; None is a deal without one."""
        found: list[int | None] = []
        for text in self.owners:
            number = actor.user_id if text == "me" else _number(text)
            if text == "none" or number is not None:
                found.append(None if text == "none" else number)
        return found

    def team_ids(self) -> list[int]:
        """The teams meant."""
        return [number for text in self.teams if (number := _number(text)) is not None]

    def rows(self, actor: Actor, at: datetime) -> DealQuerySet:
        """The deals meant that the person may see, without those in the bin."""
        rows = Deal.objects.visible_to(actor).current().filter(self.outcome_q())
        return self.narrow(rows, actor, at)

    def narrow(self, rows: DealQuerySet, actor: Actor, at: datetime) -> DealQuerySet:
        """Rows cut down by everything but the outcome, which a board chooses per column."""
        if self.process:
            ids = list(Process.objects.filter(key=self.process).values_list("id", flat=True))
            rows = rows.filter(process_id=ids[0] if ids else 0)
        if self.owners:
            owners = self.owner_ids(actor)
            owned = Q(owner_id__in=[one for one in owners if one is not None])
            rows = rows.filter(owned | Q(owner_id=None) if None in owners else owned)
        if self.teams:
            rows = rows.filter(team_id__in=self.team_ids())
        if self.ids is not None:
            rows = rows.filter(id__in=among(self.ids))
        for name, values in (("stage", self.stages), ("source", self.sources), ("product", self.products)):
            if values:
                rows = rows.filter(**{f"{name}__in": ["" if value == "none" else value for value in values]})
        if self.words:
            rows = rows.filter(id__in=among(self._found(actor, at)))
        if self.customer is not None:
            rows = rows.filter(customer_id=self.customer)
        for mark in marks.for_actor(actor):
            if chosen := [value for key, value in self.marks if key == mark.key]:
                rows = mark.narrow(rows, chosen)
        return self._by_custom(self._by_time(self._by_value(rows), at))

    def _found(self, actor: Actor, at: datetime) -> list[int]:
        return self._searched(actor, at)[0]

    def _searched(self, actor: Actor, at: datetime) -> tuple[list[int], bool]:
        """The newest deals that hold the words, and whether there are more: searched for once for a page."""
        kept: dict[tuple[Actor, datetime], tuple[list[int], bool]] = self.__dict__.setdefault("_kept", {})
        if (actor, at) not in kept:
            ids = search.row_ids(actor, self.words, kind="deal", limit=FOUND_MAX + 1)
            kept[actor, at] = ids[:FOUND_MAX], len(ids) > FOUND_MAX
        return kept[actor, at]

    def outcome_q(self) -> Q:
        """The rows of the outcome chosen."""
        if self.outcome == "all":
            return Q()
        if self.outcome == "won":
            return Q(outcome__in=sorted(WINS))
        return ~Q(outcome=Outcome.OPEN) if self.outcome == "ended" else Q(outcome=self.outcome)

    def _by_value(self, rows: DealQuerySet) -> DealQuerySet:
        for name, lookup in (("value_from", "gte"), ("value_to", "lte")):
            if (units := getattr(self, name)) is not None:
                try:
                    minor = Money.parse(str(units), company().currency).minor
                except Invalid:
                    continue
                rows = rows.filter(**{f"value_company_minor__{lookup}": minor})
        return rows

    def _by_time(self, rows: DealQuerySet, at: datetime) -> DealQuerySet:
        today = timezone.localdate(at)
        if self.close == "none":
            rows = rows.filter(expected_close=None)
        elif span := _span(self.close, today):
            rows = rows.filter(expected_close__gte=span[0], expected_close__lte=span[1])
        if self.step == "none":
            rows = rows.filter(next_step="")
        elif self.step:
            rows = rows.filter(_due(self.step, at))
        return rows.filter(too_old(self.age, self.process, at)) if self.age else rows

    def _by_custom(self, rows: DealQuerySet) -> DealQuerySet:
        for name, value in self.custom:
            known: list[object] = [value]
            if value in ("true", "false"):
                known.append(value == "true")
            with suppress(ValueError):
                known += [number] if isfinite(number := float(value)) else []
            where = Q()
            for one in known:
                where |= Q(**{f"custom__{name.removeprefix(CUSTOM)}": one})
            rows = rows.filter(where)
        return rows


def too_old(age: str, process: str, at: datetime) -> Q:
    """Deals that have been in their stage for longer than it takes (`late`) or than anybody would wait (`stuck`)."""
    hours = calendar()
    versions = ProcessVersion.objects.published()
    if process:
        versions = versions.filter(process__key=process)
    limits: dict[tuple[str, float], list[int]] = {}
    for version_id, known in definitions(set(versions.values_list("pk", flat=True))).items():
        for stage in known.stages:
            days = stuck_days(stage) if age == "stuck" else stage.expected_days
            if days is not None:
                limits.setdefault((stage.key, days), []).append(version_id)
    where = Q(pk__in=[])
    for (stage_key, days), ids in limits.items():
        where |= Q(version_id__in=ids, stage=stage_key, stage_entered_at__lt=entered_before(days, at, hours))
    return where


def day_ends(at: datetime) -> tuple[datetime, datetime]:
    """Midnight before and after a moment, in the zone of the company."""
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)


def _due(step: str, at: datetime) -> Q:
    start, end = day_ends(at)
    if step == "overdue":
        return Q(next_step_at__lt=at)
    if step == "today":
        return Q(next_step_at__gte=start, next_step_at__lt=end)
    monday = start - timedelta(days=start.weekday())
    return Q(next_step_at__gte=monday, next_step_at__lt=monday + timedelta(days=7))


def _span(close: str, today: date) -> tuple[date, date] | None:
    """First and last day of a wish; None for no wish or one that cannot be read."""
    if ".." in close:
        start, _, end = close.partition("..")
        try:
            return date.fromisoformat(start) if start else date.min, date.fromisoformat(
                end
            ) if end else date.max
        except ValueError:
            return None
    if close not in CLOSES:
        return None
    if close == "none" or today == date.max:
        return date.min, date.max
    if close == "past":
        return date.min, today - timedelta(days=1)
    if close == "this_week":
        monday = today - timedelta(days=today.weekday())
        return monday, monday + timedelta(days=6)
    month = today.replace(day=1)
    if close == "this_quarter":
        first = month.replace(month=(month.month - 1) // 3 * 3 + 1)
        return first, _month_after(first, 3) - timedelta(days=1)
    first = _month_after(month, 1) if close == "next_month" else month
    return first, _month_after(first, 1) - timedelta(days=1)


def _month_after(first: date, months: int) -> date:
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def _texts(query: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = query.getlist(name) if hasattr(query, "getlist") else query.get(name, ())
    listed: Sequence[Any] = [value] if isinstance(value, str) else value
    kept = (str(one).replace("\0", "")[:TEXT_MAX] for one in listed)
    return tuple(dict.fromkeys(one for one in kept if one))[:50]


def _text(query: Mapping[str, Any], name: str) -> str:
    value = query.get(name, "")
    return (
        str(value[-1] if isinstance(value, list | tuple) and value else value or "").replace("\0", "").strip()
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
