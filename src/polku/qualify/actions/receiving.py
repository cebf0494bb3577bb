"""Taking a submission in: kept raw in a transaction of its own, then mapped; nothing that came is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from polku.kernel.text import email_key
from polku.qualify.actions.confirming import ask_to_confirm
from polku.qualify.actions.mapping import map_capture
from polku.qualify.logic.pace import PER_ADDRESS, PER_FORM, WINDOW, TooMany
from polku.qualify.models import Capture, LeadForm


@dataclass(frozen=True)
class Received:
    """The capture that a submission became, or had become the first time it was sent."""

    capture_id: int
    is_new: bool
    status: str
    deal_id: int | None


def receive(
    form: LeadForm,
    *,
    payload: Mapping[str, object],
    headers: Mapping[str, str],
    key: str,
    language: str = "en",
    address_hash: str = "",
    is_spam: bool = False,
    site: str = "",
    at: datetime,
) -> Received:
    """Keep a submission that fits its form, and make a lead of it unless it is spam.

    Where the form asks for a confirmation, its sender gets a link to `site` first, and it waits.

    Sent again with the same key, it gives what became of the first. What can't be mapped is kept and can be replayed.

    Raises: TooMany.
    """
    capture, is_new = _keep(form, dict(payload), dict(headers), key, language, address_hash, is_spam, at)
    if is_new and capture.status == Capture.Status.WAITING:
        capture = ask_to_confirm(capture, site=site, at=at)
    if capture.status == Capture.Status.NEW:
        capture = map_capture(capture.id, at=at)
    return Received(capture.id, is_new, capture.status, capture.deal_id)


def _keep(
    form: LeadForm,
    payload: dict[str, object],
    headers: dict[str, str],
    key: str,
    language: str,
    address_hash: str,
    is_spam: bool,
    at: datetime,
) -> tuple[Capture, bool]:
    status = Capture.Status.WAITING if form.confirms else Capture.Status.NEW
    known = Capture.objects.filter(form=form, key=key).first()
    if known is not None:
        return known, False
    _keep_pace(form, address_hash, at)
    try:
        with transaction.atomic():
            capture = Capture.objects.create(
                form=form,
                key=key,
                payload=payload,
                headers=headers,
                language=language,
                email_key=email_key(str(payload.get("email") or ""))[:254],
                address_hash=address_hash,
                status=Capture.Status.SPAM if is_spam else status,
                received_at=at,
            )
    except IntegrityError:
        return Capture.objects.get(form=form, key=key), False
    return capture, True


def _keep_pace(form: LeadForm, address_hash: str, at: datetime) -> None:
    lately = Capture.objects.filter(received_at__gt=at - WINDOW)
    if address_hash and lately.filter(address_hash=address_hash)[:PER_ADDRESS].count() >= PER_ADDRESS:
        raise TooMany
    if lately.filter(form=form)[:PER_FORM].count() >= PER_FORM:
        raise TooMany
