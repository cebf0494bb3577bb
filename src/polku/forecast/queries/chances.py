"""The chance of one deal, with what makes it so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from polku.access.logic import Actor
from polku.db.lists import among
from polku.deals.models import Deal, StageVisit
from polku.deals.queries.page import visible
from polku.forecast.calendar import day_of
from polku.forecast.logic.categories import DEFAULT
from polku.forecast.logic.courses import State, against_usual
from polku.forecast.logic.model import DAYS_AHEAD, Curve, Reason
from polku.forecast.logic.weighted import Share, share_of
from polku.forecast.models import Chance, DealCategory, LearnedModel
from polku.forecast.queries.parts import basis_of, newest_model
from polku.forecast.rules import ForecastPermission


@dataclass(frozen=True)
class Known:
    """What is known of a deal's chance. `chance` is None where nothing was learned; `model` says why."""

    deal: Deal
    category: str
    model: LearnedModel | None
    share: Share | None
    chance: float | None
    eventual: float | None
    reasons: list[Reason]
    state: State


def chance_of(deal_id: int, actor: Actor, at: datetime) -> Known | None:
    """The chance of a deal that the person may see; None of one that is not open. Raises: NotFound."""
    actor.require(ForecastPermission.SEE)
    deal = visible(deal_id, actor)
    if not deal.is_open:
        return None
    row = DealCategory.objects.filter(deal=deal).first()
    category = row.category if row else DEFAULT.value
    model = newest_model()
    last = Chance.objects.filter(deal=deal).values_list("last_contact_at", flat=True).first()
    state = state_of(deal, at, last, _walked(deal), model.data.get("usual", {}) if model else {})
    if model is None:
        return Known(deal, category, None, None, None, None, [], state)
    then = basis_of(model)
    share = share_of(state.stage, then.shares)
    if then.learned is None:
        return Known(deal, category, model, share, None, None, [], state)
    curve = then.learned.curve(state)
    reasons = then.learned.reasons(state)
    return Known(deal, category, model, share, curve.by(DAYS_AHEAD), curve.eventual, reasons, state)


def state_of(
    deal: Deal, at: datetime, last_contact_at: datetime | None, repeats: int, usual: Mapping[str, float]
) -> State:
    """How a deal stands now. A move counts as contact: what the night did not see yet is fresh."""
    today = day_of(at)
    opened = day_of(deal.opened_at or deal.recorded_at)
    entered = day_of(deal.stage_entered_at) if deal.stage_entered_at else opened
    last = day_of(last_contact_at) if last_contact_at else None
    if last is None:
        last = max(entered, opened)
    process = str(deal.process_id)
    return State(
        stage=f"{process}:{deal.stage}",
        in_stage=max(0.0, today - entered),
        age=max(0.0, today - opened),
        repeats=repeats,
        silence=max(0.0, today - last),
        value=against_usual(deal.value_company_minor, process, usual),
        source=deal.source,
        product=deal.product,
        version=str(deal.version_id),
        process=process,
    )


def curves_of(
    deals: Collection[Deal], at: datetime, model: LearnedModel | None
) -> dict[int, tuple[State, Curve | None]]:
    """How open deals stand and their chances: the night's, made anew for deals that went on since."""
    usual: Mapping[str, Any] = model.data.get("usual", {}) if model else {}
    learned = basis_of(model).learned if model else None
    rows = Chance.objects.filter(deal_id__in=among([deal.id for deal in deals])) if learned else []
    chances = {row.deal_id: row for row in rows}
    found: dict[int, tuple[State, Curve | None]] = {}
    for deal in deals:
        row = chances.get(deal.id)
        state = state_of(deal, at, row.last_contact_at if row else None, 0, usual)
        if learned is None:
            found[deal.id] = state, None
        elif row is not None and row.stage == deal.stage:
            found[deal.id] = state, Curve(tuple(row.won), tuple(row.lost))
        else:
            found[deal.id] = state, learned.curve(state)
    return found


def _walked(deal: Deal) -> int:
    stages = list(StageVisit.objects.filter(deal=deal).values_list("stage", flat=True))
    return len(stages) - len(set(stages))
