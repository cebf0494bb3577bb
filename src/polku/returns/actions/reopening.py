"""A return whose replacement was called off waits again to be settled."""

from collections.abc import Sequence
from datetime import datetime

from polku.access.logic import SYSTEM
from polku.db import few
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.returns.actions import reach
from polku.returns.events import ReturnReopened
from polku.returns.logic.states import MONEY, State
from polku.returns.models import Return, ReturnLine
from polku.returns.queries.sold import Sold, sold
from polku.returns.rules import ReturnPermission


def reopen_replaced(order_ids: Sequence[int], *, at: datetime) -> list[Return]:
    """Open the returns again that these orders were to replace goods of; the goods lie here, so money is left.

    So it is with goods that came back for nothing since these orders made up for them.
    """
    with write():
        lines = ReturnLine.objects.filter(replacement__order_id__in=among(order_ids))
        ids = set(lines.values_list("of_id", flat=True)) | _not_made_up(order_ids)
        if not ids:
            return []
        rows = list(reach.returns(ids, ReturnPermission.SEE, SYSTEM).values())
        lines.update(settled_at=None, replacement=None)
        for row in rows:
            row.state, row.settled_at, row.settled_by_id = State.RECEIVED.value, None, None
        Return.objects.filter(id__in=among(ids)).update(
            state=State.RECEIVED, settled_at=None, settled_by=None
        )
        events = [ReturnReopened(return_id=row.pk, number=row.number, order_id=row.order_id) for row in rows]
        entries = [reach.entry(event, row, at) for event, row in zip(events, rows, strict=True)]
        append(entries, actor_id=SYSTEM.user_id, via=SYSTEM.via, recorded_at=at)
    return rows


def _not_made_up(order_ids: Sequence[int]) -> set[int]:
    """Goods that these orders made up for are given back on the lines they were sold by; answers settled returns."""
    rows = ReturnLine.objects.filter(order_line__order_id__in=among(order_ids)).select_related(
        "shipment_line", "of"
    )
    lines = list(rows.exclude(of__state=State.REFUSED).order_by("id"))
    known = sold({line.shipment_line.order_line_id for line in lines}) if lines else Sold()
    came = set()
    for line in lines:
        line.order_line_id = known.first_of(line.shipment_line.order_line_id)
        if line.settled_at and line.received_quantity and line.resolution in MONEY:
            line.settled_at = None
            came.add(line.of_id)
    few.change(lines, ["order_line_id", "settled_at"])
    return came
