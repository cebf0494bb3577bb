"""What the states of a message are called."""

from django.utils.translation import gettext_lazy as _

from polku.mail.models import State

STATES = {
    State.WAITING: _("Waiting for a server"),
    State.QUEUED: _("To be sent"),
    State.SENT: _("Sent"),
    State.FAILED: _("Failed"),
    State.BOUNCED: _("Came back"),
}
SIGNALS = {State.SENT: "ok", State.WAITING: "late", State.FAILED: "stuck", State.BOUNCED: "stuck"}
