"""What processes hold of a person: names in comments on drafts; told and erased."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.kernel.redaction import Marks
from polku.process.models import Remark

_TEXTS: Final = ("text", "answer")


def export(_subject: Subject, marks: Marks) -> Iterator[Row]:
    """Comments that name the person."""
    for row in Remark.objects.order_by("id"):
        if any(marks.redacted(getattr(row, name), words=True) != getattr(row, name) for name in _TEXTS):
            yield {"is": "comment on a process", "at": row.at, "text": row.text, "answer": row.answer}


def erase(_subject: Subject, marks: Marks, _at: datetime) -> int:
    """The person is taken out of comments; who wrote them stays."""
    done = 0
    for row in Remark.objects.order_by("id").select_for_update():
        texts = {name: marks.redacted(getattr(row, name), words=True) for name in _TEXTS}
        if any(text != getattr(row, name) for name, text in texts.items()):
            done += Remark.objects.filter(pk=row.pk).update(**texts)
    return done


REMARKS: Final = Holding(
    models=("process.Remark",),
    goes=_("Names in comments on drafts of processes"),
    erase=erase,
    export=export,
)
