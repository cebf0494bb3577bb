"""Taking orders in from public forms: kept raw in a transaction of its own, then placed; nothing that came is lost."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from polku.access.logic import SYSTEM, Actor
from polku.db.transactions import write
from polku.deals.logic.incoming import NewDeal
from polku.eventlog.actions import append
from polku.eventlog.events import Via
from polku.kernel.errors import DomainError, NotFound, gettext_noop
from polku.kernel.text import email_key
from polku.orders.actions import reach
from polku.orders.actions.confirming import confirm_orders
from polku.orders.actions.placing import place_order
from polku.orders.events import OrderCame
from polku.orders.logic.asking import Asked, of_payload
from polku.orders.logic.incoming import NewOrder
from polku.orders.logic.states import Channel
from polku.orders.models import Incoming, OrderForm
from polku.orders.queries.forms import lines_of, offered
from polku.orders.rules import OrderPermission
from polku.qualify.logic.pace import PER_ADDRESS, PER_FORM, WINDOW, TooMany

FORM = SYSTEM.through(Via.FORM)
_log = logging.getLogger(__name__)


def take_order(
    form: OrderForm,
    asked: Asked,
    *,
    key: str,
    headers: Mapping[str, str],
    language: str,
    address_hash: str = "",
    is_spam: bool = False,
    at: datetime,
) -> Incoming:
    """Keep an order that came in, and place it unless it is spam. Sent again with the same key it gives the first.

    What can't be placed is kept with the reason, and can be tried again. Raises: TooMany.
    """
    kept = _keep(form, asked, key, headers, language, address_hash, is_spam, at)
    return place_incoming(kept.pk, at=at) if kept.status == Incoming.Status.NEW else kept


def place_incoming(incoming_id: int, *, at: datetime) -> Incoming:
    """Make an order of what came in, or write down why that failed; what was placed stays as it is."""
    try:
        with write():
            kept = _held(incoming_id)
            if kept.status in (Incoming.Status.NEW, Incoming.Status.FAILED):
                _place(kept, at)
            return kept
    except DomainError as error:
        return _failed(incoming_id, f"{error.code}: {error}")
    except Exception as error:  # whatever it is, what came in is kept and can be tried again
        _log.exception("order %s that came in could not be placed", incoming_id)
        return _failed(incoming_id, f"{type(error).__name__}: {error}")


def try_again(incoming_id: int, *, actor: Actor, at: datetime) -> Incoming:
    """Place an order that failed, or that was no spam after all. Raises: NotFound, NotAllowed."""
    actor.require(OrderPermission.SET_UP)
    with write():
        kept = Incoming.objects.select_for_update(of=("self",)).filter(id=incoming_id).first()
        if kept is None:
            raise NotFound(gettext_noop("There is no such submission."))
        if kept.status == Incoming.Status.PLACED:
            return kept
        kept.status, kept.error = Incoming.Status.NEW, ""
        kept.save(update_fields=["status", "error"])
    return place_incoming(incoming_id, at=at)


def _keep(
    form: OrderForm,
    asked: Asked,
    key: str,
    headers: Mapping[str, str],
    language: str,
    address_hash: str,
    is_spam: bool,
    at: datetime,
) -> Incoming:
    known = Incoming.objects.filter(form=form, key=key).first()
    if known is not None:
        return known
    lately = Incoming.objects.filter(received_at__gt=at - WINDOW)
    if address_hash and lately.filter(address_hash=address_hash)[:PER_ADDRESS].count() >= PER_ADDRESS:
        raise TooMany
    if lately.filter(form=form)[:PER_FORM].count() >= PER_FORM:
        raise TooMany
    try:
        with transaction.atomic():
            return Incoming.objects.create(
                form=form,
                key=key,
                payload=asked.as_payload(),
                headers=dict(headers),
                language=language,
                email_key=email_key(asked.told.get("email", ""))[:254],
                address_hash=address_hash,
                status=Incoming.Status.SPAM if is_spam else Incoming.Status.NEW,
                received_at=at,
            )
    except IntegrityError:
        return Incoming.objects.get(form=form, key=key)


def _held(incoming_id: int) -> Incoming:
    rows = Incoming.objects.select_for_update(of=("self",)).select_related("form__price_list")
    return rows.get(id=incoming_id)


def _place(kept: Incoming, at: datetime) -> None:
    form, asked = kept.form, of_payload(kept.payload)
    order = place_order(_order(kept, asked), actor=FORM, at=at)
    kept.order, kept.status, kept.error = order, Incoming.Status.PLACED, ""
    kept.save(update_fields=["order", "status", "error"])
    event = OrderCame(order_id=order.id, number=order.number, form=form.key)
    append([reach.entry(event, order, at)], actor_id=None, via=Via.FORM, recorded_at=at)
    if form.confirms:
        (done,) = confirm_orders([order.id], actor=FORM, at=at)
        if done.error is not None:
            raise done.error


def _order(kept: Incoming, asked: Asked) -> NewOrder:
    form, told = kept.form, asked.told
    address = {name: told[name] for name in ("line1", "post_code", "city", "country") if told.get(name)}
    address["name"] = told.get("company") or told.get("name", "")
    return NewOrder(
        lines=lines_of(offered(form), asked.quantities),
        deal=NewDeal(
            title=form.title.to(kept.language),
            company=told.get("company", ""),
            contact_name=told.get("name", ""),
            email=told.get("email", ""),
            phone=told.get("phone", ""),
            address={name: text for name, text in address.items() if name != "name"},
            source=form.source,
            campaign=form.campaign,
            owner_id=form.owner_id,
            team_id=form.team_id,
        ),
        process=form.process_key or None,
        currency=form.price_list.currency,
        language=kept.language,
        channel=Channel.FORM,
        payment_terms=form.payment_terms,
        due_days=form.due_days,
        prices_include_tax=form.price_list.prices_include_tax,
        reference=told.get("reference", ""),
        note=told.get("note", ""),
        billing=address,
        delivery=address,
    )


def _failed(incoming_id: int, why: str) -> Incoming:
    with write():
        kept = _held(incoming_id)
        if kept.status != Incoming.Status.PLACED:
            kept.status, kept.error = Incoming.Status.FAILED, why[:2000].replace("\x00", "")
            kept.save(update_fields=["status", "error"])
    return kept
