"""What happens with late bills: reminders, promises, disputes, fee and interest."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class LateChargeKept(Happened):
    """What came on top of a bill is income: reminders had asked for it as fee and interest."""

    kind: ClassVar[str] = "payments.late_charge_kept"
    says: ClassVar[str] = gettext_noop("{actor} kept the reminder fee and late interest of {number}")
    icon: ClassVar[str] = "coins"
    allocation_id: int
    invoice_id: int | None
    number: str
    currency: str
    amount_minor: int
    order_id: int | None = None


@dataclass(frozen=True)
class LateChargeReturned(Happened):
    """What was kept as fee and interest is money of the customer again."""

    kind: ClassVar[str] = "payments.late_charge_returned"
    says: ClassVar[str] = gettext_noop("{actor} took back the reminder fee and late interest of {number}")
    icon: ClassVar[str] = "undo"
    allocation_id: int
    invoice_id: int | None
    number: str
    currency: str
    amount_minor: int
    order_id: int | None = None


@dataclass(frozen=True)
class LateChargeWaived(Happened):
    """A customer need not pay the fee and interest that reminders asked for; no later letter asks for any."""

    kind: ClassVar[str] = "payments.late_charge_waived"
    says: ClassVar[str] = gettext_noop("{actor} waived the reminder fee and late interest of {number}")
    icon: ClassVar[str] = "minus"
    waiver_id: int
    invoice_id: int
    number: str
    currency: str
    amount_minor: int


@dataclass(frozen=True)
class WaiverWithdrawn(Happened):
    """The fee and interest of a bill count again."""

    kind: ClassVar[str] = "payments.waiver_withdrawn"
    says: ClassVar[str] = gettext_noop(
        "{actor} asks for the reminder fee and late interest of {number} again"
    )
    icon: ClassVar[str] = "undo"
    takes_back: ClassVar[str] = LateChargeWaived.kind
    waiver_id: int
    invoice_id: int
    number: str


@dataclass(frozen=True)
class ReminderSent(Happened):
    """A customer was reminded of a bill."""

    kind: ClassVar[str] = "payments.reminder_sent"
    says: ClassVar[str] = gettext_noop("{actor} reminded of the invoice {number}")
    icon: ClassVar[str] = "mail"
    reminder_id: int
    invoice_id: int
    number: str
    level: int


@dataclass(frozen=True)
class ReminderWithdrawn(Happened):
    """A reminder left without a bill that was promised or disputed while the letter waited: its step was not taken."""

    kind: ClassVar[str] = "payments.reminder_withdrawn"
    says: ClassVar[str] = gettext_noop("The reminder of the invoice {number} did not go out")
    icon: ClassVar[str] = "undo"
    takes_back: ClassVar[str] = ReminderSent.kind
    reminder_id: int
    invoice_id: int
    number: str


@dataclass(frozen=True)
class ChaseAsked(Happened):
    """A plan asks a person to see to a late bill."""

    kind: ClassVar[str] = "payments.chase_asked"
    says: ClassVar[str] = gettext_noop("The invoice {number} waits for a call about its payment")
    icon: ClassVar[str] = "phone"
    reminder_id: int
    invoice_id: int
    number: str
    level: int


@dataclass(frozen=True)
class ChaseDone(Happened):
    """Somebody saw to a late bill."""

    kind: ClassVar[str] = "payments.chase_done"
    says: ClassVar[str] = gettext_noop("{actor} called about the invoice {number}")
    icon: ClassVar[str] = "check"
    reminder_id: int
    invoice_id: int
    number: str


@dataclass(frozen=True)
class ChaseReopened(Happened):
    """A late bill waits for a call after all: it was said by mistake that somebody saw to it."""

    kind: ClassVar[str] = "payments.chase_reopened"
    says: ClassVar[str] = gettext_noop("{actor} took back the call about the invoice {number}")
    icon: ClassVar[str] = "undo"
    takes_back: ClassVar[str] = ChaseDone.kind
    reminder_id: int
    invoice_id: int
    number: str


@dataclass(frozen=True)
class PaymentPromised(Happened):
    """A customer promised to pay by a day."""

    kind: ClassVar[str] = "payments.payment_promised"
    says: ClassVar[str] = gettext_noop("{actor} noted a promise to pay {number}")
    icon: ClassVar[str] = "flag"
    promise_id: int
    invoice_id: int
    number: str


@dataclass(frozen=True)
class PromiseBroken(Happened):
    """The day passed by which a customer promised to pay."""

    kind: ClassVar[str] = "payments.promise_broken"
    says: ClassVar[str] = gettext_noop("The promise to pay {number} was broken")
    icon: ClassVar[str] = "warn"
    promise_id: int
    invoice_id: int
    number: str


@dataclass(frozen=True)
class PromiseWithdrawn(Happened):
    """A promise was noted by mistake."""

    kind: ClassVar[str] = "payments.promise_withdrawn"
    says: ClassVar[str] = gettext_noop("{actor} took back the promise to pay {number}")
    icon: ClassVar[str] = "undo"
    promise_id: int
    invoice_id: int
    number: str


@dataclass(frozen=True)
class DisputeOpened(Happened):
    """A customer objects to a bill: nobody chases it meanwhile."""

    kind: ClassVar[str] = "payments.dispute_opened"
    says: ClassVar[str] = gettext_noop("{actor} noted a dispute over {number}")
    icon: ClassVar[str] = "warn"
    dispute_id: int
    invoice_id: int
    number: str


@dataclass(frozen=True)
class DisputeClosed(Happened):
    """A dispute over a bill is settled."""

    kind: ClassVar[str] = "payments.dispute_closed"
    says: ClassVar[str] = gettext_noop("{actor} closed the dispute over {number}")
    icon: ClassVar[str] = "check"
    dispute_id: int
    invoice_id: int
    number: str


@dataclass(frozen=True)
class ReminderPlanSaved(Happened):
    """The company changed how it reminds of late bills."""

    kind: ClassVar[str] = "payments.reminder_plan_saved"
    says: ClassVar[str] = gettext_noop("{actor} changed a plan of reminders")
    icon: ClassVar[str] = "gear"
    plan_id: int


@dataclass(frozen=True)
class ReminderPlanRemoved(Happened):
    """A plan of reminders is gone."""

    kind: ClassVar[str] = "payments.reminder_plan_removed"
    says: ClassVar[str] = gettext_noop("{actor} removed a plan of reminders")
    icon: ClassVar[str] = "x"
    plan_id: int
