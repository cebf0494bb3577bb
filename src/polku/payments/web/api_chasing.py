"""Late bills by API: what is late and what comes next, reminders, promises, disputes, plans, rules."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Query, Router, Status

from polku.kernel.errors import NotFound, gettext_noop, say
from polku.payments import actions
from polku.payments.models import Item
from polku.payments.queries.charges import chargeable
from polku.payments.queries.chasing import chased, overdue
from polku.payments.queries.plans import plans, rules
from polku.payments.rules import PaymentPermission
from polku.payments.web.api_chasing_shapes import (
    ChargeablesOut,
    DisputeIn,
    DisputeOut,
    DunningPlanIn,
    DunningPlanOut,
    LateChargeIn,
    LatePage,
    LateQuery,
    LateWaiverIn,
    LateWaiverOut,
    OutcomeIn,
    PaymentRulesIn,
    PaymentRulesOut,
    PlansOut,
    PromiseIn,
    PromiseOut,
    ReminderOut,
    RemindersIn,
    RemindersOut,
    late_out,
    plan_out,
)
from polku.payments.web.api_shapes import MatchOut, match_out
from polku.ui.api import PROBLEMS, Id, actor, dumped, once, page

router = Router(tags=["payments"])


@router.get("/late-items", response={200: LatePage} | PROBLEMS, summary="List late invoices")
def list_late(request: HttpRequest, query: Query[LateQuery]) -> dict[str, Any]:
    """Invoices past their due date with what was done about each and what comes next, the newest first."""
    actor(request).require(PaymentPermission.SEE)
    today = timezone.localdate()
    rows = overdue(Item.objects.visible_to(actor(request)), today)
    if query.customer_id is not None:
        rows = rows.filter(customer_id=query.customer_id)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": [late_out(one) for one in chased(found, today=today)], "next": after}


@router.post("/reminders", response={201: RemindersOut} | PROBLEMS, summary="Remind of invoices")
@once
def remind(request: HttpRequest, body: RemindersIn) -> tuple[int, dict[str, Any]]:
    """Take the next step of the plan for late invoices; an answer for each."""
    found = actions.remind(body.item_ids, actor=actor(request), at=timezone.now(), early=body.early)
    return 201, {
        "reminders": [
            {
                "item_id": one.item_id,
                "reminder_id": one.reminder.id if one.reminder else None,
                "channel": one.reminder.channel if one.reminder else "",
                "level": one.reminder.level if one.reminder else None,
                "error": say(one.error.message, gettext) if one.error else "",
            }
            for one in found
        ]
    }


@router.post(
    "/reminders/{reminder_id}/settlements", response={200: ReminderOut} | PROBLEMS, summary="Settle a call"
)
@once
def settle_reminder(request: HttpRequest, reminder_id: Id) -> tuple[int, dict[str, Any]]:
    """Say that a person did what the plan asked for."""
    row = actions.settle_task(reminder_id, actor=actor(request), at=timezone.now())
    return 200, dumped(ReminderOut, row)


@router.post(
    "/reminders/{reminder_id}/reopenings", response={200: ReminderOut} | PROBLEMS, summary="Reopen a call"
)
@once
def reopen_reminder(request: HttpRequest, reminder_id: Id) -> tuple[int, dict[str, Any]]:
    """Let a call wait again that was settled by mistake."""
    row = actions.reopen_task(reminder_id, actor=actor(request), at=timezone.now())
    return 200, dumped(ReminderOut, row)


@router.post("/items/{item_id}/promises", response={201: PromiseOut} | PROBLEMS, summary="Note a promise")
@once
def promise(request: HttpRequest, item_id: Id, body: PromiseIn) -> tuple[int, dict[str, Any]]:
    """Note that a customer will pay by a day; nobody reminds of the invoice until then."""
    row = actions.note_promise(item_id, **body.model_dump(), actor=actor(request), at=timezone.now())
    return 201, dumped(PromiseOut, row)


@router.post(
    "/promises/{promise_id}/withdrawals", response={200: PromiseOut} | PROBLEMS, summary="Take back a promise"
)
@once
def withdraw_promise(request: HttpRequest, promise_id: Id) -> tuple[int, dict[str, Any]]:
    """Take a promise off again that was noted by mistake."""
    row = actions.withdraw_promise(promise_id, actor=actor(request), at=timezone.now())
    return 200, dumped(PromiseOut, row)


@router.post("/items/{item_id}/disputes", response={201: DisputeOut} | PROBLEMS, summary="Note a dispute")
@once
def dispute(request: HttpRequest, item_id: Id, body: DisputeIn) -> tuple[int, dict[str, Any]]:
    """Note that a customer objects to an invoice; nobody reminds of it until that is settled."""
    row = actions.open_dispute(item_id, reason=body.reason, actor=actor(request), at=timezone.now())
    return 201, dumped(DisputeOut, row)


@router.post(
    "/disputes/{dispute_id}/closures", response={200: DisputeOut} | PROBLEMS, summary="Close a dispute"
)
@once
def close_dispute(request: HttpRequest, dispute_id: Id, body: OutcomeIn) -> tuple[int, dict[str, Any]]:
    """Say how a dispute ended."""
    row = actions.close_dispute(dispute_id, outcome=body.outcome, actor=actor(request), at=timezone.now())
    return 200, dumped(DisputeOut, row)


@router.get(
    "/receipts/{receipt_id}/late-charges",
    response={200: ChargeablesOut} | PROBLEMS,
    summary="List what the rest of a payment may be",
)
def list_late_charges(request: HttpRequest, receipt_id: Id) -> dict[str, Any]:
    """Paid invoices whose reminders asked for fee or interest on top, which the rest of a payment may be."""
    actor(request).require(PaymentPermission.SEE)
    money = Item.objects.visible_to(actor(request)).filter(receipt_id=receipt_id).first()
    if money is None:
        raise NotFound(gettext_noop("This payment does not exist, or you may not see it."))
    found = [
        {
            "item_id": one.bill.id,
            "number": one.bill.number,
            "amount_minor": one.amount_minor,
            "reason": say(one.reason, gettext),
        }
        for one in chargeable(actor(request), money)
    ]
    return {"late_charges": found}


@router.post(
    "/items/{item_id}/late-charges",
    response={201: MatchOut} | PROBLEMS,
    summary="Keep a rest as fee and interest",
)
@once
def keep_late_charge(request: HttpRequest, item_id: Id, body: LateChargeIn) -> tuple[int, dict[str, Any]]:
    """Keep the rest of a payment as fee and interest that reminders of an invoice asked for; undo it as a match."""
    told = body.model_dump()
    return 201, match_out(actions.keep_late_charge(item_id, **told, actor=actor(request), at=timezone.now()))


@router.post(
    "/items/{item_id}/waivers", response={201: LateWaiverOut} | PROBLEMS, summary="Waive fee and interest"
)
@once
def waive(request: HttpRequest, item_id: Id, body: LateWaiverIn) -> tuple[int, dict[str, Any]]:
    """Ask for no fee or interest of an invoice any more; later letters name none."""
    row = actions.waive(item_id, reason=body.reason, actor=actor(request), at=timezone.now())
    return 201, dumped(LateWaiverOut, row)


@router.post(
    "/waivers/{waiver_id}/withdrawals", response={200: LateWaiverOut} | PROBLEMS, summary="Take back a waiver"
)
@once
def withdraw_waiver(request: HttpRequest, waiver_id: Id) -> tuple[int, dict[str, Any]]:
    """Let fee and interest of an invoice count again."""
    row = actions.withdraw_waiver(waiver_id, actor=actor(request), at=timezone.now())
    return 200, dumped(LateWaiverOut, row)


@router.get("/dunning-plans", response={200: PlansOut} | PROBLEMS, summary="List plans of reminders")
def list_plans(request: HttpRequest) -> dict[str, Any]:
    """Every plan with its steps; the one that comes ready has no id until it is changed."""
    actor(request).require(PaymentPermission.SEE)
    return {"plans": [plan_out(one) for one in plans()]}


@router.post("/dunning-plans", response={201: DunningPlanOut} | PROBLEMS, summary="Make a plan of reminders")
@once
def make_plan(request: HttpRequest, body: DunningPlanIn) -> tuple[int, dict[str, Any]]:
    """Make a plan for a group of customers, or for all others."""
    row = actions.save_plan(**body.told(), actor=actor(request), at=timezone.now())
    return 201, next(plan_out(one) for one in plans() if one.id == row.id)


@router.put("/dunning-plans/{plan_id}", response={200: DunningPlanOut} | PROBLEMS, summary="Change a plan")
def change_plan(request: HttpRequest, plan_id: Id, body: DunningPlanIn) -> dict[str, Any]:
    """Change a plan; invoices go on from the step that was taken last."""
    row = actions.save_plan(**body.told(), plan_id=plan_id, actor=actor(request), at=timezone.now())
    return next(plan_out(one) for one in plans() if one.id == row.id)


@router.delete("/dunning-plans/{plan_id}", response={204: None} | PROBLEMS, summary="Remove a plan")
def remove_plan(request: HttpRequest, plan_id: Id) -> Status[None]:
    """Take a plan away; its customers are reminded like all others."""
    actions.remove_plan(plan_id, actor=actor(request), at=timezone.now())
    return Status(204, None)


@router.get(
    "/payment-rules", response={200: PaymentRulesOut} | PROBLEMS, summary="Read the rules of payments"
)
def read_rules(request: HttpRequest) -> dict[str, Any]:
    """What the company leaves to rules."""
    actor(request).require(PaymentPermission.SEE)
    return dumped(PaymentRulesOut, rules())


@router.put("/payment-rules", response={200: PaymentRulesOut} | PROBLEMS, summary="Set the rules of payments")
def set_rules(request: HttpRequest, body: PaymentRulesIn) -> dict[str, Any]:
    """Change what is named; the rest stays."""
    row = actions.change_rules(**body.model_dump(), actor=actor(request), at=timezone.now())
    return dumped(PaymentRulesOut, row)
