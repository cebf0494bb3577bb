"""Promotions of an offer: what a version still gives is still counted, however it was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client

from polku.access.logic import SYSTEM
from polku.catalogue.actions import add_product, load_ready_taxes, make_promotion
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Promotion
from polku.deals.models import Deal
from polku.kernel.errors import Invalid
from polku.quotes.actions import accept, draft, revise, send
from polku.quotes.logic.incoming import Content, NewQuote, OfferedLine
from polku.quotes.queries import current_version
from tests.conftest import NOW, People
from tests.quotes.conftest import CHAIRS, SITE


def test_a_change_that_keeps_the_reduced_line_keeps_its_promotion(
    deal: Deal, people: People, now: datetime
) -> None:
    load_ready_taxes(actor=SYSTEM, at=now)
    card = NewProduct(sku="T-1", name="Table", tax_class="standard", price=Decimal(200))
    table = AskedLine(product_id=add_product(card, actor=SYSTEM, at=now).id, tax_percent=Decimal(20))
    values = {"name": "Winter", "code": "WINTER", "effect": "percent", "value": Decimal(15), "uses_max": 1}
    winter = make_promotion("winter", values=values, actor=SYSTEM, at=now)
    actor, first = people.actor("alice"), Content((OfferedLine(table), CHAIRS), codes=("winter",))
    quote = draft(NewQuote(deal.id, first), actor=actor, at=now)
    told = replace(table, unit_price=Decimal(200), discount_percent=Decimal(15))
    revise(quote.id, Content((OfferedLine(told), CHAIRS), title="Again"), actor=actor, at=now)
    assert current_version(quote).promotion_ids == [winter.id]
    revise(quote.id, Content((CHAIRS,)), actor=actor, at=now)
    assert current_version(quote).promotion_ids == []
    revise(quote.id, first, actor=actor, at=now)
    send(quote.id, site=SITE, actor=actor, at=now)
    accept(quote.id, name="Dora", actor=actor, at=now)
    assert Promotion.objects.get().uses == 1


def test_a_code_of_no_promotion_is_refused(client: Client, deal: Deal, people: People) -> None:
    client.force_login(people.alice)
    line = {"description": "Chairs", "quantity": "1", "unit_price": "10", "tax": "20", "codes": "nosuch"}
    terms = {"currency": "EUR", "language": "en", "payment_terms": "due_date", "valid_until": "2026-12-20"}
    page = client.post(f"/deals/{deal.id}/quotes/new/", line | terms)
    assert page.status_code == 422
    assert page.context["problems"] == ["There is no promotion with the code nosuch."]
    actor = people.actor("alice")
    with pytest.raises(Invalid, match="no promotion"):
        draft(NewQuote(deal.id, Content((CHAIRS,), codes=("\0",))), actor=actor, at=NOW)
