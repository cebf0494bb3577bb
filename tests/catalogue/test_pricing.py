"""What a product costs somebody: lists, breaks, promotions; every rule says why, equal ones are a conflict."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from polku.catalogue.logic.pricing import Break, ListOffer, Priced, Wanted, priced
from polku.catalogue.logic.promoting import Deal

D = Decimal
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ON = AT.date()


def offer(key: str, *prices: tuple[str, str], **more: object) -> ListOffer:
    breaks = tuple(Break(1, D(quantity), D(price)) for quantity, price in prices)
    start = ListOffer(key, key.title(), "EUR", 0, None, None, False, breaks=breaks)
    return replace(start, **more)  # type: ignore[arg-type]


def deal(number: int, effect: str = "percent", value: str = "10", **more: object) -> Deal:
    return replace(Deal(number, f"p{number}", f"Promotion {number}", effect, D(value)), **more)  # type: ignore[arg-type]


def of(
    offers: list[ListOffer],
    deals: list[Deal] | None = None,
    *,
    quantity: str = "1",
    codes: str = "",
    currency: str = "EUR",
) -> Priced:
    given = frozenset(codes.split())
    return priced(Wanted(1, D(quantity)), offers, deals or [], currency=currency, on=ON, at=AT, codes=given)


def reasons(found: Priced) -> dict[str, str]:
    return {step.rule: str(step.why_not or "taken") for step in found.steps}


def test_the_usual_list_gives_the_price() -> None:
    found = of([offer("usual", ("0", "10"))])
    assert (found.unit_price, found.list_price, found.discount_percent, found.each) == (
        D(10),
        D(10),
        D(0),
        D(10),
    )
    assert [str(step.text) for step in found.steps] == ["Usual: 10 EUR"]


def test_a_quantity_break_holds_from_its_quantity_on() -> None:
    usual = offer("usual", ("0", "10"), ("10", "9"), ("100", "8.50"))
    assert [of([usual], quantity=n).unit_price for n in ("9.999", "10", "99", "100")] == [
        D(10),
        D(9),
        D(9),
        D("8.50"),
    ]
    steps = of([usual], quantity="10").steps
    assert [str(one.why_not or "taken") for one in steps] == [
        "The price from 10 on holds.",
        "taken",
        "It holds from 100 on.",
    ]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"currency": "USD"}, "The list is in USD."),
        ({"from_date": date(2026, 12, 1)}, "The list holds from 2026-12-01 on."),
        ({"to_date": date(2026, 11, 19)}, "The list held until 2026-11-19."),
        ({"group": "Resellers", "is_ours": False}, "The list is for customers of the group Resellers."),
        ({"priority": -1}, "Usual goes before it: its priority is higher."),
    ],
)
def test_another_list_says_why_it_is_not_taken(more: dict[str, object], why: str) -> None:
    found = of([offer("usual", ("0", "10")), offer("other", ("0", "5"), **more)])
    assert (found.unit_price, reasons(found)) == (D(10), {"list:usual": "taken", "list:other": why})


def test_the_customers_group_goes_before_everybody_and_the_newer_before_the_older() -> None:
    usual, ours = offer("usual", ("0", "10")), offer("ours", ("0", "9"), group="Resellers")
    assert reasons(of([usual, ours])) == {
        "list:usual": "Ours goes before it: it is for the customer's group.",
        "list:ours": "taken",
    }
    old, new = (
        offer("old", ("0", "10"), from_date=date(2025, 1, 1)),
        offer("new", ("0", "11"), from_date=date(2026, 1, 1)),
    )
    assert of([old, new]).unit_price == D(11)
    assert reasons(of([old, new]))["list:old"] == "New goes before it: it holds from a later day on."


def test_the_last_day_of_a_list_is_within_it() -> None:
    assert of([offer("usual", ("0", "10"), from_date=ON, to_date=ON)]).unit_price == D(10)


def test_two_equal_lists_that_differ_are_a_conflict_and_give_no_price() -> None:
    found = of([offer("one", ("0", "10")), offer("two", ("0", "9.5"))])
    assert found.unit_price is None
    assert (
        str(found.conflict)
        == "Price lists of equal priority differ: One 10, Two 9.50. Give one a higher priority."
    )
    assert reasons(found) == {
        "list:one": "Two stands equal and says another price.",
        "list:two": "One stands equal and says another price.",
    }


def test_two_equal_lists_that_agree_are_none() -> None:
    found = of([offer("one", ("0", "10")), offer("two", ("0", "10"))])
    assert (found.unit_price, found.conflict) == (D(10), None)
    assert reasons(found) == {"list:one": "taken", "list:two": "One says the same."}


def test_without_any_price_nothing_is_invented() -> None:
    found = of([offer("usual")])
    assert (found.unit_price, found.conflict, [str(one.text) for one in found.steps]) == (
        None,
        None,
        ["Usual: no price for this product"],
    )


def test_per_cent_off_stands_on_the_line() -> None:
    found = of([offer("usual", ("0", "10"))], [deal(1, value="12.5")])
    assert (found.unit_price, found.discount_percent, found.each) == (D(10), D("12.5"), D("8.75"))
    assert found.promotion_ids == (1,)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"stopped": True}, "It was stopped."),
        ({"from_at": datetime(2026, 12, 1, tzinfo=UTC)}, "It begins later."),
        ({"to_at": AT}, "It is over."),
        ({"code": "XMAS"}, "Its code was not given."),
        ({"group": "Schools", "is_ours": False}, "It is for customers of the group Schools."),
        ({"for_everything": False, "product_ids": frozenset({2})}, "It is for other products."),
        ({"min_quantity": D(5)}, "It holds from 5 on."),
        ({"effect": "amount", "currency": "USD"}, "It is in USD."),
        ({"is_used_up": True}, "It was used as often as it may be."),
        ({"is_used_up_by_customer": True}, "This customer has used it as often as one may."),
    ],
)
def test_a_promotion_says_why_it_does_not_hold(more: dict[str, object], why: str) -> None:
    found = of([offer("usual", ("0", "10"))], [deal(1, **more)])
    assert (found.each, reasons(found)["promotion:p1"]) == (D(10), why)


def test_a_code_is_taken_in_any_case() -> None:
    assert of([offer("usual", ("0", "10"))], [deal(1, code="X Mas")], codes="xmas").each == D(9)


def test_promotions_that_add_up_are_taken_together_in_one_order() -> None:
    deals = [
        deal(1, "percent", "10", stackable=True),
        deal(2, "percent", "50", stackable=True),
        deal(3, "amount", "2", stackable=True, currency="EUR"),
        deal(4, "price", "8", stackable=True, currency="EUR"),
    ]
    found = of([offer("usual", ("0", "10"))], deals)
    assert (found.unit_price, found.discount_percent, found.each) == (D(6), D(55), D("2.7"))
    assert of([offer("usual", ("0", "10"))], deals[::-1]).each == D("2.7")


def test_a_promotion_that_stands_alone_is_taken_alone() -> None:
    deals = [deal(1, priority=1), deal(2, value="20"), deal(3, value="5", stackable=True)]
    found = of([offer("usual", ("0", "10"))], deals)
    assert (found.each, found.promotion_ids) == (D(9), (1,))
    assert reasons(found)["promotion:p2"] == "Promotion 1 goes before it, and they don't add up."


def test_two_equal_promotions_that_do_not_add_up_are_a_conflict() -> None:
    found = of([offer("usual", ("0", "10"))], [deal(1), deal(2, value="20")])
    assert (found.unit_price, found.list_price, found.promotion_ids) == (None, D(10), ())
    assert str(found.conflict) == (
        "Promotions of equal priority that don't add up: Promotion 1, Promotion 2. Give one a higher priority."
    )


def test_something_comes_free_for_every_so_many() -> None:
    free = deal(1, "free_item", "1", min_quantity=D(3), free_product_id=7)
    found = of([offer("usual", ("0", "10"))], [free], quantity="7")
    assert [(one.product_id, one.quantity) for one in found.free] == [(7, D(2))]
    assert found.each == D(10)


def test_a_price_never_falls_below_zero() -> None:
    assert of([offer("usual", ("0", "10"))], [deal(1, "amount", "12", currency="EUR")]).each == D(0)
