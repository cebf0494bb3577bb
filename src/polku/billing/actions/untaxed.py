"""Bills without tax that the customer accounts for: their number must stand on them, else no office believes them."""

from collections.abc import Mapping, Sequence

from polku.billing.models import Invoice, InvoiceLine
from polku.catalogue.logic.taxation import EU
from polku.catalogue.queries.destination import accounts_for_tax
from polku.kernel.errors import Message, Refused, gettext_noop
from polku.kernel.vat_numbers import state_of


def check_numbers(rows: Sequence[Invoice], lines: Mapping[int, Sequence[InvoiceLine]]) -> None:
    """Refuse to issue what leaves the tax to a customer who has no VAT number for it; what was billed can be credited.

    Raises: Refused, naming the customer.
    """
    for row in rows:
        categories = {line.tax_category for line in lines[row.id]}
        if not row.is_credit and not all(_has_number(row, category) for category in categories):
            message = gettext_noop(
                "No VAT is charged to %(customer)s, who has no VAT number of another state of the European Union. "
                "Enter it with the customer, or change the order so that VAT is charged."
            )
            raise Refused(Message(message, customer=row.customer.name), code="no_vat_number")


def _has_number(row: Invoice, category: str) -> bool:
    number, country = row.customer.vat_id, row.customer.country
    if category == "K":
        return accounts_for_tax(number)
    return category != "AE" or bool(state_of(number) or (number and country and country not in EU))
