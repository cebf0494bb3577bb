"""Double opt-in: a submission waits until who left the address says that it was them."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.urls import reverse

from polku.db.transactions import write
from polku.kernel.errors import Invalid, gettext_noop
from polku.qualify import confirmations
from polku.qualify.actions.mapping import map_capture
from polku.qualify.confirmations import Confirmation
from polku.qualify.models import Capture

VALID: Final = timedelta(days=7)
PER_ADDRESS_MAX: Final = 3
"""How many unanswered confirmations one mail address gets in that time: nobody is to be flooded through a form."""

_SALT: Final = "qualify.confirmation"
_log = logging.getLogger(__name__)
NO_SENDER: Final = gettext_noop(
    "No mail can be sent from here yet, so nobody could confirm. Set up the mail first."
)
_BAD_LINK = gettext_noop("This link is not whole. Copy all of it out of the mail.")
_TOO_LATE = gettext_noop(
    "This link was good for seven days, and they are over. Please fill in the form again."
)


def ask_to_confirm(capture: Capture, *, site: str, at: datetime) -> Capture:
    """Send the link by which a waiting submission becomes a lead; what keeps it from being sent stands in `error`."""
    why = _unsendable(capture, at)
    if not why:
        try:
            _send(capture, site, at)
        except Exception as error:  # the submission is kept, and says what is wrong
            _log.exception("the confirmation of capture %s could not be sent", capture.id)
            why = f"{type(error).__name__}: {error}"
    if why:
        capture.error = why[:2000].replace("\x00", "")
        capture.save(update_fields=["error"])
    return capture


def awaited(token: str, *, at: datetime) -> Capture:
    """The submission that a link belongs to.

    Raises: Invalid (the link is not ours, its time is over, or the submission is gone).
    """
    try:
        capture_id, asked_at = signing.loads(token, salt=_SALT)
        in_time = at.timestamp() < float(asked_at) + VALID.total_seconds()
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Invalid(_BAD_LINK, code="bad_link") from error
    capture = Capture.objects.select_related("form").filter(id=capture_id).first()
    if capture is None or (capture.status == Capture.Status.WAITING and not in_time):
        raise Invalid(_TOO_LATE, code="too_late")
    return capture


def confirm(token: str, *, at: datetime) -> Capture:
    """Make a lead of a submission whose sender says that it was them. A second use of the link changes nothing.

    Raises: Invalid.
    """
    capture_id = awaited(token, at=at).id
    with write():
        rows = Capture.objects.filter(id=capture_id, status=Capture.Status.WAITING)
        first = rows.update(status=Capture.Status.NEW, confirmed_at=at, error="")
    return map_capture(capture_id, at=at) if first else Capture.objects.get(id=capture_id)


def drop_unconfirmed(*, at: datetime) -> int:
    """Delete what nobody confirmed in time: we have no leave to keep it. The number of submissions."""
    gone = Capture.objects.filter(status=Capture.Status.WAITING, received_at__lt=at - VALID)
    return gone.delete()[0]


def _unsendable(capture: Capture, at: datetime) -> str:
    if confirmations.sender() is None:
        return NO_SENDER
    lately = Capture.objects.filter(
        email_key=capture.email_key, status=Capture.Status.WAITING, received_at__gt=at - VALID
    )
    if lately.exclude(id=capture.id).count() >= PER_ADDRESS_MAX:
        return "This address has unanswered confirmations already."
    return ""


def _send(capture: Capture, site: str, at: datetime) -> None:
    send = confirmations.sender()
    assert send is not None  # asked just before
    token = signing.dumps([capture.id, int(at.timestamp())], salt=_SALT)
    send(
        Confirmation(
            capture_id=capture.id,
            email=str(capture.payload["email"]).strip(),
            name=str(capture.payload.get("name") or ""),
            language=capture.language,
            form_title=capture.form.title,
            link=site + reverse("qualify:confirmation", args=[token]),
            until=at + VALID,
            at=at,
        )
    )
