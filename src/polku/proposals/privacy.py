"""What findings and proposals hold of a person: names in what was written; told and erased."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.kernel.redaction import Marks
from polku.proposals.models import Finding, Proposal

_PROPOSAL: Final = ("title", "hypothesis")


def export(_subject: Subject, marks: Marks) -> Iterator[Row]:
    """Findings and proposals that name the person."""
    for finding in Finding.objects.order_by("id"):
        if marks.redacted(finding.text, words=True) != finding.text:
            yield {"is": "finding", "at": finding.noted_at, "text": finding.text}
    for row in Proposal.objects.order_by("id"):
        if any(marks.redacted(getattr(row, name), words=True) != getattr(row, name) for name in _PROPOSAL):
            yield {"is": "proposal", "at": row.written_at, "title": row.title, "hypothesis": row.hypothesis}


def erase(_subject: Subject, marks: Marks, _at: datetime) -> int:
    """The person is taken out of the texts; the figures name nobody."""
    done = 0
    for finding in Finding.objects.order_by("id").select_for_update():
        text = marks.redacted(finding.text, words=True)
        if text != finding.text:
            done += Finding.objects.filter(pk=finding.pk).update(text=text)
    for row in Proposal.objects.order_by("id").select_for_update():
        texts = {name: marks.redacted(getattr(row, name), words=True)[:4000] for name in _PROPOSAL}
        texts["title"] = texts["title"][:120]
        if any(text != getattr(row, name) for name, text in texts.items()):
            done += Proposal.objects.filter(pk=row.pk).update(**texts)
    return done


FINDINGS: Final = Holding(
    models=("proposals.Finding", "proposals.Proposal", "proposals.Decision"),
    goes=_("Names in findings and proposals"),
    stays=_("The figures of verdicts, which name nobody"),
    erase=erase,
    export=export,
)
