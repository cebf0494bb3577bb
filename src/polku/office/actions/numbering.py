"""How documents are numbered, with the right to change it."""

from datetime import date, datetime

from polku.access.logic import Actor
from polku.access.rules import AccessPermission
from polku.documents import actions as documents
from polku.documents.models import Series


def change_series(
    key: str,
    *,
    prefix: str,
    year_in_number: bool,
    digits: int,
    next_value: int | None,
    on: date,
    actor: Actor,
    at: datetime,
) -> Series:
    """Number a kind of document differently from now on; its count only moves forward.

    Raises: NotAllowed, Invalid (names the field).
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    return documents.change_series(
        key,
        prefix=prefix,
        year_in_number=year_in_number,
        digits=digits,
        next_value=next_value,
        on=on,
        actor_id=actor.user_id,
        via=actor.via,
        at=at,
    )
