"""What other systems answered may name a person. What they are told never does."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject, holdings
from polku.kernel.redaction import Marks
from polku.webhooks.models import Attempt


def register() -> None:
    """Fill the registry; `apps.py` calls it."""
    holdings.register("webhooks", ANSWERS, order=72)


def _found(marks: Marks) -> Iterator[Attempt]:
    rows = Attempt.objects.exclude(answer="").order_by("id")
    return (row for row in rows.iterator(chunk_size=1000) if marks.finds(row.answer))


def _erase(_subject: Subject, marks: Marks, _at: datetime) -> int:
    rows = list(_found(marks))
    for row in rows:
        row.answer = marks.redacted(row.answer)
    Attempt.objects.bulk_update(rows, ["answer"], batch_size=500)
    return len(rows)


def _tell(_subject: Subject, marks: Marks) -> Iterable[Row]:
    return ({"id": row.pk, "at": row.at, "answer": row.answer} for row in _found(marks))


ANSWERS = Holding(
    models=("webhooks.Attempt",),
    goes=_("What other systems answered, where it names the person"),
    stays=_("What other systems were told: it holds numbers, dates and keys, and no names"),
    erase=_erase,
    export=_tell,
)
