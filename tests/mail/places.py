"""Where the addresses of mail and of number series stand in the matrix, and the things they are tried on."""

from polku.mail.actions import post
from polku.mail.models import Outgoing, State, Suppression
from tests.conftest import NOW

_FIRM = "access.manage_company"
PAGES = {
    "office:series": f"{_FIRM} -",
    "office:one_series": f"{_FIRM} {_FIRM}",
    "office:mail": f"{_FIRM} {_FIRM}",
    "office:mail_trial": f"- {_FIRM}",
    "office:messages": f"{_FIRM} -",
    "office:message": f"{_FIRM} -",
    "office:sending": f"- {_FIRM}",
    "office:handing": f"- {_FIRM}",
    "office:sending_all": f"- {_FIRM}",
    "office:lifting": f"- {_FIRM}",
}

OPERATIONS = {
    "GET /messages": _FIRM,
    "GET /messages/{message_id}": _FIRM,
    "POST /messages/{message_id}/sendings": _FIRM,
    "POST /messages/{message_id}/handings": _FIRM,
}

SPECIAL: dict[str, dict[str, object]] = {"office:one_series": {"key": "invoice"}}


def things() -> dict[str, object]:
    """A message that waits, and an address that came back."""
    row = post(
        to="dora@puu.example", subject="Quote", text="Here it is.", language="en", subject_of=("dashboard", 1), at=NOW,
        actor_id=None,
    )  # fmt: skip
    Outgoing.objects.filter(id=row.pk).update(state=State.WAITING)
    gone = Suppression.objects.create(address="gone@puu.example", reason="550 5.1.1", at=NOW)
    return {"outgoing_id": row.pk, "message_id": row.pk, "suppression_id": gone.pk}
