"""A payment as a door hands it in."""

from dataclasses import dataclass
from datetime import date

from polku.kernel.money import Money


@dataclass(frozen=True)
class NewReceipt:
    """Money that came in. `company_minor` tells its worth in company currency where the bank says so.

    `given_minor` is the cash handed over, of which the rest goes back as change.
    `order_id` is what it was paid for, `invoice_ids` what it is matched with at once, in their order.
    """

    amount: Money
    received_date: date
    customer_id: int | None = None
    order_id: int | None = None
    method: str = "bank"
    company_minor: int | None = None
    reference: str = ""
    payer_name: str = ""
    payer_account: str = ""
    external_id: str = ""
    voucher_code: str = ""
    given_minor: int | None = None
    number: str = ""
    statement_line_id: int | None = None
    invoice_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Match:
    """A wish to set money against a bill; None takes all that is open of both. `as_far`: nothing where nothing is."""

    debit_id: int
    credit_id: int
    amount_minor: int | None = None
    as_far: bool = False
