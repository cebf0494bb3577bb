"""Preparing and issuing in one go."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.billing.actions.drafting import Drafted, draft_from_shipped, draft_prepayment
from polku.billing.actions.issuing import issue_rows
from polku.billing.actions.planning import draft_by_plan
from polku.billing.models import Invoice
from polku.billing.rules import BillingPermission
from polku.db.transactions import write


def bill_orders(order_ids: Sequence[int], *, issue_now: bool, actor: Actor, at: datetime) -> list[Drafted]:
    """Prepare invoices of what was shipped, and issue them if asked; all that are issued or none of them.

    Raises: NotAllowed; Refused (the month is closed).
    """
    if issue_now:
        actor.require(BillingPermission.ISSUE)
    with write():
        done = draft_from_shipped(order_ids, actor=actor, at=at)
        if issue_now:
            rows = {one.invoice.id: one for one in done if one.invoice}
            lines = {pk: one.lines for pk, one in rows.items()}
            issue_rows([one.invoice for one in rows.values() if one.invoice], actor=actor, at=at, lines=lines)
    return done


def bill_steps(step_ids: Sequence[int], *, issue_now: bool, actor: Actor, at: datetime) -> list[Drafted]:
    """Prepare invoices of steps of plans, and issue them if asked.

    Raises: NotAllowed; Refused (the month is closed).
    """
    if issue_now:
        actor.require(BillingPermission.ISSUE)
    with write():
        done = draft_by_plan(step_ids, actor=actor, at=at)
        if issue_now:
            rows = {one.invoice.id: one.invoice for one in done if one.invoice and one.invoice.is_draft}
            issue_rows(list(rows.values()), actor=actor, at=at)
    return done


def bill_prepayment(
    order_id: int,
    *,
    percent: Decimal | None = None,
    amount_minor: int | None = None,
    issue_now: bool,
    actor: Actor,
    at: datetime,
) -> Invoice:
    """Prepare the invoice of an order to be paid before it ships, and issue it if asked.

    Raises: as `draft_prepayment`; Refused (the month is closed).
    """
    if issue_now:
        actor.require(BillingPermission.ISSUE)
    with write():
        made = draft_prepayment(order_id, percent=percent, amount_minor=amount_minor, actor=actor, at=at)
        if issue_now:
            issue_rows([made], actor=actor, at=at)
    return made
