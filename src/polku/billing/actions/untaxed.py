"""Bills without tax that the customer accounts for: their number must stand on them, else no office believes them."""

from collections.abc import Iterable, Mapping, Sequence

from polku.billing.models import Invoice, InvoiceLine
from polku.catalogue.logic.taxation import EU
from polku.catalogue.queries.destination import accounts_for_tax
from polku.company.queries import company
from polku.kernel.errors import Message, Refused, gettext_noop
from polku.kernel.vat_numbers import state_of
from polku.orders.models import Order, OrderLine


def as_billed(row: Order, lines: Iterable[OrderLine]) -> None:
    """Bring the lines of an order into a form that all its bills can hold; nothing is stored.

    What is not subject to tax stands alone on a document (EN 16931, BR-O-11 to 14). Services for customers outside the
    Union that were ordered with other things are therefore billed as export, as the goods beside them.
    """
    lines = list(lines)
    country = str(row.delivery.get("country") or row.customer.country).upper()
    is_abroad = country and country not in EU and company().country in EU
    if is_abroad and len({line.tax_category for line in lines}) > 1:
        for line in lines:
            if line.tax_category == "O":
                line.tax_category = "G"


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
