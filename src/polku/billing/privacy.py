"""What invoices hold of a person. Those issued are kept by law, as they are: erasure says so."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject, holdings
from polku.billing.logic.states import State
from polku.billing.models import Invoice, InvoiceLine
from polku.db.lists import among
from polku.kernel.redaction import ERASED, Marks

ISSUED = "issued_invoice"
"""Issued documents are kept apart from drafts, so that their papers and mails' files stay."""


def gather(subject: Subject) -> None:
    """Invoices of the person's deals."""
    mine = Invoice.objects.filter(deal_id__in=among(subject.mine("deal")))
    for pk, state in mine.values_list("id", "state"):
        subject.mine(ISSUED if state == State.ISSUED else "invoice").add(pk)
    beside = Invoice.objects.filter(deal_id__in=among(subject.beside("deal")), state=State.DRAFT)
    subject.beside("invoice").update(beside.values_list("id", flat=True))


def export(subject: Subject, _marks: Marks) -> Iterator[Row]:
    """Every document as it was issued."""
    ids = subject.mine(ISSUED) | subject.mine("invoice")
    for row in Invoice.objects.filter(id__in=among(ids)).order_by("id"):
        yield {
            "number": row.number, "state": row.state, "kind": row.kind, "issue_date": row.issue_date,
            "gross_minor": row.gross_minor, "currency": row.currency, "document": row.snapshot,
            "note": row.note, "reason": row.reason, "reference": row.reference,
        }  # fmt: skip


def erase(subject: Subject, marks: Marks, _at: datetime) -> int:
    """The texts of drafts go; what was issued stays as it is, because the law asks for it."""
    done = 0
    for row in Invoice.objects.filter(id__in=among(subject.mine("invoice")), state=State.DRAFT):
        for name in ("note", "reason", "reference"):
            if getattr(row, name):
                setattr(row, name, ERASED)
        row.save(update_fields=["note", "reason", "reference"])
        done += 1
    for row in Invoice.objects.filter(id__in=among(subject.beside("invoice")), state=State.DRAFT):
        texts = {name: marks.redacted(getattr(row, name)) for name in ("note", "reason", "reference")}
        done += Invoice.objects.filter(id=row.id).update(**texts)
    drafts = subject.mine("invoice") | subject.beside("invoice")
    lines = InvoiceLine.objects.filter(invoice_id__in=among(drafts), invoice__state=State.DRAFT)
    for line in lines:
        if marks.finds(line.description):
            InvoiceLine.objects.filter(id=line.id).update(description=marks.redacted(line.description))
            done += 1
    return done


def register() -> None:
    """Tell the registry; `apps.py` calls it."""
    holdings.register(
        "invoices",
        Holding(
            models=("billing.Invoice", "billing.InvoiceLine"),
            goes=_("Notes and references of invoices that were not issued"),
            stays=_("Issued invoices and credit notes stay as they are: the law asks to keep them"),
            gather=gather,
            export=export,
            erase=erase,
        ),
        order=48,
    )
