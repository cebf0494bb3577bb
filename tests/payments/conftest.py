"""An order of Dora's company, and bills for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

import pytest

from polku.billing.models import Invoice
from polku.company.models import ExchangeRate
from polku.orders.models import Order
from polku.payments.actions.opening import open_items
from polku.payments.models import Item
from tests.conftest import NOW, People
from tests.orders.conftest import deal as deal
from tests.orders.conftest import order as order

Bill = Callable[..., Item]


@pytest.fixture
def bill(order: Order, people: People) -> Bill:
    """A bill of so many minor units, as it stands once it is issued."""
    numbers = count(1)

    def billed(
        minor: int,
        currency: str = "EUR",
        *,
        company_minor: int | None = None,
        due: int = 14,
        corrects: Item | None = None,
        of: Order | None = order,
    ) -> Item:
        place = next(numbers)
        worth = minor if company_minor is None else company_minor
        invoice = Invoice.objects.create(
            kind="credit_note" if corrects else "invoice",
            state="issued",
            number=f"INV-2026-{place:04}",
            order=of,
            deal=order.deal,
            customer=order.customer,
            team_id=order.team_id,
            owner_id=order.owner_id,
            corrects_id=corrects.invoice_id if corrects else None,
            currency=currency,
            issue_date=NOW.date(),
            tax_point=NOW.date(),
            due_date=NOW.date() + timedelta(days=due),
            net_minor=minor,
            tax_minor=0,
            gross_minor=minor,
            payable_minor=minor,
            company_net_minor=worth,
            company_gross_minor=worth,
            chain="INV-2026-",
            chain_place=place,
            made_at=NOW,
            issued_at=NOW,
        )
        (item,) = open_items([invoice], at=NOW)
        return item

    return billed


@pytest.fixture
def dollars(people: People) -> None:
    """A dollar is worth 0.95 euros from the day of the payment on."""
    ExchangeRate.objects.create(currency="USD", from_date=date(2026, 1, 1), rate_millionths=950_000)
