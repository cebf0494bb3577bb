"""What was damaged or missing goes out again, at no price, and every page says by which order."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from polku.access.logic import Actor
from polku.billing.models import Invoice
from polku.catalogue.models import Product
from polku.kernel.errors import Invalid, NotFound, Refused
from polku.orders.actions import cancel_orders, note_trouble, settle_trouble, waive
from polku.orders.checks import made_up_goes_out
from polku.orders.logic.incoming import Trouble
from polku.orders.models import Order, OrderTrouble
from polku.returns.actions import request_return, settle_return
from polku.returns.models import ReturnCredit, ReturnLine
from polku.returns.queries.returnable import returnable
from tests.billing.conftest import bill
from tests.conftest import NOW, People
from tests.returns.conftest import admin, come, delivered, paid, send, wish
from tests.returns.sums import balance, left_open, sound, stock
from tests.stock.conftest import ask, chairs, deal, goods

__all__ = ["admin", "ask", "bill", "chairs", "deal", "delivered", "goods", "paid"]

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def damaged(delivered: Order, admin: Actor) -> OrderTrouble:
    """A trouble with the chairs that arrived."""
    told = Trouble("damaged", "Scratched", delivered.lines.get().id)
    return note_trouble(delivered.id, told, actor=admin, at=NOW)


def again(
    trouble: OrderTrouble, quantity: int | None, actor: Actor, line_id: int | None = None
) -> OrderTrouble:
    """So many go out again."""
    many = None if quantity is None else Decimal(quantity)
    return settle_trouble(
        trouble.id, "recreate", reason="Our packing", line_id=line_id, quantity=many, actor=actor, at=NOW
    )


def test_what_is_made_up_for_goes_out_again_for_nothing(
    chairs: Product, delivered: Order, paid: Invoice, damaged: OrderTrouble, admin: Actor
) -> None:
    fresh = again(damaged, 2, admin).replacement
    assert fresh is not None
    assert (fresh.quantity, fresh.order.gross_minor, fresh.order.state) == (2, 0, "confirmed")
    assert fresh.order.note == f"Makes up for the order {delivered.number}."
    assert (left_open(delivered), [kind for kind, *_ in left_open(fresh.order)]) == ([], ["not_delivered"])
    send(fresh.order, admin)
    assert (left_open(fresh.order), stock(chairs)[0], Invoice.objects.count()) == ([], 8, 1)
    sound()


def test_what_went_out_again_comes_back_for_the_money_of_the_first_sale(
    chairs: Product, delivered: Order, paid: Invoice, damaged: OrderTrouble, admin: Actor
) -> None:
    def give_back(order: Order, quantity: int, reason: str = "not_wanted") -> list[int]:
        row = request_return(wish(order, quantity, "refund", reason), actor=admin, at=NOW)
        settle_return(come(row, admin).id, actor=admin, at=NOW)
        assert (left_open(delivered), left_open(fresh.order)) == ([], [])
        sound()
        given = ReturnCredit.objects.filter(line__of=row)
        return [one.credit_note.gross_minor for one in given if one.refund_id]

    fresh = again(damaged, 2, admin).replacement
    assert fresh is not None
    send(fresh.order, admin)
    assert give_back(fresh.order, 1) == [12550]
    assert give_back(delivered, 4) == [50200]
    # Two more went out again for what was damaged: what is damaged was made up for, and is not paid for too.
    assert give_back(delivered, 3, "damaged") == [12550]
    lines = ReturnLine.objects.filter(of__order=delivered).order_by("id")
    assert [(line.quantity, line.order_line_id == fresh.id) for line in lines] == [
        (4, False),
        (2, True),
        (1, False),
    ]
    assert give_back(delivered, 3) == [37650]
    assert give_back(fresh.order, 1) == [12550]
    assert (stock(chairs)[0], balance("receivable"), balance("revenue")) == (20, 0, 0)


def test_what_is_made_up_for_twice_is_paid_back_once(
    delivered: Order, paid: Invoice, damaged: OrderTrouble, admin: Actor
) -> None:
    fresh = again(damaged, 2, admin).replacement
    assert fresh is not None
    send(fresh.order, admin)
    told = Trouble("damaged", "Scratched too", fresh.id)
    second = again(note_trouble(fresh.order_id, told, actor=admin, at=NOW), 2, admin).replacement
    assert second is not None
    send(second.order, admin)
    row = request_return(wish(second.order, 2, "refund"), actor=admin, at=NOW)
    settle_return(come(row, admin).id, actor=admin, at=NOW)
    assert row.lines.get().order_line == delivered.lines.get()
    assert ReturnCredit.objects.get().credit_note.gross_minor == 25100
    assert [left_open(one) for one in (delivered, fresh.order, second.order)] == [[], [], []]
    sound()


def test_no_more_goes_out_again_than_left_once(delivered: Order, damaged: OrderTrouble, admin: Actor) -> None:
    with pytest.raises(Invalid, match="how many"):
        again(damaged, None, admin)
    again(damaged, 8, admin)
    missing = note_trouble(delivered.id, Trouble("short_delivery"), actor=admin, at=NOW)
    with pytest.raises(NotFound, match="no such line"):
        again(missing, 1, admin)
    line = delivered.lines.get()
    with pytest.raises(Invalid, match="At most 2"):
        again(missing, 3, admin, line.id)
    assert again(missing, 2, admin, line.id).line == line
    other = note_trouble(delivered.id, Trouble("refused_bill"), actor=admin, at=NOW)
    assert again(other, None, admin).replacement is None


def test_a_replacement_called_off_opens_what_went_wrong_again(
    delivered: Order, paid: Invoice, damaged: OrderTrouble, admin: Actor
) -> None:
    fresh = again(damaged, 2, admin).replacement
    assert fresh is not None
    with pytest.raises(Refused, match="makes up for another order"):
        waive(fresh.id, Decimal(1), reason="", actor=admin, at=NOW)
    (done,) = cancel_orders([fresh.order_id], reason="Sold out", actor=admin, at=NOW)
    assert done.error is None
    assert [kind for kind, *_ in left_open(delivered)] == ["trouble_open"]
    settle_trouble(damaged.id, "ignore", reason="They keep it", actor=admin, at=NOW)
    assert (left_open(delivered), list(made_up_goes_out())) == ([], [])
    OrderTrouble.objects.update(replacement=fresh)
    assert list(made_up_goes_out()) == [
        f"what went wrong with the order {delivered.number} is not made up for"
    ]


def test_both_orders_name_each_other(delivered: Order, damaged: OrderTrouble, people: People) -> None:
    boss = Client()
    boss.force_login(people.admin, backend=SIGN_IN)
    path = f"/order-troubles/{damaged.pk}/settlement/"
    assert b"How many go out again" in boss.get(path).content
    sent = {"settled": "recreate", "quantity": "", "reason": "Our packing"}
    assert boss.post(path, sent).status_code == 422
    assert boss.post(path, sent | {"quantity": "2"}).status_code == 303
    fresh = Order.objects.exclude(id=delivered.id).get()
    page = boss.get(f"/orders/{delivered.pk}/").content.decode()
    assert f'href="/orders/{fresh.pk}/">Replaced by {fresh.number}' in page
    assert (
        f'href="/orders/{delivered.pk}/">{delivered.number}'
        in boss.get(f"/orders/{fresh.pk}/").content.decode()
    )


def test_what_is_made_up_for_and_comes_back_is_paid_once_its_replacement_is_called_off(
    delivered: Order, paid: Invoice, damaged: OrderTrouble, admin: Actor
) -> None:
    fresh = again(damaged, 2, admin).replacement
    assert fresh is not None
    with pytest.raises(Invalid, match=r"Chair: 2 were made up for already .* At most 1 can be exchanged"):
        request_return(wish(delivered, 3, "exchange", "damaged"), actor=admin, at=NOW)
    row = come(request_return(wish(delivered, 2, "refund", "damaged"), actor=admin, at=NOW), admin)
    line = row.lines.get()
    with pytest.raises(Invalid, match="At most 0 can be exchanged"):
        settle_return(row.id, resolutions={line.id: "exchange"}, actor=admin, at=NOW)
    settle_return(row.id, actor=admin, at=NOW)
    assert (ReturnCredit.objects.count(), left_open(delivered)) == (0, [])
    sound()
    cancel_orders([fresh.order_id], reason="Sold out", actor=admin, at=NOW)
    assert [kind for kind, *_ in left_open(delivered)] == ["return_open", "trouble_open"]
    settle_return(row.id, actor=admin, at=NOW)
    assert ReturnCredit.objects.get().credit_note.gross_minor == 25100
    settle_trouble(damaged.id, "ignore", reason="Paid back", actor=admin, at=NOW)
    assert left_open(delivered) == []
    sound()


def test_what_never_arrived_and_was_sent_again_can_not_come_back(
    delivered: Order, paid: Invoice, admin: Actor
) -> None:
    missing = note_trouble(delivered.id, Trouble("short_delivery"), actor=admin, at=NOW)
    line = delivered.lines.get()
    fresh = again(missing, 2, admin, line.id).replacement
    assert fresh is not None
    send(fresh.order, admin)
    assert [one.left for one in returnable(delivered.id)] == [8]
    with pytest.raises(Invalid, match="At most 8 of Chair"):
        request_return(wish(delivered, 9), actor=admin, at=NOW)
    for order, quantity in ((delivered, 8), (fresh.order, 2)):
        row = request_return(wish(order, quantity, "refund"), actor=admin, at=NOW)
        settle_return(come(row, admin).id, actor=admin, at=NOW)
    assert (balance("receivable"), balance("revenue"), left_open(delivered)) == (0, 0, [])
    sound()


def test_what_the_customer_has_no_more_does_not_go_out_again(
    delivered: Order, paid: Invoice, damaged: OrderTrouble, admin: Actor
) -> None:
    request_return(wish(delivered, 7, "exchange"), actor=admin, at=NOW)
    with pytest.raises(Invalid, match="At most 3 of this line can go out again"):
        again(damaged, 4, admin)
