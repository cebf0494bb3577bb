"""An indicator over the periods of a page: what the address asks for, the figures, the charts and the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.company.queries import company
from polku.insight.filters import Filter
from polku.insight.logic.tables import Column, Table
from polku.kernel.errors import DomainError, say
from polku.measures import registry
from polku.measures.logic import charts
from polku.measures.logic.formula import Node, adds_up, natural
from polku.measures.logic.periods import EVERY, PERIODS_MAX, Stretch, bounds, latest, split
from polku.measures.logic.reading import read
from polku.measures.measuring import drilling, writing
from polku.measures.measuring.figures import Measured, measured
from polku.measures.queries import Known


@dataclass(frozen=True)
class Span:
    """The periods of a page: the days, cut by weeks, months, quarters or years."""

    stretches: tuple[Stretch, ...]
    every: str
    is_chosen: bool = False

    @property
    def whole(self) -> Stretch:
        """All of them as one."""
        return Stretch(self.stretches[0].first, self.stretches[-1].last)

    @classmethod
    def of(cls, query: Mapping[str, Any], today: date) -> Span:
        """Read `every`, `periods`, `from` and `to`; what cannot be read is left out. Raises: Invalid."""
        every = str(query.get("every") or "month")
        every = every if every in EVERY else "month"
        first, last = _day(query.get("from")), _day(query.get("to"))
        if first or last:
            whole = Stretch(first or last or today, last or max(today, first or today))
            return cls(tuple(split(whole, every)), every, True)
        wanted = str(query.get("periods") or "")
        count = min(int(wanted), PERIODS_MAX) if wanted.isdigit() and int(wanted) else 0
        return cls(tuple(split(latest(today, every, count), every)), every)


@dataclass(frozen=True)
class Row:
    """One period in the table of an indicator."""

    period: str
    value: str
    n: int
    interval: str
    parts: tuple[tuple[str, str], ...]
    going_on: bool


@dataclass(frozen=True)
class Shown:
    """An indicator ready for a page or paper; `refusal` says why there are no figures."""

    known: Known
    span: Span
    latest: str = ""
    before: str = ""
    n: int = 0
    interval: str = ""
    series: tuple[Measured, ...] = ()
    rows: tuple[Row, ...] = ()
    headings: tuple[str, ...] = ()
    drawn: tuple[SafeString, ...] = ()
    tiled: tuple[SafeString, ...] = ()
    spark: str = ""
    query: str = ""
    refusal: str = ""
    few: bool = False


def shown(known: Known, f: Filter, span: Span, *, actor: Actor, now: datetime, charted: bool = True) -> Shown:
    """The indicator in every period of a span, within the reader's scope and filter."""
    try:
        node = read(known.formula, registry.units())
        zone = company().time_zone
        found = measured(node, f, bounds(list(span.stretches), zone), actor=actor, now=now)
    except DomainError as error:
        return Shown(known, span, refusal=_say(error))
    today = timezone.localdate(now)
    rows = [_row(known, one, m, span, f, today) for one, m in zip(span.stretches, found, strict=True)]
    target = None if known.target is None else float(known.target)
    last, before = found[-1], found[-2] if len(found) > 1 else Measured(None, 0)
    values = [None if one.value is None else float(one.value) for one in found]
    wide, narrow, tile = _drawn(known, node, rows, found, target) if charted else (SafeString(""),) * 3
    return Shown(
        known,
        span,
        latest=writing.shown(last, known.unit),
        before=writing.shown(before, known.unit) if len(found) > 1 else "",
        n=last.n,
        interval=writing.interval(last, known.unit),
        series=tuple(found),
        rows=tuple(rows[::-1]),
        headings=tuple(part.text for part in found[0].parts) if len(found[0].parts) > 1 else (),
        drawn=(wide, narrow) if charted else (),
        tiled=(tile, narrow) if charted else (),
        spark=SafeString(charts.spark(values[-13:], target)),
        query=urlencode([*f.having(date_from=None, date_to=None).pairs(), ("every", span.every)]),
        few=last.few,
    )


