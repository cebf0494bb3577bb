"""What requests about payments hold, and what answers look like. Amounts are whole minor units (cents)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from polku.kernel.errors import say
from polku.kernel.money import Money
from polku.payments.actions import Confirmation, NewVoucher
from polku.payments.logic.incoming import Match, NewReceipt
from polku.payments.logic.kinds import Method
from polku.payments.logic.matching import Suggestion
from polku.payments.models import Allocation, Item, Receipt, StatementLine
from polku.ui.api import Id, Input, Limit, dumped

Amount = Annotated[int, Field(ge=1, le=2**63 - 1)]
Many = Annotated[list[Id], Field(max_length=500)]


class ItemOut(Schema):
    """A bill, a credit note or money: `open_minor` of `amount_minor` is not settled."""

    id: int
    side: str
    kind: str
    number: str
    invoice_id: int | None
    receipt_id: int | None
    customer_id: int | None
    order_id: int | None
    deal_id: int | None
    currency: str
    amount_minor: int
    open_minor: int
    on_date: date
    due_date: date | None


class ItemPage(Schema):
    """One page of items."""

    items: list[ItemOut]
    next: str | None


class ItemQuery(Schema):
    """Filters of items; all of them hold together."""

    side: Literal["debit", "credit"] | None = None
    kind: str | None = None
    customer_id: Id | None = None
    order_id: Id | None = None
    invoice_id: Id | None = None
    open: bool | None = None
    due_before: date | None = None
    after: str = ""
    limit: Limit = 50


class ReceiptOut(Schema):
    """A payment; `open_minor` of it is not matched with a bill. `outgoing` is money paid back."""

    id: int
    number: str
    external_id: str
    customer_id: int | None
    order_id: int | None
    item_id: int
    outgoing: bool
    method: str
    currency: str
    amount_minor: int
    open_minor: int
    company_minor: int
    received_date: date
    reference: str
    payer_name: str
    payer_account: str
    recorded_at: datetime
    reversed_at: datetime | None
    reversed_reason: str


class ReceiptPage(Schema):
    """One page of payments."""

    items: list[ReceiptOut]
    next: str | None


class ReceiptQuery(Schema):
    """Filters of payments; all of them hold together."""

    customer_id: Id | None = None
    order_id: Id | None = None
    method: Method | None = None
    external_id: str | None = None
    outgoing: bool | None = None
    after: str = ""
    limit: Limit = 50


class PaymentIn(Input):
    """A payment that came. `invoice_ids` are matched in their order, `external_id` is registered once."""

    amount_minor: Amount
    currency: str
    received_date: date
    customer_id: Id | None = None
    order_id: Id | None = None
    invoice_ids: Many = []
    method: Method = Method.BANK
    company_minor: Amount | None = None
    reference: str = ""
    payer_name: str = ""
    payer_account: str = ""
    external_id: str = ""
    voucher_code: str = ""
    given_minor: Amount | None = None

    def new(self) -> NewReceipt:
        """As the action takes it."""
        told = self.model_dump(exclude={"amount_minor", "currency", "invoice_ids"})
        amount = Money(self.amount_minor, self.currency)
        return NewReceipt(amount=amount, invoice_ids=tuple(self.invoice_ids), **told)


class MatchIn(Input):
    """So much of a payment or credit note for a bill (ids of items); all that is open of both by default."""

    debit_id: Id
    credit_id: Id
    amount_minor: Amount | None = None


class MatchesIn(Input):
    """Matches that are made together, or none of them."""

    matches: Annotated[list[MatchIn], Field(min_length=1, max_length=500)]

    def wishes(self) -> list[Match]:
        """As the action takes them."""
        return [Match(**one.model_dump()) for one in self.matches]


class MatchOut(Schema):
    """Money set against a bill: `amount_minor` in the bill's currency, `credit_minor` in that of the money."""

    id: int
    debit_id: int
    credit_id: int
    amount_minor: int
    credit_minor: int
    at: datetime
    undone_at: datetime | None


class MatchesOut(Schema):
    """What was matched; small differences written off by rule are among them."""

    matches: list[MatchOut]


class PaymentReasonIn(Input):
    """Why."""

    reason: str


class VoucherOut(Schema):
    """A voucher: `left_minor` of `amount_minor` is not spent; `expired_minor` became income after its last day."""

    id: int
    code: str
    customer_id: int | None
    currency: str
    amount_minor: int
    left_minor: int
    expired_minor: int
    expires_on: date | None
    issued_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str


class VoucherPage(Schema):
    """One page of vouchers."""

    items: list[VoucherOut]
    next: str | None


