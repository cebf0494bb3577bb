"""The e-invoice of a snapshot: the same figures, in the terms of the standard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from polku.billing.logic.einvoice.model import (
    Address,
    Allowance,
    Contact,
    Delivery,
    Document,
    Identifier,
    Line,
    Means,
    Note,
    Party,
    Quantity,
    Reference,
    Subtotal,
    Totals,
)
from polku.catalogue.logic.rounding import half_up
from polku.kernel.money import Money, exponent

TYPE_CODES: Final = {"invoice": "380", "prepayment": "386", "credit_note": "381"}
_PLACES: Final = Decimal("0.0001")
_DISCOUNT: Final = "95"
_UNTAXED: Final = "O"
_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold, such as the bell: people paste it into texts unseen."""


def of_snapshot(data: Mapping[str, Any]) -> Document:
    """The document that a snapshot tells; a letter that no XML can hold is replaced, as an issued bill stays."""
    data = _writable(data)
    currency = str(data["currency"])
    own = str(data.get("company_currency") or currency)
    issued, tax_point = _day(data["issue_date"]), _day(data.get("tax_point"))
    totals, seller, is_credit = data["totals"], data["seller"], data["kind"] == "credit_note"
    untaxed = any(one["category"] == _UNTAXED for one in data["subtotals"])
    texts, corrects = data["texts"], data.get("corrects")
    notes = [texts.get("intro"), texts.get("note"), texts.get("closing"), data.get("reason")]
    document = Document(
        number=data["number"],
        issued=issued,
        type_code=TYPE_CODES[data["kind"]],
        currency=currency,
        tax_point=tax_point if tax_point != issued else None,
        due=_day(data.get("due_date")),
        order=data.get("reference") or "",
        sales_order=data.get("order", "") if data.get("reference") else "",
        terms=texts.get("terms", ""),
        notes=tuple(Note(text) for text in notes if text),
        preceding=(Reference(corrects["number"], _day(corrects["issue_date"])),) if corrects else (),
        seller=_seller(seller, with_vat=not untaxed),
        buyer=_buyer(data["buyer"], with_vat=not untaxed),
        delivery=_delivery(data),
        means=() if is_credit else _means(seller, str(data["number"]), currency),
        subtotals=tuple(_subtotal(one, currency) for one in data["subtotals"]),
        tax=_amount(totals["tax_minor"], currency),
        totals=_totals(totals, currency),
        lines=tuple(
            _line(one, currency, gross_prices=bool(data["prices_include_tax"])) for one in data["lines"]
        ),
    )
    if own == currency:
        return document
    accounting = sum(one["company_tax_minor"] for one in data["subtotals"])
    return replace(document, tax_currency=own, tax_accounting=_amount(accounting, own))


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return _NO_XML.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {key: _writable(one) for key, one in value.items()}
    return [_writable(one) for one in value] if isinstance(value, list | tuple) else value


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _amount(minor: int, currency: str) -> Decimal:
    return Money(minor, currency).decimal


def _address(told: Mapping[str, str]) -> Address:
    names = ("line1", "line2", "city", "post_code", "region", "country")
    return Address(**{name: told.get(name, "") for name in names})


def _seller(told: Mapping[str, str], *, with_vat: bool) -> Party:
    """Where no VAT number may be stated as one, it still says who sells if nothing else does."""
    contact = Contact(told["name"], told.get("phone", ""), told.get("email", ""))
    register_id, vat_id = told.get("register_id", ""), told.get("vat_id", "")
    return Party(
        name=told["name"],
        identifiers=() if with_vat or register_id or not vat_id else (Identifier(vat_id),),
        legal_id=Identifier(register_id) if register_id else None,
        vat_id=vat_id if with_vat else "",
        address=_address(told),
        contact=contact if contact.phone or contact.email else None,
    )


