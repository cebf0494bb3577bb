"""What the steps of the guided start show."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.company.queries import company
from polku.journey.logic.ready_made import all_ready
from polku.journey.queries.journeys import journeys
from polku.process.logic.definition import Definition
from polku.process.logic.drawing import draw_mini
from polku.process.logic.ready_made import definition
from polku.process.logic.wording import Wording
from polku.process.queries import default_process
from polku.start.logic import READY, STEPS, Progress
from polku.start.queries import aim
from polku.start.words import INDICATOR_NAMES, STEP_NAMES, STEP_WHYS
from polku.ui import locale_formats
from polku.ui.registry import address


@dataclass(frozen=True)
class Stop:
    """A step on the line above: its name, whether it is behind, where it is taken up."""

    key: str
    number: int
    name: object
    state: str
    here: bool
    url: str


def spoken() -> str:
    """The reader's language."""
    return get_language() or "en"


def stops(found: Progress, here: str) -> list[Stop]:
    """The five steps as a line."""
    base = reverse("start:start")
    return [
        Stop(key, number, STEP_NAMES[key], found.state(key), key == here, f"{base}?step={key}")
        for number, key in enumerate(STEPS, 1)
    ]


def why(step: str) -> object:
    """What a step is good for."""
    return STEP_WHYS[step]


def of_step(step: str, actor: Actor) -> dict[str, Any]:
    """What one step shows beside its form."""
    if step == "aims":
        return {"aim": _aim_said(), "goals_url": address("measures:goals")}
    process = default_process()
    if step == "stages":
        ready = [(one, _mini(one)) for one in map(definition, READY)]
        return {"ready": ready, "process": process, "events_url": address("exchange:history")}
    if step == "buyer":
        mine = [row for row in journeys(actor) if row.number]
        return {"ready": all_ready(), "journeys": mine}
    if step == "publish":
        return {
            "process": process,
            "journeys": [row for row in journeys(actor) if row.number],
            "aim": _aim_said(),
        }
    return {}


def _aim_said() -> str:
    found = aim()
    if found is None:
        return ""
    row, firm = found.aim, company()
    counts = row.indicator == "wins"
    target, reached = (
        locale_formats.number(one) if counts else locale_formats.money(one, firm.currency, cents=False)
        for one in (row.target, found.reached)
    )
    return _("%(what)s: %(reached)s of %(target)s, until %(day)s") % {
        "what": INDICATOR_NAMES[row.indicator], "reached": reached, "target": target,
        "day": locale_formats.full_day(row.until),
    }  # fmt: skip


def _mini(one: Definition) -> SafeString:
    """A tiny picture of a process."""
    return mark_safe(draw_mini(one, wording=Wording(spoken(), gettext), name=one.key))  # noqa: S308 -- our own drawing, which escapes
