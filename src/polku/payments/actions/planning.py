"""How the company reminds, and what it leaves to rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from polku.access.logic import Actor
from polku.catalogue.models import CustomerGroup
from polku.db.transactions import take_turns, write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.money import CURRENCIES
from polku.kernel.text import clean, slug
from polku.kernel.words import Text
from polku.payments.events import PaymentRulesChanged, ReminderPlanRemoved, ReminderPlanSaved
from polku.payments.logic.cash import STEP_MAX_MINOR
from polku.payments.logic.chasing import DAYS_MAX, STEPS_MAX, Channel
from polku.payments.logic.kinds import SMALL_MAX_MINOR
from polku.payments.models import DunningPlan, DunningStep, PaymentRules
from polku.payments.rules import PaymentPermission

TEXT_MAX = 4000


@dataclass(frozen=True)
class PlannedStep:
    """A step as a door hands it in; its level follows from its days."""

    days: int
    subject: Text | Mapping[str, str] | str
    text: Text | Mapping[str, str] | str
    channel: str = Channel.MAIL
    fee_minor: int = 0
    interest_percent: Decimal = Decimal(0)


def save_plan(
    *,
    name: Text | Mapping[str, str] | str,
    steps: Sequence[PlannedStep],
    tier: str = "",
    plan_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> DunningPlan:
    """Make a plan of reminders for a group of customers (all others without one), or change it.

    Bills go on from the step that was taken last. Raises: Invalid, NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.SET_RULES)
    words = _words(name, "name", 120)
    checked = _steps(steps)
    if tier and not CustomerGroup.objects.filter(key=tier).exists():
        raise Invalid(gettext_noop("There is no such group of customers."), field="tier")
    with write():
        take_turns("payments.plans", ["all"])
        if plan_id is None:
            row = DunningPlan(key=_free_key(words), recorded_at=at)
        else:
            row = _plan(plan_id)
        if DunningPlan.objects.filter(tier=tier).exclude(id=row.id).exists():
            raise Invalid(gettext_noop("There is a plan for these customers already."), field="tier")
        row.name, row.tier = words, tier
        row.save()
        DunningStep.objects.filter(plan=row).delete()
        for level, one in enumerate(checked, start=1):
            one.plan, one.level = row, level
        DunningStep.objects.bulk_create(checked)
        _tell(ReminderPlanSaved(plan_id=row.id), ("dunning_plan", row.id), actor, at)
    return row


def remove_plan(plan_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a plan away; its customers are reminded like all others, all others by the plan that comes ready.

    Raises: NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.SET_RULES)
    with write():
        row = _plan(plan_id)
        _tell(ReminderPlanRemoved(plan_id=row.id), ("dunning_plan", row.id), actor, at)
        DunningStep.objects.filter(plan=row).delete()
        DunningPlan.objects.filter(id=row.id).delete()


def change_rules(
    *,
    small_minor: int | None = None,
    match_sure: bool | None = None,
    remind_daily: bool | None = None,
    expire_vouchers: bool | None = None,
    relieve_tax: bool | None = None,
    cash_steps: Mapping[str, int] | None = None,
    actor: Actor,
    at: datetime,
) -> PaymentRules:
    """Change what the company leaves to rules; None leaves one as it is.

    Raises: Invalid, NotAllowed.
    """
    actor.require(PaymentPermission.SET_RULES)
    if small_minor is not None and not 0 <= small_minor <= SMALL_MAX_MINOR:
        raise Invalid(gettext_noop("A small difference is at most 100.00."), field="small_minor")
    told: dict[str, Any] = {
        "small_minor": small_minor,
        "match_sure": match_sure,
        "remind_daily": remind_daily,
        "expire_vouchers": expire_vouchers,
        "relieve_tax": relieve_tax,
        "cash_steps": None if cash_steps is None else _checked_steps(cash_steps),
    }
    with write():
        take_turns("payments.rules", ["all"])
        row = PaymentRules.objects.select_for_update().order_by("id").first() or PaymentRules()
        before = {name: getattr(row, name) for name in told}
        for name, value in told.items():
            if value is not None:
                setattr(row, name, value)
        row.save()
        changes: list[tuple[str, int, str, Any, Any]] = [
            ("payments_paymentrules", row.id, name, before[name], getattr(row, name))
            for name in told
            if before[name] != getattr(row, name)
        ]
        if changes:
            entry = Entry(PaymentRulesChanged(), ("payment_rules", row.id), at, changes=changes)
            append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def _checked_steps(steps: Mapping[str, int]) -> dict[str, int]:
    for currency, step in steps.items():
        if currency not in CURRENCIES:
            raise Invalid(gettext_noop("This is not a currency code."), field="cash_steps")
        if not 0 <= step <= STEP_MAX_MINOR:
            raise Invalid(gettext_noop("Cash is rounded to 100.00 at most."), field="cash_steps")
    return {currency: step for currency, step in sorted(steps.items()) if step > 1}


def _steps(steps: Sequence[PlannedStep]) -> list[DunningStep]:
    if not 1 <= len(steps) <= STEPS_MAX:
        raise Invalid(gettext_noop("A plan has 1 to 10 steps."), field="steps")
    if len({one.days for one in steps}) < len(steps):
        raise Invalid(gettext_noop("Two steps are on the same day."), field="steps")
    return [_step(number, one) for number, one in enumerate(sorted(steps, key=lambda one: one.days))]


def _step(number: int, one: PlannedStep) -> DunningStep:
    place = f"steps.{number}."
    if not 1 <= one.days <= DAYS_MAX:
        raise Invalid(gettext_noop("A step comes 1 to 365 days after the due date."), field=f"{place}days")
    if one.channel not in set(Channel):
        raise Invalid(gettext_noop("A step is a mail or a task."), field=f"{place}channel")
    if not 0 <= one.fee_minor <= SMALL_MAX_MINOR:
        raise Invalid(gettext_noop("A fee is at most 100.00."), field=f"{place}fee_minor")
    if not 0 <= one.interest_percent <= 100:
        raise Invalid(gettext_noop("A rate is between 0 and 100 per cent."), field=f"{place}interest_percent")
    return DunningStep(
        days=one.days,
        channel=one.channel,
        subject=_words(one.subject, f"{place}subject", 200),
        text=_words(one.text, f"{place}text", TEXT_MAX),
        fee_minor=one.fee_minor,
        interest_percent=one.interest_percent,
    )


def _words(value: Text | Mapping[str, str] | str, field: str, length_max: int) -> Text:
    words = Text.of(value)
    if not words:
        raise Invalid(gettext_noop("This must not be empty."), field=field)
    return Text.of(
        {
            code: clean(text.strip(), multiline=True, max_length=length_max, field=field)
            for code, text in words.entries
        }
    )


def _plan(plan_id: int) -> DunningPlan:
    row = DunningPlan.objects.select_for_update().filter(id=plan_id).first()
    if row is None:
        raise NotFound(Message(gettext_noop("There is no such plan.")))
    return row


def _free_key(name: Text) -> str:
    base = slug(str(name), max_length=50) or "plan"
    taken = set(DunningPlan.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, 1000))) if key not in taken)


def _tell(event: Happened, subject: tuple[str, int], actor: Actor, at: datetime) -> None:
    append([Entry(event, subject, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
