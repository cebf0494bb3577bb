"""What orders hold of a person: addresses, references, notes, what went wrong; told and erased."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.db.lists import among
from polku.files.actions import empty
from polku.files.models import File
from polku.kernel.redaction import ERASED, Marks
from polku.kernel.text import email_key
from polku.orders.actions.indexing import index_orders
from polku.orders.models import Confirmation, Incoming, Order, OrderChange, OrderLine, OrderTrouble

_TEXTS: Final = ("reference", "note", "held_reason", "cancel_reason")
_ADDRESSES: Final = ("billing", "delivery")
_KEPT: Final = ("country", "region")
"""What taxes depend on stays of an address."""


def gather(subject: Subject) -> None:
    """Orders of the customer and its deals; those of deals that are about others too."""
    mine = Order.objects.filter(deal_id__in=among(subject.mine("deal"))).values_list("id", flat=True)
    subject.mine("order").update(mine)
    beside = Order.objects.filter(deal_id__in=among(subject.beside("deal"))).values_list("id", flat=True)
    subject.near["order"] = set(beside) - subject.mine("order")
    keys = {email_key(one) for one in subject.emails}
    came = Incoming.objects.filter(
        Q(order_id__in=among(subject.mine("order"))) | Q(email_key__in=among(keys, text=True))
    )
    subject.mine("incoming_order").update(came.values_list("id", flat=True))


def export(subject: Subject, _marks: Marks) -> Iterator[Row]:
    """What was ordered, where it went, what went wrong."""
    rows = Order.objects.filter(id__in=among(subject.mine("order"))).order_by("id")
    for row in rows.prefetch_related("lines", "troubles"):
        yield {
            "number": row.number, "state": row.state, "placed_at": row.placed_at, "currency": row.currency,
            "gross_minor": row.gross_minor, "billing": row.billing, "delivery": row.delivery,
            **{name: getattr(row, name) for name in _TEXTS},
            "lines": [
                {"description": line.description, "quantity": line.quantity, "net_minor": line.net_minor}
                for line in row.lines.all()
            ],
            "troubles": [
                {"kind": one.kind, "text": one.text, "settled": one.settled} for one in row.troubles.all()
            ],
        }  # fmt: skip
    for came in Incoming.objects.filter(id__in=among(subject.mine("incoming_order"))).order_by("id"):
        yield {"sent": came.payload, "at": came.received_at, "with": came.headers}


def erase(subject: Subject, marks: Marks, _at: datetime) -> int:
    """Words and addresses go; in orders that are about others too only the person is taken out."""
    mine, beside = subject.mine("order"), subject.beside("order")
    found = []
    for row in Order.objects.filter(id__in=among(mine | beside)).order_by("id").select_for_update():
        is_own = row.pk in mine
        for name in _TEXTS:
            setattr(row, name, _text(getattr(row, name), marks, is_own=is_own, short=name == "reference"))
        for name in _ADDRESSES:
            setattr(row, name, _address(getattr(row, name), marks, is_own=is_own))
        found.append(row)
    Order.objects.bulk_update(found, [*_TEXTS, *_ADDRESSES], batch_size=500)
    index_orders(list(Order.objects.filter(id__in=among(mine | beside)).select_related("customer")))
    return len(found) + _erase_beside(mine, beside, marks) + _erase_papers(mine) + _erase_incoming(subject)


def _erase_papers(mine: set[int]) -> int:
    """Confirmations name the person: the row stays, its paper is emptied."""
    papers = Confirmation.objects.filter(order_id__in=among(mine)).exclude(paper=None)
    files = File.objects.filter(id__in=papers.values("paper_id"))
    for file in files:
        empty(file)
    return len(files)


def _erase_incoming(subject: Subject) -> int:
    """What became an order keeps its row, for the figures of the form; what did not is deleted."""
    rows = Incoming.objects.filter(id__in=among(subject.mine("incoming_order")))
    done = rows.exclude(status=Incoming.Status.PLACED).delete()[0]
    return done + rows.update(payload={}, headers={}, email_key="", address_hash="", error="")


def _erase_beside(mine: set[int], beside: set[int], marks: Marks) -> int:
    """What went wrong and why orders were changed; words on lines lose the person alone: they say what was sold."""
    done = 0
    for trouble in OrderTrouble.objects.filter(order_id__in=among(mine | beside)).order_by("id"):
        is_own = trouble.order_id in mine
        texts = {
            name: _text(getattr(trouble, name), marks, is_own=is_own) for name in ("text", "settled_reason")
        }
        done += OrderTrouble.objects.filter(id=trouble.pk).update(**texts)
    for line in OrderLine.objects.filter(order_id__in=among(mine | beside)).order_by("id"):
        words = marks.redacted(line.description, words=True)
        if words != line.description:
            done += OrderLine.objects.filter(id=line.pk).update(description=words)
    for change in OrderChange.objects.filter(order_id__in=among(mine | beside)).order_by("id"):
        reason = _text(change.reason, marks, is_own=change.order_id in mine)
        if reason != change.reason:
            done += OrderChange.objects.filter(id=change.pk).update(reason=reason)
    return done


def _text(text: str, marks: Marks, *, is_own: bool, short: bool = False) -> str:
    if is_own:
        return ERASED if text else ""
    told = marks.redacted(text, words=not short)
    return told[:120] if short else told


def _address(address: dict[str, str], marks: Marks, *, is_own: bool) -> dict[str, str]:
    if is_own:
        return {name: text for name, text in address.items() if name in _KEPT}
    return {name: marks.redacted(text, words=True) for name, text in address.items()}


ORDERS = Holding(
    models=(
        "orders.Order",
        "orders.OrderLine",
        "orders.OrderChange",
        "orders.OrderTrouble",
        "orders.Confirmation",
        "orders.Incoming",
    ),
    goes=_(
        "Addresses, references, notes and confirmations of orders, what went wrong with them, why they were changed, "
        "and orders as they came in through forms"
    ),
    stays=_("What was ordered, when, for how much, and the country it went to"),
    gather=gather,
    export=export,
    erase=erase,
)
