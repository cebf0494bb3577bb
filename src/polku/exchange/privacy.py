"""What histories hold of a person: names in rows and cases; told and erased."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.db.lists import among
from polku.exchange.models import PastCase, PastEvent
from polku.kernel.redaction import Marks


def export(subject: Subject, marks: Marks) -> Iterator[Row]:
    """The cases of the person's deals, and rows that name the person."""
    for case in PastCase.objects.filter(deal_id__in=among(subject.mine("deal"))).order_by("id"):
        yield {"is": "case of a history", "number": case.number, "facts": case.facts}
    for event in _naming(marks):
        yield {
            "is": "row of a history",
            "activity": event.activity,
            "at": event.at,
            "resource": event.resource,
        }


def erase(subject: Subject, marks: Marks, _at: datetime) -> int:
    """Names go; activities and times stay, since figures are made of them."""
    cases = list(PastCase.objects.filter(deal_id__in=among(subject.mine("deal"))))
    for case in cases:
        case.number, case.facts = f"#{case.pk}", {}
    PastCase.objects.bulk_update(cases, ["number", "facts"], batch_size=500)
    named = [event.pk for event in _naming(marks)]
    gone = PastEvent.objects.filter(id__in=among(named)).update(resource="")
    others = 0
    for case in PastCase.objects.exclude(facts={}).iterator(chunk_size=1000):
        if marks.finds(case.facts) or marks.finds(case.number):
            case.facts, case.number = (
                marks.redacted_json(case.facts),
                marks.redacted(case.number) or f"#{case.pk}",
            )
            case.save(update_fields=["facts", "number"])
            others += 1
    return len(cases) + gone + others


def _naming(marks: Marks) -> Iterator[PastEvent]:
    for event in PastEvent.objects.exclude(resource="").order_by("id").iterator(chunk_size=1000):
        if marks.finds(event.resource):
            yield event


PAST = Holding(
    models=("exchange.PastLog", "exchange.PastActivity", "exchange.PastCase", "exchange.PastEvent"),
    goes=_("Numbers and facts of imported cases, and who did what in them"),
    stays=_("Activities and their times"),
    export=export,
    erase=erase,
)
