"""Billing by plan: parts of an order from days on, whatever was delivered."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext, override

from polku.access.logic import Actor
from polku.billing.actions import reach
from polku.billing.actions.composing import ZERO
from polku.billing.actions.drafting import Asked, Drafted, advance_draft, sold, store
from polku.billing.events import PlanChanged
from polku.billing.logic.plans import Step, checked
from polku.billing.models import PlanStep
from polku.billing.queries.billed import Bills, bills
from polku.billing.rules import BillingPermission
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import DomainError, Refused, gettext_noop


def plan(order_id: int, steps: Sequence[Step], *, actor: Actor, at: datetime) -> list[PlanStep]:
    """Say by which steps an order is billed; steps that became invoices stay as they are and come first.

    Raises: Invalid (more than 100 %), Refused (a billed step is missing), NotFound, NotAllowed.
    """
    wanted = checked(steps)
    with write():
        order = reach.order(order_id, BillingPermission.DRAFT, actor)
        known = list(PlanStep.objects.filter(order_id=order_id).order_by("position"))
        billed = [one for one in known if one.invoice_id is not None]
        for one in billed:
            same = Step(one.on_date, one.percent)
            if same not in wanted:
                raise Refused(gettext_noop("A step that is billed stays in the plan."), code="step_billed")
            wanted.remove(same)
        PlanStep.objects.filter(id__in=[one.id for one in known if one.invoice_id is None]).delete()
        for place, one in enumerate(billed, start=1):
            if one.position != place:
                one.position = place
                one.save(update_fields=["position"])
        fresh = PlanStep.objects.bulk_create(
            PlanStep(order_id=order_id, position=place, on_date=one.on_date, percent=one.percent)
            for place, one in enumerate(wanted, start=len(billed) + 1)
        )
        event = PlanChanged(order_id=order.id, steps=len(billed) + len(fresh))
        entry = Entry(
            event, ("order", order.id), at,
            case_id=order.deal_id, version_id=order.deal.version_id, stage=order.deal.stage,
        )  # fmt: skip
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return [*billed, *fresh]


def draft_by_plan(step_ids: Sequence[int], *, actor: Actor, at: datetime) -> list[Drafted]:
    """Prepare the invoices of these steps, each for itself; what is delivered later takes them off.

    A step that has its draft or invoice is answered with it. Two who bill the same order take turns.
    """
    actor.require(BillingPermission.DRAFT)
    with write():
        of = dict(PlanStep.objects.filter(id__in=among(step_ids)).values_list("id", "order_id"))
        orders = reach.orders(set(of.values()), BillingPermission.DRAFT, actor)
        plans: dict[int, list[PlanStep]] = {order_id: [] for order_id in orders}
        rows = PlanStep.objects.filter(order_id__in=among(orders)).select_related("invoice")
        for row in rows.order_by("order_id", "position"):
            plans[row.order_id].append(row)
        lines, known = sold(list(orders)), bills(orders)
        answers: dict[int, Drafted] = {}
        for step_id, order_id in sorted(of.items()):
            order = orders.get(order_id)
            if order is None:
                continue
            steps = plans[order_id]
            step = next(one for one in steps if one.id == step_id)
            if step.invoice is not None:
                answers[step_id] = Drafted(order_id, step.invoice)
                continue
            place = steps.index(step)
            with override(order.language):
                words = gettext("Instalment %(step)s of %(steps)s for the order %(number)s")
                words %= {"step": place + 1, "steps": len(steps), "number": order.number}
            before = sum((one.percent for one in steps[:place]), ZERO)
            asked = Asked(words, step.percent, before=before)
            try:
                so_far = known.setdefault(order_id, Bills())
                draft = advance_draft(order, lines[order_id], so_far, asked, actor, at)
            except DomainError as error:
                answers[step_id] = Drafted(order_id, error=error)
                continue
            store([draft], actor, at)
            so_far.gross_minor += draft.invoice.gross_minor
            step.invoice = draft.invoice
            step.save(update_fields=["invoice"])
            answers[step_id] = Drafted(order_id, draft.invoice)
    return [answers.get(one) or Drafted(of.get(one, 0), error=reach.missing_order()) for one in step_ids]
