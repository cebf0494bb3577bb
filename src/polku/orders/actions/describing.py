"""Changing what is agreed of an order besides its lines: addresses, dates, terms, the customer's reference."""

from dataclasses import dataclass
from datetime import date, datetime

from polku.access.logic import Actor
from polku.catalogue.logic.lines import AskedLine
from polku.db.transactions import write
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop
from polku.kernel.text import clean
from polku.orders.actions import reach
from polku.orders.actions.changing import ChangedLine, next_version, rewrite
from polku.orders.actions.placing import check_address, full_address
from polku.orders.guards import Wish, objections
from polku.orders.logic.incoming import Address
from polku.orders.logic.states import DUE_DAYS_MAX, Terms
from polku.orders.models import Order
from polku.orders.rules import OrderPermission


@dataclass(frozen=True)
class Facts:
    """What is agreed; what is None stays as it is."""

    reference: str | None = None
    note: str | None = None
    wanted_date: date | None = None
    promised_date: date | None = None
    payment_terms: str | None = None
    due_days: int | None = None
    billing: Address | None = None
    delivery: Address | None = None


def change_facts(
    order_id: int, facts: Facts, *, version: int, reason: str = "", actor: Actor, at: datetime
) -> Order:
    """Change the facts of an order; once it is confirmed that is a new version and wants a reason.

    Goods that go to another country are taxed anew, as long as nothing of them was shipped or billed.

    Raises: Invalid, NotFound, Refused (canceled, changed meanwhile, shipped or billed), NotAllowed.
    """
    with write():
        row = reach.order(order_id, OrderPermission.CHANGE, actor)
        with next_version(row, version=version, reason=reason, actor=actor, at=at) as old:
            country = _country(row)
            _set(row, facts)
            if _country(row) != country and old:
                refuse_if_begun(row)
                kept = [ChangedLine(AskedLine(quantity=line.quantity), line.id) for line in old]
                rewrite(row, old, kept, at, taxed_anew=True)
    return row


def _country(row: Order) -> str:
    """Where taxes say that goods go."""
    return str(row.delivery.get("country") or row.customer.country)


def refuse_if_begun(row: Order) -> None:
    """Raises: Refused, with the reasons, where something of an order was shipped or billed."""
    nothing = dict.fromkeys(row.lines.values_list("id", flat=True), AskedLine().quantity * 0)
    if reasons := objections([Wish(row.id, "change", nothing)]).get(row.id):
        why = " ".join(str(one) for one in reasons)
        text = gettext_noop("Another country has other taxes, and it is too late for that: %(why)s")
        raise Refused(Message(text, why=why), code="too_late")


def _set(row: Order, facts: Facts) -> None:
    if facts.reference is not None:
        row.reference = clean(facts.reference.strip(), max_length=120, field="reference")
    if facts.note is not None:
        row.note = clean(facts.note.strip(), multiline=True, field="note")
    row.wanted_date = facts.wanted_date or row.wanted_date
    row.promised_date = facts.promised_date or row.promised_date
    _set_terms(row, facts)
    for name, address in (("billing", facts.billing), ("delivery", facts.delivery)):
        if address is not None:
            check_address(address, name)
            setattr(row, name, full_address(address, row.customer))


def _set_terms(row: Order, facts: Facts) -> None:
    terms = row.payment_terms if facts.payment_terms is None else facts.payment_terms
    days = row.due_days if facts.due_days is None else facts.due_days
    if terms not in set(Terms):
        raise Invalid(gettext_noop("There are no such terms of payment."), field="payment_terms")
    if not 0 <= days <= DUE_DAYS_MAX:
        raise Invalid(gettext_noop("Days to pay lie between 0 and 365."), field="due_days")
    row.payment_terms, row.due_days = terms, days if terms == Terms.DUE_DATE else 0
