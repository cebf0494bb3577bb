"""What the states of a message are called, and what is said of a message."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from polku.mail.models import Outgoing, State

STATES = {
    State.WAITING: _("Waiting for a server"),
    State.QUEUED: _("To be sent"),
    State.SENT: _("Sent"),
    State.FAILED: _("Failed"),
    State.BOUNCED: _("Came back"),
    State.HANDED: _("Handed over without mail"),
    State.ASIDE: _("Not sent"),
}
TOLD = {
    State.WAITING: _("Not mailed: no mail server is set up"),
    State.QUEUED: _("On its way"),
    State.SENT: _("Sent"),
    State.FAILED: _("Could not be sent"),
    State.BOUNCED: _("Came back: there is no such address"),
    State.HANDED: _("Handed over without mail"),
    State.ASIDE: _("Not sent"),
}
"""The same beside the thing that a message is about."""
LONG_AGO = _("Not mailed: it was written long before the mail server was set up")
SIGNALS = {
    State.SENT: "ok", State.WAITING: "late", State.FAILED: "stuck", State.BOUNCED: "stuck", State.HANDED: "ok"
}  # fmt: skip

NO_SERVER = _("No mail server is set up: a message waits here. Hand the link or the PDF over yourself.")


def why(row: Outgoing) -> str:
    """Why a message is where it is: in the server's own words, in the reader's where it was set aside."""
    return gettext(row.reason) if row.state == State.ASIDE else row.reason
