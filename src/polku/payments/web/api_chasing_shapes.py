"""What requests about late bills hold, and what answers look like. Amounts are whole minor units (cents)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from polku.payments.actions import PlannedStep
from polku.payments.queries.chasing import Chased
from polku.payments.queries.plans import Plan
from polku.payments.web.api_shapes import Amount
from polku.ui.api import Id, Input, Limit

Small = Annotated[int, Field(ge=0, le=10_000)]


class LateOut(Schema):
    """A late invoice (`id` of its item): what is open, the last step taken, what pauses it, what comes next.

    `asked_minor` is the fee and interest that reminders asked for on top; `waived` says why they do not any more.
    """

    id: int
    number: str
    invoice_id: int | None
    customer_id: int | None
    order_id: int | None
    deal_id: int | None
    currency: str
    amount_minor: int
    open_minor: int
    due_date: date | None
    days_late: int
    last_level: int | None
    last_message_id: int | None
    promised_by: date | None
    promise_broken: bool
    disputed: str
    asked_minor: int
    waived: str
    next_level: int | None
    next_date: date | None
    is_due: bool


class LatePage(Schema):
    """One page of late invoices."""

    items: list[LateOut]
    next: str | None


class LateQuery(Schema):
    """Filters of late invoices."""

    customer_id: Id | None = None
    after: str = ""
    limit: Limit = 50


class RemindersIn(Input):
    """Which invoices (ids of their items) are reminded of; `early` does not wait for the day of the step."""

    item_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]
    early: bool = False


class RemindedOut(Schema):
    """What became of one invoice: the step taken (`mail` or `task`), or why not."""

    item_id: int
    reminder_id: int | None
    channel: str
    level: int | None
    error: str


class RemindersOut(Schema):
    """An answer for each invoice."""

    reminders: list[RemindedOut]


class ReminderOut(Schema):
    """A step that was taken."""

    id: int
    item_id: int
    level: int
    channel: str
    open_minor: int
    fee_minor: int
    interest_minor: int
    at: datetime
    done_at: datetime | None


class PromiseIn(Input):
    """By when a customer pays, and how much; all that is open by default."""

    by_date: date
    amount_minor: Amount | None = None
    note: Annotated[str, Field(max_length=1000)] = ""


class PromiseOut(Schema):
    """A promise; `outcome` is kept, broken, replaced or withdrawn once it has ended."""

    id: int
    item_id: int
    by_date: date
    amount_minor: int
    note: str
    at: datetime
    ended_at: datetime | None
    outcome: str


class DisputeIn(Input):
    """What the customer objects to."""

    reason: Annotated[str, Field(max_length=1000)]


class OutcomeIn(Input):
    """How the dispute ended."""

    outcome: Annotated[str, Field(max_length=1000)]


class DisputeOut(Schema):
    """A dispute over an invoice."""

    id: int
    item_id: int
    reason: str
    at: datetime
    closed_at: datetime | None
    outcome: str


class LateChargeIn(Input):
    """The payment (id of its item) whose rest is kept as fee and interest; all that was asked for by default."""

    credit_id: Id
    amount_minor: Amount | None = None


class ChargeableOut(Schema):
    """So much of a payment may be fee and interest of a paid invoice (`item_id`), and why."""

    item_id: int
    number: str
    amount_minor: int
    reason: str


class ChargeablesOut(Schema):
    """What the rest of a payment may be."""

    late_charges: list[ChargeableOut]


class LateWaiverIn(Input):
    """Why fee and interest are waived."""

    reason: Annotated[str, Field(max_length=1000)]


class LateWaiverOut(Schema):
    """Fee and interest of an invoice that nobody asks for any more, until `ended_at`."""

    id: int
    item_id: int
    reason: str
    at: datetime
    ended_at: datetime | None


class PlanStepIn(Input):
    """A step of a plan; words by language."""

    days: Annotated[int, Field(ge=1, le=365)]
    channel: Literal["mail", "task"] = "mail"
    subject: dict[str, str]
    text: dict[str, str]
    fee_minor: Small = 0
    interest_percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=6, allow_inf_nan=False)] = (
        Decimal(0)
    )


class PlanStepOut(Schema):
    """A step of a plan."""

    level: int
    days: int
    channel: str
    subject: dict[str, str]
    text: dict[str, str]
    fee_minor: int
    interest_percent: str


class DunningPlanIn(Input):
    """A plan of reminders; `tier` is the key of a group of customers, empty for all others."""

    name: dict[str, str]
    tier: str = ""
    steps: Annotated[list[PlanStepIn], Field(min_length=1, max_length=10)]

    def told(self) -> dict[str, Any]:
        """As the action takes it."""
        steps = [PlannedStep(**one.model_dump()) for one in self.steps]
        return {"name": self.name, "tier": self.tier, "steps": steps}


class DunningPlanOut(Schema):
    """A plan of reminders with its steps."""

    id: int | None
    key: str
    name: dict[str, str]
    tier: str
    steps: list[PlanStepOut]


class PlansOut(Schema):
    """Every plan."""

    plans: list[DunningPlanOut]


class PaymentRulesIn(Input):
    """What changes; None leaves a rule as it is. `cash_steps`: to which minor units cash is rounded, by currency."""

    small_minor: Small | None = None
    match_sure: bool | None = None
    remind_daily: bool | None = None
    expire_vouchers: bool | None = None
    relieve_tax: bool | None = None
    cash_steps: dict[str, int] | None = None


class PaymentRulesOut(Schema):
    """What the company leaves to rules when money comes in."""

    small_minor: int
    match_sure: bool
    remind_daily: bool
    expire_vouchers: bool
    relieve_tax: bool
    cash_steps: dict[str, int]


def late_out(one: Chased) -> dict[str, Any]:
    """A late invoice with what was done about it."""
    item = one.item
    names = (
        "id", "number", "invoice_id", "customer_id", "order_id", "deal_id", "currency", "amount_minor",
        "open_minor", "due_date",
    )  # fmt: skip
    return {name: getattr(item, name) for name in names} | {
        "days_late": one.late,
        "last_level": one.last.level if one.last else None,
        "last_message_id": one.last.mail_id if one.last else None,
        "promised_by": one.promise.by_date if one.promise and one.is_promised else None,
        "promise_broken": one.is_broken,
        "disputed": one.dispute.reason if one.dispute else "",
        "asked_minor": one.asked_minor,
        "waived": one.waiver.reason if one.waiver else "",
        "next_level": one.step.level if one.step else None,
        "next_date": one.step_on,
        "is_due": one.is_due,
    }


def plan_out(one: Plan) -> dict[str, Any]:
    """A plan with its steps."""
    return {
        "id": one.id,
        "key": one.key,
        "name": one.name.as_dict(),
        "tier": one.tier,
        "steps": [
            {
                "level": step.level,
                "days": step.days,
                "channel": step.channel,
                "subject": step.subject.as_dict(),
                "text": step.text.as_dict(),
                "fee_minor": step.fee_minor,
                "interest_percent": f"{step.interest_percent.normalize():f}",
            }
            for step in one.steps
        ],
    }
