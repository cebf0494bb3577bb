"""What is made at night: what was learned, the chances of open deals, forecasts for all, and how earlier ones fared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from polku.company.queries import company
from polku.forecast import reading
from polku.forecast.actions import keep_model, store_chances, store_forecasts
from polku.forecast.calendar import MONTHS, day_of, moment_of, month_after, month_of, spans, starts
from polku.forecast.learning_process import learn_apart
from polku.forecast.logic import outlook, sums, weighted
from polku.forecast.logic.courses import WON, Course, as_of, usual_values
from polku.forecast.logic.model import Learned
from polku.forecast.logic.outlook import COMMIT, LEARNED, WEIGHTED, Basis, Month, Span
from polku.forecast.logic.sums import Arrivals, Quantiles
from polku.forecast.models import Chance, Forecast, LearnedModel
from polku.forecast.queries import basis, parts_of, said_of

BACK_MONTHS: Final = 14
_PLAIN = Quantiles(0.0, 0.0, 0.0, 0.0)
Learn = Callable[[Sequence[Course], Sequence[float]], list[dict[str, Any]]]


@dataclass(frozen=True)
class Whose:
    """The company, a team or a person, and whether a deal is theirs."""

    scope: str
    scope_id: int

    def has(self, one: Course) -> bool:
        """Whether a deal counts for them."""
        return self.scope == "company" or self.scope_id == (one.team if self.scope == "team" else one.owner)

    @property
    def key(self) -> str:
        """As stored beside what was learned."""
        return f"{self.scope}:{self.scope_id}"


COMPANY: Final = Whose("company", 0)


def night(*, at: datetime, learn: Learn = learn_apart) -> LearnedModel:
    """Learn, judge every open deal, forecast for everyone, and fill in what would have been said in months past."""
    courses = reading.courses()
    today = day_of(at)
    known = as_of(courses, today)
    data = _with_plain(learn(courses, [today])[0], known, today, month_of(at))
    model = keep_model(data, at=at)
    _judge(model, known, today)
    firsts = _not_looked_back(courses, month_of(at))
    for first, then in zip(firsts, learn(courses, [day_of(starts(one)) for one in firsts]), strict=True):
        _look_back(courses, then, first, at)
    store_forecasts(_forecasts(data, known, at))
    return model


def _with_plain(data: dict[str, Any], known: Sequence[Course], today: float, month: date) -> dict[str, Any]:
    """What needs no learning: won shares, days to a win, what is usual, wins of deals still to come."""
    shares = {key: [one.won, one.n, one.mean, one.low, one.high]
              for key, one in weighted.stage_shares(known).items()}  # fmt: skip
    months = spans(month)
    coming = {
        whose.key: [
            one.to_json() for one in outlook.arrivals([c for c in known if whose.has(c)], today, months)
        ]
        for whose in everyone(known)
    }
    return data | {
        "shares": shares,
        "days": weighted.days_to_win(known),
        "usual": data.get("usual") or usual_values(known),
        "arrivals": coming,
        "month": month.isoformat(),
    }


def everyone(courses: Iterable[Course]) -> list[Whose]:
    """The company, and each team and person that has deals."""
    rows = list(courses)
    teams = sorted({one.team for one in rows if one.team})
    owners = sorted({one.owner for one in rows if one.owner})
    return [COMPANY, *(Whose("team", one) for one in teams), *(Whose("owner", one) for one in owners)]


def _judge(model: LearnedModel, known: Sequence[Course], today: float) -> None:
    learned = basis(model.data).learned
    rows = []
    for one, state in outlook.open_states(known, today, model.data["usual"]) if learned else ():
        curve = learned.curve(state)  # type: ignore[union-attr]
        last = moment_of(max(one.contacts)) if one.contacts else None
        rows.append(
            Chance(
                deal_id=one.deal_id, model=model, stage=state.stage.partition(":")[2], last_contact_at=last,
                won=[round(p, 5) for p in curve.won], lost=[round(p, 5) for p in curve.lost],
            )
        )  # fmt: skip
    store_chances(rows)


def _not_looked_back(courses: Sequence[Course], month: date) -> list[date]:
    """Months past for which nothing was said on their first days, as far back as the log goes a quarter further."""
    if not courses:
        return []
    wanted = [month_after(month, -back) for back in range(BACK_MONTHS, 0, -1)]
    wanted = [first for first in wanted if courses[0].opened < day_of(starts(month_after(first, -6)))]
    rows = Forecast.objects.filter(scope="company", method__in=(WEIGHTED, LEARNED), made_on__in=wanted)
    made = set(rows.values_list("made_on", flat=True))
    return [first for first in wanted if first not in made]


def _look_back(courses: Sequence[Course], data: Mapping[str, Any], first: date, at: datetime) -> None:
    """What would have been said on the first of a month, from what was known then."""
    today = day_of(starts(first))
    known = as_of(courses, today)
    shares, days = weighted.stage_shares(known), weighted.days_to_win(known)
    usual = data.get("usual") or usual_values(known)
    then = Basis(shares, days, usual, None if data["refused"] else Learned(data))
    rows = []
    for whose in everyone(known):
        if whose.scope == "owner":
            continue
        theirs = [one for one in known if whose.has(one)]
        said = outlook.looked_back(theirs, then, today, spans(first))
        for method, months in said.items():
            factors = widenings(whose, method, courses, first)
            rows += _rows(method, months, factors, whose, first, at, backtest=True)
    store_forecasts(rows)


def _forecasts(data: Mapping[str, Any], known: Sequence[Course], at: datetime) -> list[Forecast]:
    """Today's word of every method on every month, for everyone."""
    today, first = day_of(at), month_of(at)
    months, then = spans(first), basis(data)
    said = said_of([one.deal_id for one in known if one.outcome == "open"])
    rows: list[Forecast] = []
    states = outlook.open_states(known, today, then.usual)
    parts = {
        one.deal_id: parts_of(then, one.value, state, said.get(one.deal_id), today, months)
        for one, state in states
    }
    for whose in everyone(known):
        ids = [one.deal_id for one, _state in states if whose.has(one)]
        won = [outlook.came_in((one for one in known if whose.has(one)), span, today) for span in months]
        coming = [Arrivals.of(row) for row in data["arrivals"].get(whose.key, ())]
        for method in (COMMIT, WEIGHTED, LEARNED):
            if method == LEARNED and then.learned is None:
                continue
            theirs = [parts[deal_id][method] for deal_id in ids if method in parts[deal_id]]
            made = outlook.months(theirs, months, arrivals=() if method == COMMIT else coming, won=won)
            factors = widenings(whose, method, known, first)
            rows += _rows(method, made, factors, whose, timezone.localdate(at), at)
    return rows


