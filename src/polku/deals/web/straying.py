"""Where a deal left the designed line, on its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from polku.access.logic import Actor
from polku.deals.actions.mapping import LEAVING
from polku.deals.models import Deal, Override, StageVisit
from polku.insight.logic.deviations import OVERRIDE, Deviation, not_needed_of, of_path
from polku.insight.models import AllowedDeviation
from polku.insight.rules import InsightPermission
from polku.insight.words import deviation
from polku.process.queries import definition


@dataclass(frozen=True)
class Strayed:
    """One deviation in words; `allowed` says why it counts against nobody."""

    said: str
    allowed: str = ""


def load(actor: Actor, deal_id: int) -> Mapping[str, Any] | None:
    """The panel's context; nothing for a deal that kept to the line."""
    deal = Deal.objects.visible_to(actor).filter(pk=deal_id).first()
    if deal is None:
        return None
    line = definition(deal.version_id)
    visits = list(StageVisit.objects.filter(deal=deal).exclude(leaving=LEAVING).order_by("seq"))
    spared = not_needed_of(one.not_needed for one in visits)
    found = list(of_path([one.stage for one in visits], line.positions, spared))
    past = dict.fromkeys(one.stage for one in visits if one.override)
    found += [Deviation(OVERRIDE, stage) for stage in past]
    if not found:
        return None
    language = get_language() or "en"
    names = {stage.key: stage.name.to(language) for stage in line.stages}
    allowed = dict(AllowedDeviation.objects.in_force(line.key).values_list("code", "reason"))
    reasons = list(Override.objects.filter(deal=deal).order_by("at").values_list("reason", flat=True))
    rows = [Strayed(deviation(one.code, names), allowed=allowed.get(one.code, "")) for one in found]
    return {"rows": rows, "reasons": reasons if past else [], "figure_url": _figure(actor, line.key)}


def _figure(actor: Actor, process: str) -> str:
    """What such deviations go with, for who may see figures."""
    if not actor.may(InsightPermission.SEE):
        return ""
    return f"{reverse('insight:view', args=['conformance'])}?process={process}"
