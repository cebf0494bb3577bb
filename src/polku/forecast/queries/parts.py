"""What the methods know, and what an open deal counts in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from polku.db.lists import among
from polku.deals.models import Deal
from polku.forecast.calendar import day_of, starts
from polku.forecast.logic import outlook, weighted
from polku.forecast.logic.categories import DEFAULT, Category
from polku.forecast.logic.courses import State
from polku.forecast.logic.model import Curve, Learned
from polku.forecast.logic.outlook import LEARNED, WEIGHTED, Basis, Part, Span
from polku.forecast.models import DealCategory, LearnedModel

_NOON = 0.5
_kept: dict[int, Basis] = {}


@dataclass(frozen=True)
class Said:
    """What the owner says of a deal: how sure, and when it closes."""

    category: str
    closes: float | None


def newest_model() -> LearnedModel | None:
    """What the last night learned; None before the first."""
    return LearnedModel.objects.order_by("-id").first()


def basis(data: Mapping[str, Any]) -> Basis:
    """What the methods know, from what a night stored."""
    shares = {key: weighted.Share(*row) for key, row in data.get("shares", {}).items()}
    learned = None if data.get("refused") or "spec" not in data else Learned(data)
    return Basis(shares, data.get("days", {}), data.get("usual", {}), learned)


def basis_of(model: LearnedModel) -> Basis:
    """The same of a stored model, kept in memory."""
    if model.id not in _kept:
        _kept.clear()
        _kept[model.id] = basis(model.data)
    return _kept[model.id]


def said_of(deal_ids: Iterable[int]) -> dict[int, Said]:
    """What owners say of deals; those without a word and a day are left out."""
    wanted = list(deal_ids)
    rows = DealCategory.objects.filter(deal_id__in=among(wanted)).values_list("deal_id", "category")
    categories = dict(rows)
    dated = Deal.objects.filter(id__in=among(wanted)).exclude(expected_close=None)
    closes = {
        deal_id: day_of(starts(day)) + _NOON
        for deal_id, day in dated.values_list("id", "expected_close")
        if day is not None
    }
    return {
        one: Said(categories.get(one, DEFAULT.value), closes.get(one))
        for one in wanted
        if one in categories or one in closes
    }


def parts_of(
    then: Basis,
    value: int | None,
    state: State,
    said: Said | None,
    today: float,
    months: Sequence[Span],
    curve: Curve | None = None,
) -> dict[str, Part]:
    """An open deal in each method's sum; committed ones alone stand in the owners' own."""
    worth = float(value or 0)
    own = said.closes if said else None
    closes = outlook.expected(own, state.stage, today - state.in_stage, today, then.days)
    found = {}
    share = weighted.share_of(state.stage, then.shares)
    found[WEIGHTED] = outlook.by_share(share.mean if share else 0.0, worth, closes, today, months)
    if said and said.category in (Category.COMMIT, Category.BEST):
        found[said.category] = outlook.by_share(1.0, worth, closes, today, months)
    if then.learned is not None:
        found[LEARNED] = outlook.by_curve(curve or then.learned.curve(state), worth, today, months)
    return found
