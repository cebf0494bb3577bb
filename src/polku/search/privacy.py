"""Erased words leave the full-text index for good, not only its answers."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Subject, nothing
from polku.jobs.actions import enqueue
from polku.kernel.redaction import Marks
from polku.search.tasks import PURGE


def erase(_subject: Subject, _marks: Marks, at: datetime) -> int:
    """Domains have rewritten or removed their documents; what the index still remembers of them is merged away."""
    enqueue(PURGE, {}, at=at, key="purge")
    return 0


DOCUMENTS = Holding(
    models=("search.SearchDocument",),
    goes=_("The words by which the search finds the person"),
    erase=erase,
    export=nothing,
)
