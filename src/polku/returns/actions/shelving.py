"""Where goods that come back are put, what they are worth, which pieces they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.db.lists import among
from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.text import Text
from polku.returns.logic.incoming import Arrived, CameLine
from polku.returns.logic.sharing import ZERO, cost_back
from polku.returns.logic.states import Condition, Resolution
from polku.returns.models import Return, ReturnedUnit, ReturnLine, ReturnTally
from polku.stock.actions.levels import first_location
from polku.stock.actions.returning import Back, take_back
from polku.stock.models import Location, ShippedUnit, Unit

REPAIR = "repair"


def coming_places(rows: Sequence[Arrived], lines: Sequence[ReturnLine]) -> set[int]:
    """Of the places that were named or that goods left from, those that are in use.

    No statement where goods go back to where they left from.
    """
    left = {line.shipment_line.location for line in lines if line.shipment_line.location}
    known = {place.pk for place in left if place.retired_at is None}
    named = {came.location_id for one in rows for came in one.lines if came.location_id} - known
    if not named:
        return known
    return known | set(
        Location.objects.filter(id__in=among(named), retired_at=None).values_list("id", flat=True)
    )


def repair_place() -> int:
    """Where goods lie that are repaired. They are the customer's, so they are on no level of ours."""
    found = Location.objects.filter(key=REPAIR).first()
    if found is None:
        first_location()  # the place where goods come in stays the first one
        found, _ = Location.objects.get_or_create(key=REPAIR, defaults={"name": Text.of({"en": "Repair"})})
    return int(found.pk)


def take_in(
    lines: Sequence[ReturnLine],
    rows: Mapping[int, Return],
    tallies: Mapping[int, ReturnTally],
    pieces: Sequence[ReturnedUnit],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Put lines into stock, or scrap them, at the cost they left at; their cost stands in them afterwards."""
    units: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for piece in pieces:
        units[piece.line_id].append((piece.unit_id, piece.quantity))
    goods = []
    for line in lines:
        tally, left = tallies[line.shipment_line_id], line.shipment_line
        quantity = line.received_quantity or ZERO
        line.cost_minor = cost_back(
            quantity, shipped=left.quantity, cost_minor=left.cost_minor or 0, before=tally.back
        )
        tally.back += quantity
        tally.back_minor += line.cost_minor
        product_id, order = left.order_line.product_id, rows[line.of_id].order
        if product_id is not None and quantity:
            goods.append(
                Back(
                    product_id=product_id,
                    quantity=quantity,
                    value_minor=line.cost_minor,
                    location_id=line.location_id,
                    reference=("return", line.of_id),
                    deal_id=order.deal_id,
                    customer_id=order.customer_id,
                    scrap=line.condition == Condition.DAMAGED,
                    units=tuple(units.get(line.pk, ())),
                )
            )
    take_back(goods, text_key="returns.return_received", actor=actor, at=at)


@dataclass
class Pieces:
    """The pieces and lots that went out with shipped lines and have not come back, by line and code."""

    there: dict[int, dict[str, tuple[Unit, Decimal]]] = field(default_factory=lambda: defaultdict(dict))

    def pieces(self, line: ReturnLine, quantity: Decimal, came: CameLine, at: str) -> list[ReturnedUnit]:
        """Which pieces came back with a line. Raises: Invalid, naming the field."""
        product = line.shipment_line.order_line.product
        if product is None or product.tracked == "none" or not quantity:
            return []
        if line.resolution == Resolution.REPAIR and not came.codes:
            return []
        codes = list(dict.fromkeys(came.codes))
        if not codes or (product.tracked == "serial" and len(codes) != quantity):
            message = gettext_noop("Name the serial number or lot of each piece.")
            raise Invalid(message, field=f"{at}.codes")
        out = self.there.get(line.shipment_line_id, {})
        found, left = [], quantity
        for code in codes:
            unit, most = out.get(code, (None, ZERO))
            part = min(left, most)
            if unit is None or part <= 0:
                message = gettext_noop("A serial number or lot did not leave with this delivery.")
                raise Invalid(message, field=f"{at}.codes")
            found.append(ReturnedUnit(line=line, unit=unit, quantity=part))
            out[code] = (unit, most - part)
            left -= part
        if left:
            raise Invalid(gettext_noop("The lots named do not hold so many."), field=f"{at}.codes")
        return found


def units_of(rows: Sequence[Arrived], lines: Sequence[ReturnLine]) -> Pieces:
    """The pieces and lots that may come back with these lines: two statements, none where no product wants codes."""
    found = Pieces()
    wanting = {
        line.shipment_line_id
        for line in lines
        if line.shipment_line.order_line.product is not None
        and line.shipment_line.order_line.product.tracked != "none"
    }
    if not wanting:
        return found
    back: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    came = ReturnedUnit.objects.filter(line__shipment_line_id__in=among(wanting))
    # What was repaired went out again.
    for one in came.exclude(line__resolution=Resolution.REPAIR).select_related("line"):
        back[one.line.shipment_line_id, one.unit_id] += one.quantity
    gone = ShippedUnit.objects.filter(line_id__in=among(wanting)).select_related("unit").order_by("id")
    for out in gone:
        left = out.quantity - back[out.line_id, out.unit_id]
        found.there[out.line_id][out.unit.code] = (out.unit, left)
    return found
