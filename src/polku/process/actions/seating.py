"""Who works in which department."""

from collections.abc import Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.access.models import User
from polku.db.transactions import write
from polku.kernel.errors import Invalid, gettext_noop
from polku.process.models import Seat
from polku.process.people import BY_SIGN_IN
from polku.process.rules import ProcessPermission


def set_seats(department: str, user_ids: Sequence[int], *, actor: Actor, at: datetime) -> list[Seat]:
    """Say who works in a department; who is left out works there no more.

    Raises: NotAllowed, Invalid for a role that people sign in with, and for nobody known.
    """
    actor.require(ProcessPermission.EDIT)
    if department in BY_SIGN_IN or not department or len(department) > 40:
        raise Invalid(gettext_noop("Who has this role is set with the people."), field="department")
    with write():
        known = set(User.objects.filter(id__in=user_ids, is_active=True).values_list("id", flat=True))
        if known != set(user_ids):
            raise Invalid(gettext_noop("There is no such person."), field="people")
        rows = Seat.objects.select_for_update().filter(department=department)
        rows.exclude(user_id__in=known).delete()
        there = set(rows.values_list("user_id", flat=True))
        new = [Seat(department=department, user_id=pk, since=at) for pk in sorted(known - there)]
        Seat.objects.bulk_create(new)
        return list(Seat.objects.filter(department=department).order_by("id"))
