"""Throwing drafts away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from polku.access.logic import Actor
from polku.billing.actions import reach
from polku.billing.events import InvoiceDiscarded
from polku.billing.models import Invoice, InvoiceLine
from polku.billing.rules import BillingPermission
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.kernel.errors import DomainError, Message, Refused, gettext_noop


@dataclass(frozen=True)
class Discarded:
    """What became of one draft."""

    invoice_id: int
    error: DomainError | None = None


def discard(invoice_ids: Sequence[int], *, actor: Actor, at: datetime) -> list[Discarded]:
    """Throw drafts away, and answer for each; what was issued stays, it can be credited. Raises: NotAllowed."""
    actor.require(BillingPermission.DRAFT)
    with write():
        found = reach.invoices(invoice_ids, BillingPermission.DRAFT, actor)
        answers: dict[int, Discarded] = {}
        for one in invoice_ids:
            row = found.get(one)
            if row is None:
                answers[one] = Discarded(one, reach.missing())
            elif not row.is_draft:
                message = gettext_noop("The invoice %(number)s is issued: give a credit note for it.")
                answers[one] = Discarded(one, Refused(Message(message, number=row.number or "")))
        gone = [found[one] for one in found if one not in answers]
        ids = [row.id for row in gone]
        InvoiceLine.objects.filter(invoice_id__in=among(ids)).delete()
        Invoice.objects.filter(id__in=among(ids)).delete()
        told = [
            reach.entry(InvoiceDiscarded(invoice_id=row.id, order_id=row.order_id), row, at) for row in gone
        ]
        append(told, actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return [answers.get(one, Discarded(one)) for one in invoice_ids]
