"""From a person's figures to a goal that only that person and managers see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from polku.access.logic import Actor, Reach
from polku.insight.hooks import About, FigureAct
from polku.measures.rules import MeasurePermission

INDICATOR: Final = "win-rate"
"""What people like for like are compared by."""
_KEPT: Final = {"product": "product", "kind": "customer_kind"}


def offered(actor: Actor, about: About) -> Sequence[FigureAct]:
    """A goal for the person of a row, from where they stand; the filter's product and kind of customer hold in it."""
    needed = (MeasurePermission.SET_GOALS, MeasurePermission.COACH)
    if about.person_id is None or any(actor.reach(one) < Reach.ALL for one in needed):
        return []
    wanted = {"indicator": INDICATOR, "person_id": str(about.person_id), "coaching": "1"}
    if about.share is not None:
        wanted["baseline"] = f"{100 * about.share:.1f}"
    if about.stage:
        wanted["place"] = f"{about.process}/{about.stage}"
    pairs = parse_qsl(about.query)
    for name, field in _KEPT.items():
        values = [value for key, value in pairs if key == name]
        wanted |= {field: values[0]} if len(values) == 1 and values[0] != "-" else {}
    url = f"{reverse('measures:new_goal')}?{urlencode(wanted)}"
    return [FigureAct(_("Set a coaching goal"), url, "target", of_row=True)]
