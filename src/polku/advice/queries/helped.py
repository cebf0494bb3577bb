"""What helped deals like one."""

from __future__ import annotations

from dataclasses import dataclass

from polku.access.logic import Actor
from polku.advice.logic import comparing, techniques
from polku.advice.logic.comparing import Effect
from polku.advice.logic.techniques import Technique
from polku.advice.models import Asking, BuyingSignal, Finding
from polku.advice.queries.settings import pressure_allowed
from polku.advice.rules import AdvicePermission
from polku.deals.models import Deal
from polku.deals.queries.page import visible
from polku.engage.models import Activity
from polku.process.queries import definition


@dataclass(frozen=True)
class Advice:
    """What helped in the stage of a deal and was not done in it yet; ways to ask for the order; signals seen."""

    deal: Deal
    effects: list[Effect]
    compared: int
    techniques: list[Technique]
    asked: list[Asking]
    signals: list[BuyingSignal]


def newest() -> Finding | None:
    """What the last night compared; None before the first."""
    return Finding.objects.order_by("-id").first()


def effects(finding: Finding | None, outcome: str = "won") -> list[Effect]:
    """All comparisons by what was to come of it: won, or advanced."""
    return [Effect.of(row) for row in finding.data.get(outcome, ())] if finding else []


def helped(deal_id: int, actor: Actor) -> Advice | None:
    """Advice for an open deal that the person may see; None of one that is not open. Raises: NotFound, NotAllowed."""
    actor.require(AdvicePermission.SEE)
    deal = visible(deal_id, actor)
    if not deal.is_open:
        return None
    here = f"{deal.process_id}:{deal.stage}"
    known = [one for one in effects(newest()) if one.stage == here]
    done: set[str] = set()
    if known and deal.stage_entered_at:
        rows = (
            Activity.objects.visible_to(actor).took_place().filter(deal=deal, at__gte=deal.stage_entered_at)
        )
        done = {f"engage.{kind}" for kind in rows.values_list("kind", flat=True)}
    asked = list(Asking.objects.filter(deal=deal, voided_at=None).order_by("-at", "-id")[:5])
    signals = list(BuyingSignal.objects.filter(deal=deal, voided_at=None).order_by("-at", "-id")[:5])
    stage = definition(deal.version_id).by_key.get(deal.stage)
    ways = techniques.fitting(stage.phase if stage else "", pressure=pressure_allowed())
    return Advice(deal, comparing.helping(known, here, done), len(known), ways, asked, signals)
