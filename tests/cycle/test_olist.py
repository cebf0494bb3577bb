"""Eight thousand real orders come in with all that followed, and the product finds what does not add up."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Sum

from polku.access.logic import SYSTEM
from polku.billing.models import Invoice
from polku.books.models import Posting
from polku.company.models import Company
from polku.company.queries import forget
from polku.cycle.actions import bring_in
from polku.cycle.logic import olist
from polku.cycle.queries import review_all, summary
from polku.eventlog.models import Event
from polku.insight.filters import Filter
from polku.insight.logic.asked import Asked
from polku.insight.sights import SIGHTS
from polku.journey.models import Feedback
from polku.orders.models import Order, OrderLine
from polku.payments.models import Item, Receipt
from polku.process.actions import load_ready
from polku.stock.models import Shipment
from tests.conftest import NOW, People
from tests.environment import data_folder

pytestmark = pytest.mark.data


@pytest.fixture
def folder(people: People) -> Any:
    """The files, and a company that reckons in their money and time."""
    Company.objects.update(currency="BRL", time_zone="America/Sao_Paulo", country="BR")
    forget()
    load_ready("pay-first", actor=SYSTEM, at=NOW)
    found = data_folder()
    assert found is not None
    return found / "olist-orders"


def test_the_whole_of_a_marketplace_comes_in_and_is_judged(transactional_db: None, folder: Any) -> None:
    """It commits, as the import does: in one transaction over all SQLite takes longer with every row."""
    rows = list(olist.past_orders(folder, ZoneInfo("America/Sao_Paulo")))
    done = bring_in(rows, products=olist.products(folder), actor=SYSTEM, at=NOW)
    assert (done.orders, done.invoices, done.payments, done.opinions) == (8135, 7360, 8919, 8225)
    assert OrderLine.objects.aggregate(total=Sum("net_minor")) == {"total": 126555274}
    assert Invoice.objects.aggregate(total=Sum("gross_minor")) == {"total": 126555274}
    assert Receipt.objects.aggregate(total=Sum("amount_minor")) == {"total": 142860281}
    found: Any = summary(review_all())
    assert found["states"] == {
        "delivered": 5172, "shipped": 1107, "canceled": 625, "unavailable": 609, "invoiced": 314, "processing": 301,
        "created": 5, "approved": 2,
    }  # fmt: skip
    kinds = found["kinds"]
    assert kinds["paid_not_as_billed"] == {"n": 42, "net": 45812, "absolute": 45844}
    assert (kinds["paid_without_lines"]["n"], kinds["sequence"]["n"]) == (775, 77 + 8 + 6)
    # Canceled or unavailable and never delivered; three of these paid nothing.
    assert kinds["paid_not_delivered"]["n"] == 625 - 6 + 609 - 3
    sides = dict(Posting.objects.values_list("debit").annotate(Sum("company_minor")).order_by())
    assert sides[True] == sides[False] == 126555274 + 142860281
    paid_in_full = Item.objects.filter(kind="invoice", open_minor=0).count()
    assert paid_in_full >= 7360 - 42
    assert Event.objects.filter(kind="stock.shipment_delivered").count() == 5164 + 6
    assert Feedback.objects.filter(score__isnull=False).count() == 8225
    _content_as_counted_by_hand(folder)
    _content_after_late_delivery_as_counted_by_hand(folder)
    _back_as_counted_by_hand(rows)
    tables = (Order, OrderLine, Invoice, Receipt, Shipment, Event, Posting)
    before = [model._default_manager.count() for model in tables]
    again = bring_in(rows[:900], products=olist.products(folder), actor=SYSTEM, at=NOW)
    assert (again.orders, again.unchanged) == (0, 900)
    assert [model._default_manager.count() for model in tables] == before


def _last_reviews(folder: Any) -> dict[str, tuple[str, int]]:
    """The last review of each order: its day and its score; read without Polku."""
    last: dict[str, tuple[str, int]] = {}
    with (folder / "olist_order_reviews_dataset.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            order, at, score = row["order_id"], row["review_creation_date"], int(row["review_score"])
            # Of two on one day the one that stands later in the file counts.
            if at >= last.get(order, ("", 0))[0]:
                last[order] = (at, score)
    return last


def _content_after_late_delivery_as_counted_by_hand(folder: Any) -> None:
    """Promised against delivered day, as far as the buyer knew on the day of the review; read without Polku."""
    with (folder / "olist_orders_dataset.csv").open(encoding="utf-8-sig") as file:
        orders = {row["order_id"]: row for row in csv.DictReader(file)}
    scores: dict[str, list[int]] = {"early": [], "on_time": [], "late": [], "waiting": []}
    for key, (at, score) in _last_reviews(folder).items():
        row = orders[key]
        told, promised = at[:10], row["order_estimated_delivery_date"][:10]
        delivered = row["order_delivered_customer_date"][:10]
        if row["order_status"] == "canceled":
            continue
        if delivered and delivered <= told:
            group = "late" if delivered > promised else "on_time"
        else:
            group = "waiting" if promised < told else "early"
        scores[group].append(score)
    seen = SIGHTS["late-delivery"].see(Filter(), NOW, Asked())
    for group in ("on_time", "late", "waiting"):
        counts = tuple(scores[group].count(one) for one in (1, 2, 3, 4, 5))
        assert seen.found.of(group).counts == counts, group
    assert seen.facts["early"] == len(scores["early"]) == 104
    assert [seen.found.of(group).n for group in ("on_time", "late", "late_1", "late_4", "waiting")] == [
        4806, 89, 80, 9, 2511,
    ]  # fmt: skip
    content = {name: sum(one >= 4 for one in some) / len(some) for name, some in scores.items()}
    assert seen.facts["late_gap"] == pytest.approx(content["late"] - content["on_time"], abs=1e-6)
    assert seen.facts["waiting_gap"] == pytest.approx(content["waiting"] - content["on_time"], abs=1e-6)


def _content_as_counted_by_hand(folder: Any) -> None:
    """How many reviews, their mean, the content ones."""
    scores = [score for _, score in _last_reviews(folder).values()]
    found = SIGHTS["satisfaction"].see(Filter(), NOW, Asked())
    assert found.table.n == len(scores)
    assert found.found.whole.counts == tuple(scores.count(score) for score in (1, 2, 3, 4, 5))
    assert found.facts["mean"] == pytest.approx(sum(scores) / len(scores), abs=1e-4)
    assert found.facts["share"] == pytest.approx(sum(score >= 4 for score in scores) / len(scores), abs=1e-6)


def _back_as_counted_by_hand(rows: list[Any]) -> None:
    """Customers with a bought order, and those with another one a day later or more."""
    bought: dict[str, list[datetime]] = {}
    for row in rows:
        if row.state not in ("canceled", "created"):
            bought.setdefault(row.customer, []).append(row.approved_at or row.purchased_at)
    back = [
        customer
        for customer, times in bought.items()
        if any(at - min(times) >= timedelta(days=1) for at in times)
    ]
    found = SIGHTS["retention"].see(Filter(), NOW, Asked())
    assert (found.table.n, found.facts["returned"]) == (len(bought), len(back))


def test_a_file_that_is_missing_or_wrong_is_named(folder: Any, tmp_path: Any) -> None:
    with pytest.raises(Exception, match=r"olist_customers_dataset\.csv is missing"):
        list(olist.past_orders(tmp_path, UTC))
    for name in olist.FILES.values():
        lines = (folder / name).read_text(encoding="utf-8-sig").splitlines()[:2]
        (tmp_path / name).write_text("\n".join(lines))
    path = tmp_path / olist.FILES["orders"]
    path.write_text(path.read_text().replace("delivered", "lost at sea"))
    with pytest.raises(Exception, match=r"olist_orders_dataset\.csv, row 2: “lost at sea”"):
        list(olist.past_orders(tmp_path, UTC))
