"""What deliveries hold of a person: who took them, tracking numbers, proofs; told and erased."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.db.lists import among
from polku.files.actions import remove
from polku.kernel.redaction import ERASED, Marks
from polku.stock.models import Shipment


def gather(subject: Subject) -> None:
    """Deliveries of the orders."""
    mine = Shipment.objects.filter(order_id__in=among(subject.mine("order"))).values_list("id", flat=True)
    subject.mine("shipment").update(mine)
    beside = Shipment.objects.filter(order_id__in=among(subject.beside("order")))
    subject.near["shipment"] = set(beside.values_list("id", flat=True)) - subject.mine("shipment")


def export(subject: Subject, _marks: Marks) -> Iterator[Row]:
    """What was delivered, by whom, who took it."""
    rows = Shipment.objects.filter(id__in=among(subject.mine("shipment"))).select_related("order", "proof")
    for row in rows.order_by("id"):
        yield {
            "number": row.number, "order": row.order.number, "state": row.state, "carrier": row.carrier,
            "tracking": row.tracking, "shipped_at": row.shipped_at, "delivered_at": row.delivered_at,
            "received_by": row.received_by, "proof": row.proof.name if row.proof else None,
        }  # fmt: skip


def erase(subject: Subject, marks: Marks, _at: datetime) -> int:
    """Who took a delivery goes, with its tracking number and its proof; that it arrived, and when, stays."""
    rows = Shipment.objects.filter(id__in=among(subject.mine("shipment")))
    done = rows.exclude(received_by="").update(received_by=ERASED)
    done += rows.exclude(tracking="").update(tracking="")
    held = list(rows.exclude(proof=None, note=None).select_related("proof", "note"))
    files = [file for row in held for file in (row.proof, row.note) if file is not None]
    Shipment.objects.filter(id__in=[row.pk for row in held]).update(proof=None, note=None)
    for file in files:
        remove(file)
    for row in Shipment.objects.filter(id__in=among(subject.beside("shipment"))).exclude(received_by=""):
        words = marks.redacted(row.received_by, words=True)[:200]
        if words != row.received_by:
            done += Shipment.objects.filter(id=row.pk).update(received_by=words)
    return done + len(files)


DELIVERIES = Holding(
    models=("stock.Shipment",),
    goes=_("Who took deliveries, their tracking numbers, notes and proofs"),
    stays=_("What was delivered, and when"),
    gather=gather,
    export=export,
    erase=erase,
)
