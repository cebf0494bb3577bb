"""Plans of reminders: which one counts for which customer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from polku.catalogue.models import GroupMember
from polku.db.lists import among
from polku.kernel.words import Text
from polku.payments.logic import ready_plan
from polku.payments.logic.chasing import Channel, Step
from polku.payments.models import DunningPlan, DunningStep, PaymentRules

READY = "ready"


@dataclass(frozen=True)
class Plan:
    """A plan with its steps in order. The ready one has no row until somebody changes it."""

    key: str
    name: Text
    tier: str
    steps: tuple[Step, ...]
    id: int | None = None


def plans() -> list[Plan]:
    """Every plan, the one for all others first: two queries."""
    rows = list(DunningPlan.objects.order_by("tier", "id"))
    steps: dict[int, list[Step]] = {row.id: [] for row in rows}
    for one in DunningStep.objects.order_by("plan_id", "level"):
        steps[one.plan_id].append(_step(one))
    found = [Plan(row.key, Text.of(row.name), row.tier, tuple(steps[row.id]), row.id) for row in rows]
    if not any(one.tier == "" for one in found):
        found.insert(0, Plan(READY, ready_plan.NAME, "", ready_plan.STEPS))
    return found


def _step(row: DunningStep) -> Step:
    return Step(
        level=row.level,
        days=row.days,
        channel=Channel(row.channel),
        subject=Text.of(row.subject),
        text=Text.of(row.text),
        fee_minor=row.fee_minor,
        interest_percent=row.interest_percent,
    )


def steps_of(customer_ids: Collection[int]) -> Mapping[int, Sequence[Step]]:
    """The steps that count for each customer: those of the first group with a plan, else the common ones."""
    by_tier = {one.tier: one.steps for one in plans()}
    found: dict[int, Sequence[Step]] = dict.fromkeys(customer_ids, by_tier[""])
    if len(by_tier) == 1:
        return found
    members = GroupMember.objects.filter(
        customer_id__in=among(customer_ids), group__key__in=[tier for tier in by_tier if tier]
    )
    for customer_id, tier in members.order_by("-group_id").values_list("customer_id", "group__key"):
        found[customer_id] = by_tier[tier]
    return found


def rules() -> PaymentRules:
    """What the company leaves to rules; nothing where nobody set any."""
    return PaymentRules.objects.order_by("id").first() or PaymentRules()
