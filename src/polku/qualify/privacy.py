"""What qualifying holds of a person: answers, and what came in through a form; told and erased."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.db.lists import among
from polku.kernel.redaction import ERASED, Marks, blanked
from polku.kernel.text import email_key
from polku.qualify.models import Answer, Capture

_OPEN: Final = (
    Capture.Status.NEW, Capture.Status.WAITING, Capture.Status.FAILED, Capture.Status.SPAM,
)  # fmt: skip


def gather(subject: Subject) -> None:
    """Answers in the deals; submissions that became those deals or came from the address, and what they say."""
    answers = Answer.objects.filter(
        Q(deal_id__in=among(subject.mine("deal"))) | Q(contact_id__in=among(subject.mine("contact")))
    )
    subject.mine("answer").update(answers.values_list("id", flat=True))
    beside = Answer.objects.filter(deal_id__in=among(subject.beside("deal"))).values_list("id", flat=True)
    subject.near["answer"] = set(beside) - subject.mine("answer")
    keys = {email_key(one) for one in subject.emails}
    rows = Capture.objects.filter(
        Q(deal_id__in=among(subject.mine("deal"))) | Q(email_key__in=among(keys, text=True))
    )
    marks = subject.marks
    found = list(rows)
    # What became no lead, or a lead of others, is known by what was typed alone.
    others = Capture.objects.filter(
        Q(status__in=_OPEN) | Q(deal_id__in=among(subject.beside("deal")))
    ).exclude(id__in=[row.pk for row in found])
    found += [row for row in others if marks.finds(row.payload)]
    for row in found:
        subject.mine("capture").add(row.pk)
        for name, kept in (("email", subject.emails), ("phone", subject.phones), ("name", subject.names)):
            if isinstance(value := row.payload.get(name), str) and value.strip():
                kept.add(value)


def export_answers(subject: Subject, _marks: Marks) -> Iterator[Row]:
    """What is written down as known."""
    for row in Answer.objects.filter(id__in=among(subject.mine("answer"))).order_by("id"):
        yield {
            "deal_id": row.deal_id, "set": row.set_key, "question": row.question, "product": row.product,
            "value": row.value, "source": row.source, "answered": row.answered_date,
        }  # fmt: skip


def export_captures(subject: Subject, _marks: Marks) -> Iterator[Row]:
    """What came in, as it came in."""
    for row in (
        Capture.objects.filter(id__in=among(subject.mine("capture"))).select_related("form").order_by("id")
    ):
        yield {"form": row.form.key, "at": row.received_at, "sent": row.payload, "with": row.headers}


def erase_answers(subject: Subject, marks: Marks, _at: datetime) -> int:
    """Texts and names go; amounts, days, choices, yes and no stay for criteria and figures."""
    found = []
    for row in Answer.objects.filter(id__in=among(subject.mine("answer"))):
        row.value, row.source, row.product = (
            _emptied(row),
            ERASED if row.source else "",
            marks.redacted(row.product),
        )
        found.append(row)
    for row in Answer.objects.filter(id__in=among(subject.beside("answer"))):
        before = (row.value, row.source)
        row.value = _without(row, subject, marks)
        row.source = marks.redacted(row.source, words=True)
        if before != (row.value, row.source):
            found.append(row)
    Answer.objects.bulk_update(found, ["value", "source", "product"], batch_size=500)
    return len(found)


def erase_captures(subject: Subject, _marks: Marks, _at: datetime) -> int:
    """What became a lead keeps its row, for the figures of the form; what did not is deleted."""
    rows = Capture.objects.filter(id__in=among(subject.mine("capture")))
    done = rows.filter(status__in=_OPEN).delete()[0]
    return done + rows.update(payload={}, headers={}, email_key="", address_hash="", error="")


def _emptied(row: Answer) -> Any:
    if row.kind in ("text", "contact"):
        return blanked(row.value)
    return row.value


def _without(row: Answer, subject: Subject, marks: Marks) -> Any:
    if row.kind == "contact" and row.value.get("contact_id") in subject.mine("contact"):
        return blanked(row.value)
    return marks.redacted_json(row.value, words=row.kind in ("text", "contact"))


ANSWERS = Holding(
    models=("qualify.Answer",),
    goes=_("Texts and names in answers to questions, and who gave them"),
    stays=_("Amounts, days, choices, yes and no"),
    gather=gather,
    export=export_answers,
    erase=erase_answers,
)
CAPTURES = Holding(
    models=("qualify.Capture",),
    goes=_("What came in through lead forms, as it came in"),
    export=export_captures,
    erase=erase_captures,
)
