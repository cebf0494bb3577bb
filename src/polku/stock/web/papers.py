"""The delivery note as a file."""

from datetime import datetime

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from polku.files.serving import attachment
from polku.stock.actions.noting import note_name
from polku.stock.models import Shipment
from polku.stock.papering import drawn
from polku.stock.queries.listing import note_lines


def note_file(shipment: Shipment, *, at: datetime) -> HttpResponseBase:
    """The note as it was kept; before the delivery left, as it would be now."""
    if shipment.note is not None:
        return attachment(shipment.note)
    content = drawn(shipment, note_lines(shipment), at=shipment.shipped_at or at)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{note_name(shipment)}.pdf"'
    return answer
