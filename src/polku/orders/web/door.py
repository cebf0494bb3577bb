"""Marks of the public order form: of one opening of it, and of what became of one sending."""

from django.core import signing
from django.utils import timezone

from polku.orders.models import OrderForm
from polku.ui import visitors

SALT = "orders.form"


def new_token(form: OrderForm) -> str:
    """A signed mark of this opening of the form."""
    return visitors.new_token(form.key, salt=SALT, at=timezone.now())


def opened_for(token: str, form: OrderForm) -> float | None:
    """For how many seconds the form was open; None for a token that is not ours."""
    return visitors.opened_for(token, form.key, salt=SALT, at=timezone.now())


def ticket(incoming_id: int) -> str:
    """The address of what became of one sending: signed, so that nobody guesses another's."""
    return signing.dumps(incoming_id, salt=f"{SALT}.thanks")


def of_ticket(text: str) -> int | None:
    """Whose it is; None for one that is not ours."""
    try:
        found = signing.loads(text, salt=f"{SALT}.thanks")
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None
