"""What an electronic invoice says, in the terms of EN 16931 (BT and BG numbers beside the fields)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

GUIDELINE: Final = "urn:cen.eu:en16931:2017"
"""BT-24 of an invoice that keeps to the core of the standard."""
CREDIT_TYPES: Final = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
"""Type codes (UNTDID 1001) that are credit notes: their amounts count the other way."""


@dataclass(frozen=True)
class Identifier:
    """A code and who gave it (0088 = GS1, 0192 = Norway's register ...)."""

    value: str
    scheme: str = ""
    version: str = ""


@dataclass(frozen=True)
class Quantity:
    """How many, in a unit of UN/ECE recommendation 20 (C62 = one, HUR = hour)."""

    value: Decimal
    unit: str = ""


@dataclass(frozen=True)
class Address:
    """BG-5, BG-8, BG-12, BG-15."""

    line1: str = ""
    line2: str = ""
    line3: str = ""
    city: str = ""
    post_code: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True)
class Contact:
    """BG-6, BG-9."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Party:
    """Seller BG-4, buyer BG-7, payee BG-10, the seller's tax representative BG-11."""

    name: str = ""
    trading_name: str = ""
    identifiers: tuple[Identifier, ...] = ()
    legal_id: Identifier | None = None
    vat_id: str = ""
    tax_id: str = ""
    legal_form: str = ""
    address: Address | None = None
    contact: Contact | None = None
    endpoint: Identifier | None = None


@dataclass(frozen=True)
class Note:
    """BG-1: a text and what it is about (UNTDID 4451)."""

    text: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Reference:
    """Another document by its number, with its date (BG-3)."""

    number: str = ""
    issued: date | None = None


@dataclass(frozen=True)
class Attachment:
    """BT-125: a file inside the invoice, in base64."""

    content: str
    media_type: str = ""
    name: str = ""


@dataclass(frozen=True)
class Supporting:
    """BG-24: a supporting document; type 130 names the thing invoiced (BT-18), 50 the project, 916 any other."""

    number: str = ""
    scheme: str = ""
    type_code: str = ""
    description: str = ""
    url: str = ""
    attachment: Attachment | None = None


@dataclass(frozen=True)
class Period:
    """BG-14, BG-26; `tax_point` is BT-8 as a code of UNTDID 2005 (3, 35, 432)."""

    start: date | None = None
    end: date | None = None
    tax_point: str = ""


@dataclass(frozen=True)
class Delivery:
    """BG-13."""

    name: str = ""
    location: Identifier | None = None
    delivered: date | None = None
    address: Address | None = None


@dataclass(frozen=True)
class Means:
    """BG-16: how to pay; one account, card or mandate each."""

    code: str = ""
    text: str = ""
    remittance: str = ""
    account: str = ""
    account_name: str = ""
    bic: str = ""
    card: str = ""
    card_holder: str = ""
    mandate: str = ""
    debited: str = ""


@dataclass(frozen=True)
class Allowance:
    """BG-20, BG-21, BG-27, BG-28: an allowance, or a charge."""

    charge: bool = False
    amount: Decimal = Decimal(0)
    base: Decimal | None = None
    percent: Decimal | None = None
    reason: str = ""
    reason_code: str = ""
    category: str = ""
    tax_percent: Decimal | None = None


@dataclass(frozen=True)
class Subtotal:
    """BG-23: one category and rate of tax."""

    base: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    category: str = ""
    percent: Decimal | None = None
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True)
class Totals:
    """BG-22."""

    lines: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None
    net: Decimal | None = None
    gross: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    payable: Decimal | None = None


@dataclass(frozen=True)
class Attribute:
    """BG-32."""

    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class PriceAllowance:
    """BT-147 and BT-148: what was taken from the gross price of an item."""

    discount: Decimal | None = None
    gross: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """BG-25."""

    number: str = ""
    note: str = ""
    object_id: Identifier | None = None
    quantity: Quantity | None = None
    net: Decimal = Decimal(0)
    order_line: str = ""
    accounting: str = ""
    period: Period | None = None
    allowances: tuple[Allowance, ...] = ()
    price: Decimal = Decimal(0)
    price_allowance: PriceAllowance | None = None
    base_quantity: Quantity | None = None
    category: str = ""
    percent: Decimal | None = None
    name: str = ""
    description: str = ""
    seller_id: str = ""
    buyer_id: str = ""
    standard_id: Identifier | None = None
    classes: tuple[Identifier, ...] = ()
    origin: str = ""
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True)
class Document:
    """One invoice or credit note."""

    number: str = ""
    issued: date | None = None
    type_code: str = "380"
    currency: str = ""
    tax_currency: str = ""
    tax_point: date | None = None
    due: date | None = None
    buyer_reference: str = ""
    project: str = ""
    contract: str = ""
    order: str = ""
    sales_order: str = ""
    receipt: str = ""
    despatch: str = ""
    tender: str = ""
    accounting: str = ""
    terms: str = ""
    notes: tuple[Note, ...] = ()
    process: str = ""
    guideline: str = GUIDELINE
    preceding: tuple[Reference, ...] = ()
    seller: Party = Party()
    buyer: Party = Party()
    payee: Party | None = None
    tax_representative: Party | None = None
    delivery: Delivery | None = None
    period: Period | None = None
    means: tuple[Means, ...] = ()
    creditor_id: str = ""
    allowances: tuple[Allowance, ...] = ()
    totals: Totals = Totals()
    tax: Decimal | None = None
    tax_accounting: Decimal | None = None
    subtotals: tuple[Subtotal, ...] = ()
    supporting: tuple[Supporting, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def is_credit(self) -> bool:
        """Whether the amounts lower what the buyer owes."""
        return self.type_code in CREDIT_TYPES
