"""Returns as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.access.models import User
from polku.access.rules import AccessPermission
from polku.billing.rules import BillingPermission
from polku.catalogue.words import counted_unit
from polku.company.queries import company
from polku.payments.models import Item
from polku.payments.queries.credits import open_of
from polku.payments.rules import PaymentPermission
from polku.returns import words
from polku.returns.actions.settling import may_settle
from polku.returns.logic.states import State
from polku.returns.models import Return, ReturnLine
from polku.returns.queries.lines import sold_for
from polku.returns.rules import ReturnPermission
from polku.stock.addresses import shipment_url
from polku.stock.rules import StockPermission
from polku.ui import locale_formats
from polku.ui.registry import Signal

Word = str | Promise
TONES: dict[str, Signal] = {"requested": "late", "refused": "stuck", "settled": "ok"}


@dataclass(frozen=True)
class Stop:
    """A stop on the way of a return: passed, here or ahead; when and by whom."""

    label: Word
    place: str
    at: datetime | None
    by: User | None


@dataclass(frozen=True)
class Link:
    """Something a line leads to."""

    label: str
    url: str


def path_of(row: Return) -> list[Stop]:
    """The way of a return: asked for, approved, received, settled; it ends where it was refused."""
    said = [
        (State.REQUESTED, row.requested_at, row.requested_by),
        (State.APPROVED, row.approved_at, row.approved_by),
        (State.RECEIVED, row.received_at, row.received_by),
        (State.SETTLED, row.settled_at, row.settled_by),
    ]
    if row.state == State.REFUSED:
        said = [one for one in said if one[1] is not None]
        said.append((State.REFUSED, row.refused_at, row.refused_by))
    here = next(place for place, one in enumerate(said) if one[0] == row.state)
    return [
        Stop(
            words.STATES[state],
            "here" if place == here else "ahead" if place > here else "",
            at if place <= here else None,
            by if place <= here else None,
        )
        for place, (state, at, by) in enumerate(said)
    ]


def row_of(row: Return) -> dict[str, Any]:
    """A return in a list: its state, what its goods were sold for, why they come back."""
    lines = list(row.lines.all())
    return {
        "row": row,
        "state": words.STATES[row.state],
        "tone": TONES.get(row.state, ""),
        "amount_minor": sum(sold_for(line) for line in lines),
        "reasons": list(dict.fromkeys(words.REASONS[line.reason] for line in lines)),
        "resolutions": list(dict.fromkeys(words.RESOLUTIONS[line.resolution] for line in lines)),
    }


def line_of(line: ReturnLine, actor: Actor) -> dict[str, Any]:
    """A line on the page of its return."""
    sold, came = line.order_line, line.received_quantity
    cost = ""
    if actor.may(StockPermission.COST) and line.cost_minor is not None:
        cost = locale_formats.money(line.cost_minor, company().currency)
    return {
        "row": line,
        "name": sold.description or sold.sku,
        "sku": sold.sku,
        "quantity": counted_unit(line.quantity, sold.unit),
        "came": "" if came in (None, line.quantity) else locale_formats.number(came or 0, 6),
        "reason": words.REASONS[line.reason],
        "resolution": words.RESOLUTIONS[line.resolution],
        # What is only here to be repaired is neither stock nor scrap.
        "condition": words.CONDITIONS.get(line.condition, "") if came and line.cost_minor is not None else "",
        "place": line.location.name.to(get_language() or "en") if line.location and came else "",
        "codes": ", ".join(one.unit.code for one in line.units.all()),
        "cost": cost,
        "amount_minor": sold_for(line),
        "links": _links(line, actor),
    }


def _links(line: ReturnLine, actor: Actor) -> list[Link]:
    shipment = line.shipment_line.shipment
    found = [Link(_("Delivery %(number)s") % {"number": shipment.number}, shipment_url(shipment.pk))]
    for one in line.credits.all():
        if actor.may(BillingPermission.SEE):
            bill, note = one.invoice_line.invoice, one.credit_note
            found.append(Link(_("Invoice %(number)s") % {"number": bill.number}, _invoice_url(bill.pk)))
            found.append(Link(_("Credit note %(number)s") % {"number": note.number}, _invoice_url(note.pk)))
        if one.refund is not None and actor.may(PaymentPermission.SEE):
            url = reverse("payments:payment", args=[one.refund.pk])
            found.append(Link(_("Paid back by %(number)s") % {"number": one.refund.number}, url))
    if line.replacement is not None:
        order = line.replacement.order
        url = reverse("orders:order", args=[order.pk])
        found.append(Link(_("Replaced by %(number)s") % {"number": order.number}, url))
    return list(dict.fromkeys(found))


def owed(lines: Sequence[ReturnLine], actor: Actor) -> Sequence[Item]:
    """What the customer still has to get of the credit notes of a return, for whom may see payments."""
    notes = {one.credit_note_id for line in lines for one in line.credits.all()}
    return open_of(actor, notes) if notes and actor.may(PaymentPermission.SEE) else []


def _invoice_url(invoice_id: int) -> str:
    return reverse("billing:invoice", args=[invoice_id])


def rights(row: Return, lines: Sequence[ReturnLine], actor: Actor) -> dict[str, bool]:
    """What this person may do with this return as it stands."""
    own = Return.objects.filter(id=row.pk)

    def reaches(permission: ReturnPermission) -> bool:
        return actor.may(permission) and own.reached_by(actor, permission).exists()

    undecided = row.state in (State.REQUESTED, State.APPROVED)
    decides = undecided and reaches(ReturnPermission.DECIDE)
    left = [line for line in lines if line.settled_at is None]
    return {
        "approve": decides and row.state == State.REQUESTED,
        "refuse": decides,
        "receive": row.state == State.APPROVED and reaches(ReturnPermission.RECEIVE),
        "settle": row.state == State.RECEIVED and any(may_settle(one.resolution, actor) for one in left),
        "pay_back": actor.may(PaymentPermission.REFUND),
    }


def may(actor: Actor) -> dict[str, bool]:
    """What of returns this person may do."""
    known = {one.name.lower(): actor.may(one) for one in ReturnPermission}
    return known | {"export": actor.may(AccessPermission.EXPORT)}
