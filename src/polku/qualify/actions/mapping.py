"""Making a lead of what came in: a known address with an open deal is answered there, never by a second lead."""

import logging
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from polku.access.logic import SYSTEM, Actor
from polku.contacts.models import Contact
from polku.db.transactions import write
from polku.deals.actions import open_deal, void_deals
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import CustomField, Deal
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via
from polku.kernel.errors import DomainError, Invalid, NotFound, Refused, gettext_noop
from polku.kernel.text import phone_key
from polku.process.models import Process
from polku.process.queries import published
from polku.qualify.events import CaptureReceived
from polku.qualify.logic.lead_form import BUILT_IN, CONSENT
from polku.qualify.models import Capture, LeadForm
from polku.qualify.rules import QualifyPermission

_FORM = SYSTEM.through(Via.FORM)
_log = logging.getLogger(__name__)


def map_capture(capture_id: int, *, at: datetime) -> Capture:
    """Make a lead of a kept submission, or write down why that failed; what is mapped stays as it is."""
    try:
        with write():
            capture = (
                Capture.objects.select_for_update(of=("self",)).select_related("form").get(id=capture_id)
            )
            if capture.status in (Capture.Status.NEW, Capture.Status.FAILED):
                _map(capture, at)
            return capture
    except DomainError as error:
        return _failed(capture_id, f"{error.code}: {error}")
    except Exception as error:  # whatever it is, what came in is kept and can be replayed
        _log.exception("capture %s could not be mapped", capture_id)
        return _failed(capture_id, f"{type(error).__name__}: {error}")


def replay(capture_id: int, *, actor: Actor, at: datetime) -> Capture:
    """Try again with a submission that failed, or that was no spam after all.

    Raises: NotFound, NotAllowed, Refused (its sender has not confirmed it).
    """
    actor.require(QualifyPermission.MANAGE_FORMS)
    with write():
        capture = _capture(capture_id)
        if capture.status == Capture.Status.MAPPED:
            return capture
        if capture.form.confirms and capture.confirmed_at is None:
            raise Refused(gettext_noop("Whoever sent this has not confirmed it yet."), code="unconfirmed")
        capture.status, capture.error = Capture.Status.NEW, ""
        capture.save(update_fields=["status", "error"])
    return map_capture(capture_id, at=at)


def mark_spam(capture_id: int, *, actor: Actor, at: datetime) -> Capture:
    """Say that a submission was spam; the deal that was made of it goes to the bin.

    Raises: NotFound, NotAllowed.
    """
    actor.require(QualifyPermission.MANAGE_FORMS)
    with write():
        capture = _capture(capture_id)
        if capture.deal_id is not None and not capture.is_repeat:
            void_deals([capture.deal_id], actor=actor, at=at)[0].unwrap()
        capture.status = Capture.Status.SPAM
        capture.save(update_fields=["status"])
    return capture


def _capture(capture_id: int) -> Capture:
    rows = Capture.objects.select_for_update(of=("self",)).select_related("form")
    found = rows.filter(id=capture_id).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such submission."))
    return found


def _map(capture: Capture, at: datetime) -> None:
    process_id = published(capture.form.process_key or None).process_id
    # Two submissions at once would both find no open deal: one process takes them in one after the other.
    Process.objects.select_for_update(no_key=True).get(id=process_id)
    deal = _open_deal(capture, process_id or 0)
    capture.is_repeat = deal is not None
    deal = deal or _new_deal(capture, at)
    capture.deal, capture.status, capture.error, capture.mapped_at = deal, Capture.Status.MAPPED, "", at
    capture.save(update_fields=["deal", "status", "error", "mapped_at", "is_repeat"])
    told = CaptureReceived(capture_id=capture.id, lead_form=capture.form.key, repeat=capture.is_repeat)
    entry = Entry(told, ("capture", capture.id), capture.received_at, deal.id, deal.version_id, deal.stage)
    append([entry], actor_id=None, via=Via.FORM, recorded_at=at)


def _open_deal(capture: Capture, process_id: int) -> Deal | None:
    """The newest open deal of the same process with a person of this address; without one, of this number."""
    number = phone_key(str(capture.payload.get("phone") or ""))
    if capture.email_key:
        same = Q(email_key=capture.email_key)
    elif number:
        same = Q(phone_key=number)
    else:
        return None
    people = Contact.objects.current().filter(same)
    customers = list(people.values_list("customer_id", flat=True)[:100])
    linked = (
        Q(customer_id__in=customers) | Q(people__contact__in=people.values("id")[:100])
        if customers
        else Q(pk=None)
    )
    return Deal.objects.open().filter(linked, process_id=process_id).order_by("-id").first()


def _new_deal(capture: Capture, at: datetime) -> Deal:
    new, process = _as_deal(capture, capture.form), capture.form.process_key or None
    try:
        return open_deal(new, actor=_FORM, at=at, process=process)
    except Invalid as error:
        if not new.custom or not (error.field or "").startswith("custom"):
            raise
    # An answer that does not fit a field of the company's own is no reason to lose the lead.
    return open_deal(replace(new, custom={}), actor=_FORM, at=at, process=process)


def _as_deal(capture: Capture, form: LeadForm) -> NewDeal:
    given = {key: str(value).strip() for key, value in capture.payload.items() if isinstance(value, str)}
    who = given.get("company") or given.get("name") or given.get("email") or given.get("phone") or ""
    return NewDeal(
        title=who[:300],
        company=given.get("company", ""),
        contact_name=given.get("name", ""),
        email=given.get("email", ""),
        phone=given.get("phone", ""),
        consents={"email": True} if capture.payload.get(CONSENT) else {},
        source=form.source,
        campaign=form.campaign,
        owner_id=form.owner_id,
        team_id=form.team_id,
        custom=_own_fields(given),
    )


def _own_fields(given: dict[str, str]) -> dict[str, object]:
    keys = [key for key, value in given.items() if value and key not in (*BUILT_IN, CONSENT)]
    known = CustomField.objects.filter(key__in=keys, archived_at=None, kind__in=("text", "choice", "date"))
    return {key: given[key] for key in known.values_list("key", flat=True)} if keys else {}


def _failed(capture_id: int, why: str) -> Capture:
    with write():
        capture = Capture.objects.select_for_update(of=("self",)).get(id=capture_id)
        if capture.status != Capture.Status.MAPPED:
            capture.status, capture.error = Capture.Status.FAILED, why[:2000].replace("\x00", "")
            capture.save(update_fields=["status", "error"])
    return capture
