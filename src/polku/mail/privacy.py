"""What was written to a person. The office registers this as a place of personal data."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from polku.kernel.redaction import ERASED, Marks
from polku.mail.models import Outgoing, State, Suppression

_TEXTS = ("subject", "text", "html", "reason")


def export(own: Mapping[str, Collection[int]], marks: Marks) -> Iterator[dict[str, Any]]:
    """Every message to the person, and every one about what is the person's own."""
    for row in Outgoing.objects.order_by("id").iterator(chunk_size=500):
        if _is_own(row, own, marks):
            yield {
                "id": row.pk, "to": row.to, "at": row.at, "state": row.state, "subject": row.subject,
                "text": row.text,
            }  # fmt: skip


def erase(own: Mapping[str, Collection[int]], marks: Marks) -> int:
    """Empty the messages to the person and take the person out of all others; what was not sent yet is not sent."""
    done = 0
    for row in Outgoing.objects.order_by("id").iterator(chunk_size=500):
        if _is_own(row, own, marks):
            _empty(row)
        elif any(marks.finds(getattr(row, name)) for name in (*_TEXTS, "link", "reply_to")):
            for name in (*_TEXTS, "reply_to"):
                setattr(row, name, marks.redacted(getattr(row, name)))
            row.link = marks.redacted_json(row.link)
        else:
            continue
        row.save()
        done += 1
    gone = [row.pk for row in Suppression.objects.all() if row.address in marks.emails]
    return done + Suppression.objects.filter(id__in=gone).delete()[0]


def _empty(row: Outgoing) -> None:
    row.to, row.reply_to, row.link, row.files = ERASED, "", [], []
    for name in _TEXTS:
        if getattr(row, name):
            setattr(row, name, ERASED)
    if row.state in (State.QUEUED, State.WAITING):
        row.state = State.FAILED


def _is_own(row: Outgoing, own: Mapping[str, Collection[int]], marks: Marks) -> bool:
    return (
        row.to.lower() in marks.emails
        or row.subject_id in own.get(row.subject_type, ())
        or row.case_id in own.get("deal", ())
    )
