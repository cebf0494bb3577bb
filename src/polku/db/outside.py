"""Numbers of other systems: each is given to one row of a table."""

from collections.abc import Mapping

from django.db import models

from polku.db.lists import among
from polku.db.transactions import take_turns
from polku.kernel.errors import Invalid, gettext_noop

_KNOWN = gettext_noop("This number of another system is given already.")


def given_already(model: type[models.Model], numbers: Mapping[int, str]) -> dict[int, Invalid]:
    """Why places may not have their `external_id`: a row of the table has it, or an earlier place; empty ones may.

    Nobody else can give them until the running transaction ends.
    """
    asked = {number for number in numbers.values() if number}
    if not asked:
        return {}
    take_turns(model._meta.label, asked)
    rows = model._default_manager.filter(external_id__in=among(asked, text=True))
    taken = set(rows.values_list("external_id", flat=True))
    found: dict[int, Invalid] = {}
    for place, number in numbers.items():
        if number in taken:
            found[place] = Invalid(_KNOWN, field="external_id", code="known")
        elif number:
            taken.add(number)
    return found
