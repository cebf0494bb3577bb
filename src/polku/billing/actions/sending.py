"""Sending an invoice by mail, with its paper and its e-invoice."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext, override

from polku.access.logic import Actor
from polku.billing.actions import reach
from polku.billing.events import InvoiceSent
from polku.billing.logic.einvoice import of_snapshot, ubl
from polku.billing.models import Invoice
from polku.billing.queries.papers import drawn, file_name, title
from polku.billing.rules import BillingPermission
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.files.actions import store
from polku.files.models import File
from polku.kernel.errors import Refused, gettext_noop
from polku.kernel.text import clean
from polku.mail.actions import NewMail, post_once
from polku.mail.models import Outgoing
from polku.mail.queries import has_server
from polku.mail.writing import Letter, letter
from polku.ui import locale_formats

SUBJECT: Final = "invoice"


def send(invoice_id: int, *, to: str, message: str = "", actor: Actor, at: datetime) -> Outgoing:
    """Put an issued invoice into the outbox, with PDF/A and XML attached; a job sends it. It can be sent again.

    A message that has not left yet is not made twice: it says what was written last. The invoice counts as sent once
    the mail server has taken it, or somebody handed it over (`note_sent`).

    Raises: Refused (a draft), Invalid (no such address), NotFound, NotAllowed.
    """
    words = clean(message.strip(), multiline=True, field="message")
    with write():
        row = reach.invoice(invoice_id, BillingPermission.SEND, actor)
        if row.is_draft:
            raise Refused(gettext_noop("A draft is not sent: issue it first."), code="not_issued")
        told = _letter(row, words)
        mail = NewMail(
            to=to,
            subject=told.subject,
            text=told.text,
            language=row.language,
            attachments=[file.id for file in _files(row, actor, at)],
            subject_of=(SUBJECT, row.id),
            case_id=row.deal_id,
        )
        posted, is_new = post_once(mail, at=at, actor_id=actor.user_id)
        if not is_new:
            return posted
        event = InvoiceSent(
            invoice_id=row.id,
            order_id=row.order_id,
            number=row.number or "",
            outgoing_id=posted.id,
            waits=None if has_server() else True,
        )
        append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return posted


def note_sent(invoice_ids: Sequence[int], *, at: datetime) -> None:
    """Invoices reached their customers: by the mail server, or handed over. The first time counts."""
    Invoice.objects.filter(id__in=among(invoice_ids), sent_at=None).update(sent_at=at)


def _files(row: Invoice, actor: Actor, at: datetime) -> list[File]:
    """Paper and e-invoice as files of the invoice; the ones already made are taken again."""
    known = File.objects.filter(subject_type=SUBJECT, subject_id=row.id).order_by("id")
    if found := list(known[:2]):
        return found
    made = (
        ("pdf", drawn(row.snapshot, at=row.issued_at or at, is_draft=False)),
        ("xml", ubl(of_snapshot(row.snapshot))),
    )
    return [
        store(
            io.BytesIO(content),
            name=file_name(row.snapshot, ending),
            at=at,
            subject=(SUBJECT, row.id),
            owner_id=row.owner_id,
            team_id=row.team_id,
            uploaded_by_id=actor.user_id,
        )
        for ending, content in made
    ]


def _letter(row: Invoice, message: str) -> Letter:
    with override(row.language):
        context = {
            "title": title(row.kind),
            "number": row.number,
            "seller": row.snapshot["seller"]["name"],
            "buyer": row.snapshot["buyer"]["name"],
            "is_credit": row.is_credit,
            "payable": locale_formats.money(row.payable_minor, row.currency),
            "due_date": row.due_date,
            "message": message,
            "greeting": gettext("Good day"),
        }
    return letter("billing/mail/invoice.txt", context, language=row.language)