class VoucherQuery(Schema):
    """Filters of vouchers; all of them hold together."""

    code: str | None = None
    customer_id: Id | None = None
    after: str = ""
    limit: Limit = 50


class VoucherIn(Input):
    """A voucher that is sold for money that came by `method`, or given where none is told."""

    amount_minor: Amount
    currency: str
    method: Method | None = None
    code: str = ""
    customer_id: Id | None = None
    expires_on: date | None = None
    reference: str = ""

    def new(self) -> NewVoucher:
        """As the action takes it."""
        told = self.model_dump(exclude={"amount_minor", "currency", "method"})
        return NewVoucher(Money(self.amount_minor, self.currency), method=self.method or "", **told)


class VouchersOut(Schema):
    """Vouchers that expired."""

    items: list[VoucherOut]


class ExtensionIn(Input):
    """Until when a voucher holds; for ever without a day."""

    expires_on: date | None = None


class RefundIn(Input):
    """How much is paid back; all that is open by default."""

    amount_minor: Amount | None = None
    method: Method = Method.BANK
    reference: str = ""


class StatementOut(Schema):
    """A bank statement; `known` says that it was taken before."""

    id: int
    account: str
    number: str
    currency: str
    opening_minor: int | None
    closing_minor: int | None
    from_date: date | None
    to_date: date | None
    warnings: list[str]
    known: bool
    matched: int


class StatementsOut(Schema):
    """The statements of a file."""

    statements: list[StatementOut]


class BillPartOut(Schema):
    """A bill (id of its item) and how much of it."""

    item_id: int
    amount_minor: int


class SuggestionOut(Schema):
    """A bill that a booking may pay, from 0 to 100, and why; `charge_minor` is what its reminders asked for on top.

    `others` are the bills that a reminder asked for along with it, where the booking pays all of them.
    """

    item_id: int
    score: int
    amount_minor: int
    charge_minor: int
    others: list[BillPartOut]
    reasons: list[str]


class BankLineOut(Schema):
    """A booking: positive in, negative out."""

    id: int
    statement_id: int
    position: int
    amount_minor: int
    currency: str
    booked_date: date
    value_date: date | None
    reference: str
    name: str
    account: str
    text: str
    receipt_id: int | None
    ignored_at: datetime | None
    ignored_reason: str
    suggestions: list[SuggestionOut]


class LinePage(Schema):
    """One page of bookings."""

    items: list[BankLineOut]
    next: str | None


class LineQuery(Schema):
    """Filters of bookings."""

    statement_id: Id | None = None
    waiting: bool | None = None
    after: str = ""
    limit: Limit = 50


class PartIn(Input):
    """A bill (id of its item) and how much of it; as far as the money goes by default."""

    item_id: Id
    amount_minor: Amount | None = None


class ConfirmationIn(Input):
    """What a booking is: the payment of bills, or of a customer or an order, to be matched later.

    With `keep_late_charges` what is left is kept as fee and interest, as far as reminders of these bills asked for it.
    """

    bills: Annotated[list[PartIn], Field(max_length=500)] = []
    customer_id: Id | None = None
    order_id: Id | None = None
    keep_late_charges: bool = False

    def new(self, line_id: int) -> Confirmation:
        """As the action takes it."""
        bills = tuple((one.item_id, one.amount_minor) for one in self.bills)
        return Confirmation(line_id, bills, self.customer_id, self.order_id, self.keep_late_charges)


def receipt_out(row: Receipt, item: Item | None = None) -> dict[str, Any]:
    """A payment with what is open of it."""
    of = item or row.item
    told = {
        name: getattr(row, name) for name in ReceiptOut.model_fields if name not in ("item_id", "open_minor")
    }
    return told | {"item_id": of.id, "open_minor": of.open_minor}


def match_out(row: Allocation) -> dict[str, Any]:
    """A match."""
    return dumped(MatchOut, row)


def line_out(row: StatementLine, found: list[Suggestion], translate: Any) -> dict[str, Any]:
    """A booking with the bills it may pay."""
    told = {name: getattr(row, name) for name in BankLineOut.model_fields if name != "suggestions"}
    return told | {
        "suggestions": [
            {
                "item_id": one.item_id,
                "score": one.score,
                "amount_minor": one.amount_minor,
                "charge_minor": one.charge_minor,
                "others": [{"item_id": pk, "amount_minor": minor} for pk, minor in one.others],
                "reasons": [say(reason, translate) for reason in one.reasons],
            }
            for one in found
        ]
    }
