"""What returns hold of a person: what they say, why they were refused, how goods went back; told and erased."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.db.lists import among
from polku.kernel.redaction import ERASED, Marks
from polku.returns.models import Return

_TEXTS: Final = ("note", "refused_reason")


def gather(subject: Subject) -> None:
    """Returns of the orders."""
    mine = Return.objects.filter(order_id__in=among(subject.mine("order"))).values_list("id", flat=True)
    subject.mine("return").update(mine)
    beside = Return.objects.filter(order_id__in=among(subject.beside("order")))
    subject.near["return"] = set(beside.values_list("id", flat=True)) - subject.mine("return")


def export(subject: Subject, _marks: Marks) -> Iterator[Row]:
    """What came back, why, and what became of it."""
    rows = Return.objects.filter(id__in=among(subject.mine("return"))).select_related("order")
    for row in rows.prefetch_related("lines__order_line").order_by("id"):
        yield {
            "number": row.number, "order": row.order.number, "state": row.state, "note": row.note,
            "requested_at": row.requested_at, "settled_at": row.settled_at, "refused_reason": row.refused_reason,
            "carrier": row.carrier, "tracking": row.tracking,
            "lines": [
                {
                    "description": line.order_line.description, "quantity": line.quantity, "reason": line.reason,
                    "resolution": line.resolution,
                }
                for line in row.lines.all()
            ],
        }  # fmt: skip


def erase(subject: Subject, marks: Marks, _at: datetime) -> int:
    """Words and tracking numbers go; in returns that are about others too only the person is taken out."""
    mine, beside = subject.mine("return"), subject.beside("return")
    done = Return.objects.filter(id__in=among(mine)).exclude(tracking="").update(tracking="")
    rows = Return.objects.filter(id__in=among(mine | beside)).order_by("id").select_for_update()
    for row in rows:
        is_own = row.pk in mine
        texts = {name: _text(getattr(row, name), marks, is_own=is_own) for name in _TEXTS}
        if any(text != getattr(row, name) for name, text in texts.items()):
            done += Return.objects.filter(id=row.pk).update(**texts)
    return done


def _text(text: str, marks: Marks, *, is_own: bool) -> str:
    if is_own:
        return ERASED if text else ""
    return marks.redacted(text, words=True)


RETURNS = Holding(
    models=("returns.Return", "returns.ReturnLine"),
    goes=_("What was said about returns, and tracking numbers"),
    stays=_("What came back, when, why, and what was given for it"),
    gather=gather,
    export=export,
    erase=erase,
)
