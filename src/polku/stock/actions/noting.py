"""Delivery notes: drawn, and kept as a file of the delivery once it left."""

import io
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from polku.access.logic import SYSTEM, Actor
from polku.db.transactions import write
from polku.files.actions import store
from polku.files.models import File
from polku.stock.logic.states import GONE
from polku.stock.models import Shipment
from polku.stock.papering import drawn
from polku.stock.queries.listing import note_lines

AT_ONCE: Final = 50


def waiting() -> QuerySet[Shipment]:
    """Deliveries that left and have no note yet."""
    return Shipment.objects.filter(note=None, service=False, history=False, state__in=GONE)


def draw_waiting(*, at: datetime) -> int:
    """Draw and keep the notes that wait; answers how many."""
    with write():
        rows = list(
            waiting()
            .select_for_update(of=("self",))
            .select_related("order__customer")
            .order_by("id")[:AT_ONCE]
        )
        for row in rows:
            keep(row, SYSTEM, at)
    return len(rows)


def keep(shipment: Shipment, actor: Actor, at: datetime) -> File:
    """The note of a delivery that left, drawn now where it was not yet; within the running transaction."""
    if shipment.note is not None:
        return shipment.note
    content = drawn(shipment, note_lines(shipment), at=shipment.shipped_at or at)
    shipment.note = store(
        io.BytesIO(content),
        name=f"{note_name(shipment)}.pdf",
        at=at,
        subject=("shipment", shipment.pk),
        owner_id=shipment.order.owner_id,
        team_id=shipment.order.team_id,
        uploaded_by_id=actor.user_id,
    )
    shipment.save(update_fields=["note"])
    return shipment.note


def note_name(shipment: Shipment) -> str:
    """What the note is called as a file."""
    return "".join(char if char.isalnum() or char in "-_" else "-" for char in shipment.number)
