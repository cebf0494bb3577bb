"""Confirming orders in writing: the paper is drawn, kept as a file of the order, and sent."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, QuerySet
from django.utils import translation

from polku.access.logic import SYSTEM, Actor
from polku.company.queries import company, day_of
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.transactions import write
from polku.documents.drawing import fingerprint
from polku.eventlog.actions import append
from polku.files.actions import store
from polku.kernel.errors import Message, Refused, gettext_noop
from polku.kernel.text import clean
from polku.mail.actions import NewMail, post_once
from polku.mail.models import Outgoing
from polku.mail.writing import Letter, letter
from polku.orders.actions import reach
from polku.orders.events import ConfirmationSent
from polku.orders.logic.states import Channel, State, Terms, Written
from polku.orders.models import Confirmation, Order
from polku.orders.papering import drawn
from polku.orders.queries.reaching import person_of
from polku.orders.queries.settings import settings
from polku.orders.registry import expected_of
from polku.orders.rules import OrderPermission
from polku.ui import locale_formats

SUBJECT: Final = "order"
TELL: Final = "orders.tell_customers"
"""The job that does it."""
DRAWN_AT_ONCE: Final = 50


@dataclass(frozen=True)
class Told:
    """What the customer was told: the confirmation, and the message that carries it."""

    confirmation: Confirmation
    message: Outgoing | None


def is_wanted(order: Order) -> bool:
    """Whether an order is confirmed in writing: at the counter the receipt stands for it."""
    return settings().written != Written.NEVER and order.channel != Channel.COUNTER


def note_confirmations(orders: Sequence[Order], *, at: datetime) -> None:
    """Write down that the present versions of these orders are confirmed; their papers are drawn later."""
    rows = [Confirmation(order=row, version=row.version, made_at=at) for row in orders if is_wanted(row)]
    if rows:
        insert(Confirmation, rows)


def send_confirmation(order_id: int, *, to: str = "", message: str = "", actor: Actor, at: datetime) -> Told:
    """Draw the confirmation of an order and keep it, and send it to `to` by mail; without an address it is kept alone.

    The paper stays as it was drawn: sending again sends the same. Raises: Refused (not confirmed, canceled), Invalid
    (no such address), NotFound, NotAllowed.
    """
    words = clean(message.strip(), multiline=True, field="message")
    with write():
        row = reach.order(order_id, OrderPermission.CONFIRM, actor)
        if row.state != State.CONFIRMED:
            text = gettext_noop("The order %(number)s is not confirmed.")
            raise Refused(Message(text, number=row.number), code="not_confirmed")
        held = Confirmation.objects.select_for_update().filter(order=row, version=row.version).first()
        kept = draw(held or Confirmation(order=row, version=row.version, made_at=at), actor, at)
        posted, is_new = _posted(row, kept, to, words, actor, at) if to else (None, True)
        if not is_new:
            return Told(kept, posted)
        event = ConfirmationSent(
            order_id=row.id,
            number=row.number,
            version=row.version,
            outgoing_id=posted.id if posted else None,
        )
        append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return Told(kept, posted)


def draw(confirmation: Confirmation, actor: Actor, at: datetime) -> Confirmation:
    """The confirmation with its paper, drawn now where it was not yet; within the running transaction."""
    if confirmation.paper_id is not None:
        return confirmation
    order = confirmation.order
    content = drawn(order, list(order.lines.order_by("position")), at=confirmation.made_at)
    confirmation.paper = store(
        io.BytesIO(content),
        name=paper_name(confirmation),
        at=at,
        subject=(SUBJECT, order.id),
        owner_id=order.owner_id,
        team_id=order.team_id,
        uploaded_by_id=actor.user_id,
    )
    confirmation.paper_digest = fingerprint(content)
    confirmation.save()
    return confirmation


def paper_name(confirmation: Confirmation) -> str:
    """What the paper is called as a file."""
    plain = "".join(char if char.isalnum() or char in "-_" else "-" for char in confirmation.order.number)
    return f"{plain}-{confirmation.version}.pdf"


def waiting() -> QuerySet[Confirmation]:
    """Present versions of confirmed orders that have no paper yet. Older versions stay without."""
    return Confirmation.objects.filter(paper=None, version=F("order__version"), order__state=State.CONFIRMED)


def draw_waiting(*, at: datetime) -> int:
    """Draw the papers that wait; answers how many."""
    with write():
        rows = list(
            waiting()
            .select_for_update(of=("self",))
            .select_related("order__customer")
            .order_by("id")[:DRAWN_AT_ONCE]
        )
        for row in rows:
            draw(row, SYSTEM, at)
    return len(rows)


def tell_customers(order_ids: Sequence[int], *, at: datetime) -> int:
    """Send the confirmations of these orders to their customers, as far as an address is known; how many went."""
    sent = 0
    rows = Order.objects.filter(id__in=among(order_ids), state=State.CONFIRMED).select_related("customer")
    for row in rows.order_by("id"):
        person = person_of(row)
        known = Confirmation.objects.filter(order=row, version=row.version, posted_at__isnull=False).exists()
        if is_wanted(row) and not known:
            send_confirmation(row.id, to=person.email if person else "", actor=SYSTEM, at=at)
            sent += person is not None
    return sent


def _posted(
    row: Order, kept: Confirmation, to: str, words: str, actor: Actor, at: datetime
) -> tuple[Outgoing, bool]:
    told = _letter(row, words, at)
    mail = NewMail(
        to=to,
        subject=told.subject,
        text=told.text,
        language=row.language,
        attachments=[kept.paper_id] if kept.paper_id else [],
        subject_of=(SUBJECT, row.id),
        case_id=row.deal_id,
    )
    posted = post_once(mail, at=at, actor_id=actor.user_id)
    kept.posted_at = kept.posted_at or at
    kept.save(update_fields=["posted_at"])
    return posted


def _letter(row: Order, message: str, at: datetime) -> Letter:
    person, days = person_of(row), expected_of(row, day_of(at))
    with translation.override(row.language):
        context = {
            "firm": company().name,
            "number": row.number,
            "name": person.name if person else "",
            "total": locale_formats.money(row.gross_minor, row.currency),
            "pay_first": row.payment_terms == Terms.PAY_FIRST,
            "expected": locale_formats.full_day(max(days.values())) if days else "",
            "message": message,
            "seller": row.owner.name if row.owner else "",
        }
    return letter("orders/mail/confirmation.txt", context, language=row.language)
