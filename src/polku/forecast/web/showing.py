"""The forecast in the reader's words and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.company.queries import company
from polku.deals.queries.filters import DealFilter
from polku.forecast import queries
from polku.forecast.logic import charts
from polku.forecast.logic.outlook import COMMIT, LEARNED, WEIGHTED, Month
from polku.forecast.logic.sums import Quantiles
from polku.forecast.models import LearnedModel
from polku.forecast.queries.outlook import BEST, SHOWN, Outlook
from polku.forecast.rules import ForecastPermission
from polku.forecast.words import CATEGORIES, MEANINGS, METHODS, REFUSED
from polku.ui import locale_formats

VALUE, WINS = "value", "wins"


@dataclass(frozen=True)
class Cell:
    """A forecast as said: the middle, and the marks beside it."""

    said: str
    marks: str = ""


@dataclass(frozen=True)
class Row:
    """A month, or a person, with one cell for each method."""

    label: str
    came: str
    cells: Sequence[Cell]
    url: str = ""
    is_chosen: bool = False
    deals: int | None = None


def context(actor: Actor, f: DealFilter, query: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """What the page of the forecast shows."""
    month = query.get("month", "")
    found = queries.outlook(f, actor, at, chosen=int(month) if month.isdigit() and len(month) < 3 else 0)
    by = WINS if query.get("by") == WINS else VALUE
    methods = list(found.by_method)
    return {
        "outlook": found,
        "total": found.open_count,
        "by": by,
        "bys": [
            (_("Value"), _address(f, month, VALUE), by == VALUE),
            (_("Wins"), _address(f, month, WINS), by == WINS),
        ],
        "charts": drawn(found, by),
        "methods": [(METHODS[key], MEANINGS[key]) for key in methods],
        "rows": [_row(found, place, by, f) for place in range(len(found.months))],
        "groups": [
            Row(group.name, "", [_cell(group.months[key], by, key) for key in methods], deals=group.deals)
            for group in found.groups
        ],
        "chosen_month": month_name(found.months[found.chosen]),
        "lines": [_line(line) for line in found.lines[:SHOWN]],
        "shown": min(SHOWN, len(found.lines)),
        "refused": refused(found.model),
        "verdict": verdict(found.model),
        "may_set": actor.may(ForecastPermission.SET),
        "categories": _categories(),
        "export_query": _address(f, "", by),
    }  # fmt: skip


def refused(model: LearnedModel | None) -> str:
    """Why nothing is learned; empty where something is."""
    if model is None:
        return _("Nothing is learned yet: it is done every night.")
    reason = model.data.get("refused", "")
    return str(REFUSED[reason]) % model.data if reason else ""


def verdict(model: LearnedModel | None) -> str:
    """Whether the learned chance was better than the share by stage on months that it had not seen."""
    if model is None or model.data.get("refused"):
        return ""
    proof = model.data.get("proof") or {}
    if not proof.get("n"):
        return _("Too few deals ended since to say whether the learned forecast is better.")
    if proof["weighted"]["low"] > 0:
        return _("On months it had not seen, the learned chance was better than the share by stage.")
    return _("On months it had not seen, the learned chance was no better than the share by stage.")


def drawn(found: Outlook, by: str) -> list[SafeString]:
    """The chart, for a wide page and for a phone."""
    best = LEARNED if found.has_learned else WEIGHTED
    columns = []
    for past in found.past:
        said = past.said
        marks: tuple[float | None, float | None, float | None] = (None, None, None)
        if said is not None:
            marks = (
                (said.value_p10, said.value_p50, said.value_p90)
                if by == VALUE
                else (said.wins_p10, said.wins_p50, said.wins_p90)
            )
        came = past.came.value if by == VALUE else past.came.count
        columns.append(charts.Column(_short(past.month), came, *marks))
    for place, month in enumerate(found.months):
        said_by = {key: _of(months[place], by) for key, months in found.by_method.items()}
        now = found.by_method[best][place]
        won = float(now.won_value if by == VALUE else now.won)
        band, sure, hoped = said_by[best], said_by[COMMIT].mean, said_by[BEST].mean - won
        commit = sure if sure > won or hoped > 0 else None
        columns.append(
            charts.Column(
                _short(month), None if place else won, band.p10, band.p50, band.p90, commit, sure + hoped,
                said_by[WEIGHTED].mean if best == LEARNED else None, place == 0,
            )
        )  # fmt: skip
    label = _("Forecast by month: what came, what is expected with its range, what is committed")
    say = _axis_money if by == VALUE else lambda value: locale_formats.number(value)
    return [
        mark_safe(charts.months(part, label=label, say=say, narrow=narrow))  # noqa: S308 -- escaped in charts
        for part, narrow in ((columns, False), (columns[3:], True))
    ]


def month_name(month: date) -> str:
    """A month in words with its year."""
    return date_format(month, "F Y")


def _short(month: date) -> str:
    return date_format(month, "M y") if month.month == 1 else date_format(month, "M")


def _axis_money(value: float) -> str:
    units = value / 100
    if units >= 1_000_000:
        return locale_formats.number(units / 1_000_000, 1) + " M"
    return locale_formats.number(units / 1000, 0) + " k" if units >= 1000 else locale_formats.number(units)


def amount(minor: float) -> str:
    """An amount of company currency without cents."""
    return locale_formats.money(round(minor / 100) * 100, company().currency, cents=False)


def _of(month: Month, by: str) -> Quantiles:
    return month.value if by == VALUE else month.count


def _cell(month: Month, by: str, method: str) -> Cell:
    found = _of(month, by)
    if by == VALUE:
        middle, low, high = (amount(value) for value in (found.p50, found.p10, found.p90))
    else:
        middle, low, high = (locale_formats.number(value, 0) for value in (found.p50, found.p10, found.p90))
    if method in (COMMIT, BEST):
        plain = (
            found.mean if method == COMMIT else found.mean - (month.won_value if by == VALUE else month.won)
        )
        return Cell(amount(plain) if by == VALUE else locale_formats.number(plain))
    return Cell(middle, f"{low} – {high}")


def _row(found: Outlook, place: int, by: str, f: DealFilter) -> Row:
    month = found.months[place]
    came = next(iter(found.by_method.values()))[place]
    said = amount(came.won_value) if by == VALUE else locale_formats.number(came.won)
    cells = [_cell(months[place], by, key) for key, months in found.by_method.items()]
    return Row(
        month_name(month),
        said if place == 0 else "",
        cells,
        _address(f, str(place), by),
        place == found.chosen,
    )


def _line(line: Any) -> dict[str, Any]:
    return {
        "deal": line.deal,
        "category": line.category,
        "chance": None if line.chance is None else locale_formats.percent(line.chance),
        "share": locale_formats.percent(line.share),
        "choices": choices_of(line.category),
    }


def choices_of(category: str) -> list[tuple[str, str, object, bool]]:
    """The four words on a deal with their keys."""
    return [
        (str(place), key, label, key == category)
        for place, (key, label) in enumerate(CATEGORIES.items(), start=1)
    ]


def _categories() -> list[tuple[str, object]]:
    return list(CATEGORIES.items())


def _address(f: DealFilter, month: str, by: str) -> str:
    more = [("month", month)] if month not in ("", "0") else []
    more += [("by", by)] if by == WINS else []
    query = f.query()
    rest = "&".join(f"{name}={value}" for name, value in more)
    return "?as=forecast" + (f"&{query}" if query else "") + (f"&{rest}" if rest else "")
