"""Orders as figures know them: promised, shipped in full, what went wrong, what came back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.insight import queries
from polku.insight.filters import Drill, Filter
from polku.insight.logic.asked import Asked
from polku.insight.logic.orders_right import OrderCounts, OrdersRight
from polku.journey.actions import give_feedback
from polku.journey.logic.incoming import NewFeedback
from polku.orders.actions import cancel_orders, confirm_orders, note_trouble, place_orders
from polku.orders.actions.troubles import waive
from polku.orders.logic.incoming import NewOrder, Trouble
from polku.orders.models import Order
from polku.returns.actions import request_return
from polku.stock.actions import deliver, pick, ship
from tests.conftest import NOW, People
from tests.returns.conftest import wish
from tests.stock.conftest import Ask
from tests.stock.conftest import ask as ask
from tests.stock.conftest import chairs as chairs
from tests.stock.conftest import deal as deal
from tests.stock.conftest import goods as goods

LATER = NOW + timedelta(days=30)
TODAY = NOW.date()


def figure(by: str = "") -> OrdersRight:
    found: OrdersRight = queries.finding(
        "orders_right", "orders_right", Filter(), now=LATER, asked=Asked(by=by)
    )
    return found


def test_an_order_is_right_when_all_of_it_left_in_time_and_nothing_went_wrong(
    chairs: Product, goods: dict[str, Product], ask: Ask, people: People
) -> None:
    admin = people.actor("admin")

    def sent(order: Order, at: object = NOW, **more: object) -> Order:
        ship(pick(order.id, actor=admin, at=NOW, **more).id, actor=admin, at=at)  # type: ignore[arg-type]
        return order

    sent(ask((chairs, 1), promised_date=TODAY))
    sent(ask((chairs, 1), promised_date=TODAY), NOW + timedelta(days=2))
    waived = ask((chairs, 2), promised_date=TODAY)
    line = waived.lines.get()
    sent(waived, quantities={line.id: Decimal(1)})
    waive(line.id, Decimal(1), reason="", actor=admin, at=NOW)
    partly = ask((chairs, 2), promised_date=TODAY)
    sent(partly, quantities={partly.lines.get().id: Decimal(1)})
    troubled = sent(ask((chairs, 1), promised_date=TODAY))
    note_trouble(troubled.id, Trouble("damaged"), actor=admin, at=NOW)
    sent(ask((chairs, 1)))  # nobody promised a day
    ask((chairs, 1), promised_date=LATER.date())
    gone = ask((chairs, 1), promised_date=TODAY)
    cancel_orders([gone.id], actor=admin, at=NOW, reason="other")

    found = figure()
    assert found.groups == ((f"{TODAY:%Y-%m}", OrderCounts(5, 2, 3, 1, 1, 1, 0)),)
    assert (found.whole.n, found.coming, found.undated) == (5, 1, 1)
    share = found.whole.share
    assert share is not None
    assert (share.k, share.n) == (2, 5)
    (owner, counts), *rest = figure("owner").groups
    assert (owner, counts.n, rest) == (str(people.alice.id), 5, [])
    deals = queries.case_ids(Drill(Filter(), "orders_late", other=f"{TODAY:%Y-%m}"), now=LATER)
    assert deals == [partly.deal_id]
    assert queries.case_ids(Drill(Filter(), "orders_returned"), now=LATER) == []


def test_what_comes_back_was_not_right(chairs: Product, ask: Ask, people: People) -> None:
    admin = people.actor("admin")
    order = ask((chairs, 2), promised_date=TODAY)
    shipment = pick(order.id, actor=admin, at=NOW)
    ship(shipment.id, actor=admin, at=NOW)
    assert figure().whole == OrderCounts(1, 1, 1, 0, 0, 0, 0)
    assert figure().whole.share is None  # too few to say
    deliver(shipment.id, actor=admin, at=NOW)
    request_return(wish(order, 1), actor=admin, at=NOW)
    assert figure().whole == OrderCounts(1, 0, 1, 0, 0, 0, 1)


def test_an_order_is_delivered_when_the_last_of_it_is_there(
    chairs: Product, deal: Deal, people: People
) -> None:
    """Two came two days late, their first halves in time; the third came in time, of the fourth only a half."""
    admin = people.actor("admin")
    lines = (AskedLine(product_id=chairs.id, quantity=Decimal(2)),)
    wanted = [
        NewOrder(lines=lines, deal=NewDeal(title=name, company=name), promised_date=TODAY)
        for name in ("A", "B", "C", "D")
    ]
    orders = [one.order for one in place_orders(wanted, actor=admin, at=NOW) if one.order]
    confirm_orders([one.id for one in orders], actor=admin, at=NOW)
    for order, days in zip(orders, (2, 2, 0, None), strict=True):
        line = order.lines.get()
        for part in (1, 2):
            shipment = pick(order.id, actor=admin, at=NOW, quantities={line.id: Decimal(1)})
            ship(shipment.id, actor=admin, at=NOW)
            late = days if part == 2 else 0
            if late is not None:
                deliver(shipment.id, actor=admin, at=NOW + timedelta(days=late))
    spoke = NOW + timedelta(days=3)
    told = [NewFeedback(one.deal_id, score=4 - place, at=spoke) for place, one in enumerate(orders)]
    assert [one.error for one in give_feedback(told, actor=admin, at=spoke)] == [None] * 4

    found = queries.finding("late_delivery", "late_delivery", Filter())
    counts = {group: scores.counts for group, scores in found.groups if scores.n}
    assert counts == {
        "on_time": (0, 1, 0, 0, 0),
        "late": (0, 0, 1, 1, 0),
        "late_1": (0, 0, 1, 1, 0),
        "waiting": (1, 0, 0, 0, 0),
    }
    behind = queries.case_ids(Drill(Filter(), "delivered", other="late"), now=LATER)
    assert sorted(behind) == sorted(one.deal_id for one in orders[:2])