def table(known: Known, span: Span, found: tuple[Measured, ...]) -> Table:
    """The figures as a table for files: machine values, one row per period."""
    kind = {"share": "share", "money": "minor", "count": "count"}.get(known.unit, "days")
    columns = (
        Column("from", "Opened from", "text"),
        Column("to", "Opened to", "text"),
        Column("value", "Value", kind),
        Column("n", "n", "count"),
        Column("low", "95 % interval", "days"),
        Column("high", "95 % interval", "days"),
    )
    rows = tuple(
        (one.first.isoformat(), one.last.isoformat(), m.value, m.n, m.low, m.high)
        for one, m in zip(span.stretches, found, strict=True)
    )
    return Table(known.key[:31], found[-1].n if found else 0, columns, rows)


def answer(known: Known, span: Span, found: tuple[Measured, ...]) -> dict[str, Any]:
    """The figures as plain values, for the command line and the API."""
    return {
        "key": known.key,
        "name": known.name,
        "definition": known.definition,
        "formula": known.formula,
        "unit": known.unit,
        "fewer_is_better": known.fewer,
        "target": None if known.target is None else float(known.target),
        "currency": company().currency if known.unit == "money" else None,
        "every": span.every,
        "periods": [
            {
                "from": one.first.isoformat(), "to": one.last.isoformat(), "value": m.value, "n": m.n,
                "low": m.low, "high": m.high, "too_few": m.few,
                "parts": [{"measure": part.text, "value": part.value, "n": part.n} for part in m.parts],
            }
            for one, m in zip(span.stretches, found, strict=True)
        ],
    }  # fmt: skip


def figures(known: Known, f: Filter, span: Span, *, actor: Actor, now: datetime) -> tuple[Measured, ...]:
    """The figures alone. Raises: NotAllowed, Invalid."""
    node = read(known.formula, registry.units())
    zone = company().time_zone
    return tuple(measured(node, f, bounds(list(span.stretches), zone), actor=actor, now=now))


def at_one(known: Known, f: Filter, stretch: Stretch, *, actor: Actor, now: datetime) -> Measured:
    """The figure of one period. Raises: NotAllowed, Invalid."""
    return figures(known, f, Span((stretch,), "month"), actor=actor, now=now)[0]


def _row(known: Known, stretch: Stretch, one: Measured, span: Span, f: Filter, today: date) -> Row:
    parts = []
    for part in one.parts:
        said = writing.say(part.value, known.unit if len(one.parts) == 1 else _unit_of(part.text))
        address = drilling.address(part.text, f, stretch) if part.n else ""
        parts.append((writing.NOTHING if part.value is None and not part.n else said, address))
    return Row(
        writing.period(stretch, span.every),
        writing.shown(one, known.unit),
        one.n,
        writing.interval(one, known.unit),
        tuple(parts),
        stretch.last >= today,
    )


def _unit_of(text: str) -> str:
    """The unit of one measure of a formula by itself."""
    return natural(read(text), registry.units())


def _drawn(
    known: Known, node: Node, rows: list[Row], found: list[Measured], target: float | None
) -> tuple[SafeString, ...]:
    bars = [
        charts.Bar(
            row.period, None if one.value is None else float(one.value), one.low, one.high,
            f"{row.period}: {row.value}, n {row.n}", row.going_on,
        )
        for row, one in zip(rows, found, strict=True)
    ]  # fmt: skip
    label = _("%(name)s by period. Its figures are in the table below.") % {"name": known.name}
    adds = adds_up(node, registry.flows())
    drawn = charts.trend(bars, label=label, say=writing.sayer(known.unit), bars_from_zero=adds, target=target)
    return tuple(SafeString(one) for one in drawn)


def _say(error: DomainError) -> str:
    return say(error.message, _)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
