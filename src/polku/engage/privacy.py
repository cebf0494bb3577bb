"""What engaging holds of a person: what was said, and the files that go with it; told and erased."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.db.lists import among
from polku.engage.models import Activity
from polku.files.actions import remove
from polku.kernel.redaction import ERASED, Marks


def gather(subject: Subject) -> None:
    """Activities of the deals, and those with the person in any deal."""
    mine = Activity.objects.filter(
        Q(deal_id__in=among(subject.mine("deal"))) | Q(contact_id__in=among(subject.mine("contact")))
    )
    subject.mine("activity").update(mine.values_list("id", flat=True))
    beside = Activity.objects.filter(deal_id__in=among(subject.beside("deal"))).values_list("id", flat=True)
    subject.near["activity"] = set(beside) - subject.mine("activity")


def export(subject: Subject, _marks: Marks) -> Iterator[Row]:
    """What was done with the person, and what was said."""
    rows = (
        Activity.objects.filter(id__in=among(subject.mine("activity"))).select_related("file").order_by("id")
    )
    for row in rows:
        yield {
            "deal_id": row.deal_id, "kind": row.kind, "at": row.at, "direction": row.direction,
            "outcome": row.outcome, "reaction": row.reaction, "text": row.text,
            "file": row.file.name if row.file else None,
        }  # fmt: skip


def erase(subject: Subject, marks: Marks, _at: datetime) -> int:
    """What was said goes, with its files; that there was a call or a meeting, when and how it went, stays."""
    rows = Activity.objects.filter(id__in=among(subject.mine("activity")))
    done = rows.exclude(text="").update(text=ERASED)
    held = list(rows.exclude(file=None).select_related("file"))
    files = [row.file for row in held if row.file is not None]
    Activity.objects.filter(id__in=[row.pk for row in held]).update(file=None)
    for file in files:
        remove(file)
    found = []
    for row in Activity.objects.filter(id__in=among(subject.beside("activity"))).exclude(text=""):
        text = marks.redacted(row.text, words=True)
        if text != row.text:
            row.text = text
            found.append(row)
    Activity.objects.bulk_update(found, ["text"], batch_size=500)
    return done + len(files) + len(found)


ACTIVITIES = Holding(
    models=("engage.Activity",),
    goes=_("What was said in calls, meetings, mails, notes and tasks, and their files"),
    stays=_("That they took place, when, with which outcome and reaction"),
    gather=gather,
    export=export,
    erase=erase,
)