def _buyer(told: Mapping[str, str], *, with_vat: bool) -> Party:
    return Party(name=told["name"], vat_id=told.get("vat_id", "") if with_vat else "", address=_address(told))


def _delivery(data: Mapping[str, Any]) -> Delivery | None:
    told = data.get("delivery") or {}
    day = _day(data.get("delivered_date")) or _day(data["issue_date"])
    return (
        Delivery(told.get("name", ""), delivered=day, address=_address(told)) if told.get("country") else None
    )


def _means(seller: Mapping[str, str], number: str, currency: str) -> tuple[Means, ...]:
    """A transfer to the seller's account: within SEPA for euros, by any way else."""
    if not seller.get("iban"):
        return ()
    return (
        Means(
            code="58" if currency == "EUR" else "30",
            remittance=number,
            account=seller["iban"].replace(" ", ""),
            account_name=seller.get("account_name", ""),
            bic=seller.get("bic", "").replace(" ", ""),
        ),
    )


def _subtotal(one: Mapping[str, Any], currency: str) -> Subtotal:
    return Subtotal(
        base=_amount(one["base_minor"], currency),
        tax=_amount(one["tax_minor"], currency),
        category=one["category"],
        percent=None if one["category"] == _UNTAXED else Decimal(one["percent"]),
        reason=one.get("reason", ""),
        reason_code=one.get("reason_code", ""),
    )


def _totals(told: Mapping[str, int], currency: str) -> Totals:
    prepaid = told["prepaid_minor"] + told["withheld_minor"]
    return Totals(
        lines=_amount(told["net_minor"], currency),
        net=_amount(told["net_minor"], currency),
        gross=_amount(told["gross_minor"], currency),
        prepaid=_amount(prepaid, currency) if prepaid else None,
        payable=_amount(told["payable_minor"], currency),
    )


def _line(one: Mapping[str, Any], currency: str, *, gross_prices: bool) -> Line:
    quantity, percent = Decimal(one["quantity"]), Decimal(one["discount_percent"])
    net = _amount(one["net_minor"], currency)
    price, base, allowances = _price(one, quantity, net, currency, gross_prices=gross_prices)
    if allowances and percent:
        allowances = tuple(replace(found, percent=percent) for found in allowances)
    return Line(
        number=str(one["position"]),
        quantity=Quantity(quantity, one["unit"]),
        net=net,
        price=price,
        base_quantity=base,
        allowances=allowances,
        category=one["tax_category"],
        percent=None if one["tax_category"] == _UNTAXED else Decimal(one["tax_percent"]),
        name=one["description"].split("\n")[0][:200] or one["sku"] or "-",
        description=one["description"] if "\n" in one["description"] else "",
        seller_id=one["sku"],
    )


def _price(
    one: Mapping[str, Any], quantity: Decimal, net: Decimal, currency: str, *, gross_prices: bool
) -> tuple[Decimal, Quantity | None, tuple[Allowance, ...]]:
    """A net price that gives the line's net exactly: as stated, with the discount apart; else worked out.

    Where no price of four decimals does (three for 100.00), the price is that of the whole quantity.
    """
    stated, percent = Decimal(one["unit_price"]), Decimal(one["discount_percent"])
    if not gross_prices and stated >= 0:
        full = _times(quantity, stated, currency)
        if full == net:
            return stated, None, ()
        off = full - net
        if percent and (off > 0) == (quantity > 0):
            return stated, None, (Allowance(False, off, full, None, "Discount", _DISCOUNT),)
    each = Fraction(net) / Fraction(quantity)
    rounded = (Decimal(half_up(each * 10_000)) / 10_000).quantize(_PLACES)
    if each >= 0 and _times(quantity, rounded, currency) == net:
        return rounded, None, ()
    return abs(net), Quantity(abs(quantity), one["unit"]), ()


def _times(quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    places = exponent(currency)
    return Decimal(half_up(Fraction(quantity) * Fraction(price) * 10**places)).scaleb(-places)