def widenings(whose: Whose, method: str, courses: Sequence[Course], before: date) -> dict[str, list[float]]:
    """How much wider the marks must be for each month ahead, as earlier first-of-the-month forecasts fared."""
    found: dict[str, list[float]] = {"count": [1.0] * MONTHS, "value": [1.0] * MONTHS}
    if method == COMMIT:
        return found
    errors: dict[tuple[str, int], list[float]] = {}
    mine = [one for one in courses if one.outcome == WON and whose.has(one)]
    rows = Forecast.objects.filter(
        scope=whose.scope, scope_id=whose.scope_id, method=method, month__lt=before
    )
    seen: set[tuple[date, int]] = set()
    for row in rows.filter(made_on__day__lte=5).order_by("made_on"):
        lag = (row.month.year - row.made_on.year) * 12 + row.month.month - row.made_on.month
        if (row.month, lag) in seen or lag >= MONTHS:
            continue
        seen.add((row.month, lag))
        came = outlook.came_in(mine, _span_of(row.month), float("inf"))
        count, value = plain(row)
        errors.setdefault(("count", lag), []).append(sums.error(came.count, count))
        errors.setdefault(("value", lag), []).append(sums.error(came.value, value))
    for (what, lag), list_ in errors.items():
        found[what][lag] = sums.widening(list_[-24:])
    return found


def plain(row: Forecast) -> tuple[Quantiles, Quantiles]:
    """A stored forecast as it was before it was widened."""
    count = Quantiles(row.wins_mean, row.wins_p10, row.wins_p50, row.wins_p90)
    value = Quantiles(row.value_mean, row.value_p10, row.value_p50, row.value_p90)
    return count.widened(1 / row.wins_factor), value.widened(1 / row.value_factor)


def _span_of(first: date) -> Span:
    return spans(first, 1)[0]


def _rows(
    method: str, months: Sequence[Month], factors: Mapping[str, Sequence[float]], whose: Whose, made_on: date,
    at: datetime, *, backtest: bool = False,
) -> list[Forecast]:  # fmt: skip
    rows, first, currency = [], made_on.replace(day=1), company().currency
    for place, month in enumerate(months):
        f_count, f_value = factors["count"][place], factors["value"][place]
        count = month.count.widened(f_count, month.won)
        value = month.value.widened(f_value, month.won_value)
        rows.append(
            Forecast(
                made_on=made_on, recorded_at=at, method=method, month=month_after(first, place),
                scope=whose.scope, scope_id=whose.scope_id, backtest=backtest,
                wins_p10=count.p10, wins_p50=count.p50, wins_p90=count.p90, wins_mean=count.mean,
                value_p10=round(value.p10), value_p50=round(value.p50), value_p90=round(value.p90),
                value_mean=round(value.mean), wins_factor=f_count, value_factor=f_value,
                won=month.won, won_value=round(month.won_value), currency=currency,
            )
        )  # fmt: skip
    return rows
