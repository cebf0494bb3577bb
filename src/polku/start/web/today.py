"""The guided start on Today of a fresh company."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from polku.access.logic import Actor
from polku.start.logic import STEPS
from polku.start.queries import is_offered, progress
from polku.start.words import STEP_NAMES
from polku.ui.registry import TodayRow

KIND = gettext_lazy("Guided start")


def rows(_actor: Actor, _at: datetime) -> list[TodayRow]:
    """One row until it is finished or put away."""
    if not is_offered():
        return []
    found = progress()
    number = STEPS.index(found.next) + 1
    return [
        TodayRow(
            key="start",
            why=_("Step %(number)s of %(all)s") % {"number": number, "all": len(STEPS)},
            title=_("Guided start: %(step)s") % {"step": STEP_NAMES[found.next]},
            url=reverse("start:start"),
            detail=_("A quarter of an hour to your own process"),
            rank=5,
            kind=KIND,
            act_label=_("Go on") if found.is_begun else pgettext("verb", "Begin"),
            act_url=reverse("start:start"),
        )
    ]
