"""Whatever is sold, sent, billed, paid, taken back and paid back, in whatever order: goods and money agree."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal

from polku.access.logic import Actor
from polku.catalogue.models import Product
from polku.company.actions import set_rate
from polku.cycle.actions.keeping import keep_all, note_place
from polku.cycle.checks import bills_are_booked, list_is_what_documents_say
from polku.deals.models import Deal
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from tests.conftest import NOW
from tests.returns.world import World

STEPS = int(os.environ.get("POLKU_STEPS", "40"))
SEED = int(os.environ.get("POLKU_SEED", "7"))


def test_goods_and_money_agree_after_every_deed(admin: Actor, deal: Deal, goods: dict[str, Product]) -> None:
    """A house with chairs, lamps and paint that bills in two currencies; POLKU_SEED and POLKU_STEPS lead elsewhere."""
    day = date(2026, 1, 1)
    set_rate(currency="USD", from_date=day, rate=Decimal("0.9137"), actor_id=None, via=Via.CLI, at=NOW)
    world = World(SEED, admin, deal, {sku: goods[sku] for sku in ("CHAIR", "LAMP", "PAINT")})
    world.live(STEPS)
    print(dict(world.done), dict(world.refused))
    keep_all()
    note_place(Event.objects.latest("id").pk, at=NOW)
    assert [*bills_are_booked(), *list_is_what_documents_say()] == []
