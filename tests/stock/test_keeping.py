"""Places are made, renamed and given up; a part of what is kept goes first; the rest follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from polku.access.logic import SYSTEM
from polku.catalogue.models import Product
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.kernel.words import Text
from polku.orders.models import OrderLine
from polku.stock.actions import Receipt, receive, retire_place, save_place, transfer
from polku.stock.checks import levels_equal_moves, promises_are_kept
from polku.stock.models import Level, Location, Reservation, Shipment
from tests.conftest import NOW, People
from tests.stock.conftest import Ask
from tests.stock.test_pages import house as house
from tests.stock.test_pages import text


def test_goods_move_to_a_new_place_and_the_empty_one_is_given_up(chairs: Product, people: People) -> None:
    shed = save_place(Text.of("Shed"), actor=SYSTEM, at=NOW)
    first = Location.objects.exclude(id=shed.pk).get()
    with pytest.raises(Refused, match="Goods lie there"):
        retire_place(first.pk, actor=SYSTEM, at=NOW)
    whole = Level.objects.get().on_hand
    transfer(chairs.pk, whole, from_location_id=first.pk, to_location_id=shed.pk, actor=SYSTEM, at=NOW)
    retire_place(first.pk, actor=SYSTEM, at=NOW)
    with pytest.raises(Refused, match="Goods lie there"):
        retire_place(shed.pk, actor=SYSTEM, at=NOW)
    with pytest.raises(NotFound):
        save_place(Text.of("Cellar"), place_id=first.pk, actor=SYSTEM, at=NOW)
    assert receive([Receipt(chairs.pk, Decimal(1), 7000)], actor=SYSTEM, at=NOW)[0].to_location_id == shed.pk
    assert (list(levels_equal_moves()), list(promises_are_kept())) == ([], [])


def test_the_last_place_stays_and_a_place_has_a_name(people: People) -> None:
    place = save_place(Text.of("Shed"), actor=SYSTEM, at=NOW)
    retire_place(place.pk, actor=SYSTEM, at=NOW)
    with pytest.raises(Refused, match="only place"):
        retire_place(Location.objects.get(retired_at=None).pk, actor=SYSTEM, at=NOW)
    with pytest.raises(Invalid):
        save_place(Text.of("  "), actor=SYSTEM, at=NOW)
    with pytest.raises(NotAllowed):
        save_place(Text.of("Mine"), actor=people.actor("alice"), at=NOW)


def test_the_settings_keep_places(house: Client) -> None:
    assert house.post("/settings/stock/", {"name": "Shed"}).status_code == 303
    shed = Location.objects.order_by("-id")[0]
    assert house.post(f"/settings/stock/places/{shed.pk}/", {"name": "Barn"}).status_code == 303
    assert "Barn" in text(house.get("/settings/stock/"))
    assert house.post("/settings/stock/", {"name": ""}).status_code == 422
    assert house.post(f"/settings/stock/places/{shed.pk}/retirement/").status_code == 303
    assert "Barn" not in text(house.get("/settings/stock/"))


def test_a_part_goes_first_for_its_day_and_the_rest_stays_kept(
    house: Client, chairs: Product, ask: Ask
) -> None:
    order = ask((chairs, 3))
    line = OrderLine.objects.get(order=order)
    page = f"/orders/{order.pk}/picking/part/"
    assert f'name="quantities_{line.pk}"' in text(house.get(page))
    assert house.post(page, {f"quantities_{line.pk}": "4"}).status_code == 422
    assert house.post(page, {f"quantities_{line.pk}": "0"}).status_code == 422
    said = {f"quantities_{line.pk}": "2", "promised_date": "2026-12-01"}
    assert house.post(page, said).status_code == 303
    made = Shipment.objects.get()
    assert (made.lines.get().quantity, made.promised_date) == (2, date(2026, 12, 1))
    assert Reservation.objects.get().quantity == 1
    assert "Deliver a part" in text(house.get(f"/orders/{order.pk}/"))
