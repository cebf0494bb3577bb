"""What the buyer's side puts into the interface: its place, acts, the deal's panel, Today, the timeline, the map."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polku.deals import ways
from polku.journey.rules import JourneyPermission
from polku.journey.web import panels, showing, timeline, today
from polku.process import buyers
from polku.ui import registry
from polku.ui.registry import Behaviour, Keys, PaletteAction, Panel, Place, Stylesheet, TodaySource

SEE = JourneyPermission.SEE


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    registry.stylesheets.register(
        Stylesheet("journey/css/journey.css", areas=("journey", "start")), Stylesheet("journey/css/buyer.css")
    )
    registry.behaviours.register(Behaviour("journey/js/matrix.js"))
    registry.places.register(Place("buyers", _("Buyers"), "journey:home", "route", 42, SEE, "j"))
    registry.palette_actions.register(
        PaletteAction("obstacles", _("Obstacles"), "journey:obstacles", "warn", 210, SEE),
        PaletteAction("gaps", _("What is missing in deals"), "journey:gaps", "list", 211, SEE),
        PaletteAction("buyer_answers", _("What buyers say"), "journey:answers", "chat", 212, SEE),
        PaletteAction(
            "ready_journeys", _("Ready-made journeys"), "journey:ready", "route", 213, JourneyPermission.EDIT
        ),
    )
    registry.deal_panels.register(
        Panel("buyer", _("The buyer"), "journey/panel.html", panels.of_deal, "left", 15, SEE)
    )
    registry.today_sources.register(
        TodaySource("rising_obstacles", today.rising, 12, JourneyPermission.WATCH),
        TodaySource("unanswered_obstacles", today.unanswered, 22, JourneyPermission.RECORD),
    )
    registry.key_lists.register(
        Keys(
            "buyer",
            _("The buyer, on a deal"),
            (
                ("O", _("note an obstacle; its letter notes it")),
                ("F", _("note feedback; W warmer, S same, C colder")),
            ),
        ),
        Keys(
            "journey",
            _("On the journey"),
            (("← ↑ → ↓", _("from cell to cell")), ("N", _("add to the cell")), ("Enter", _("change"))),
        ),
    )
    timeline.register()
    buyers.sides.register("journey", showing.above)
    for fact, name, label in (
        ("open_obstacles", "deal_obstacles", _("Obstacles")),
        ("feedback_given", "feedback", _("Note")),
        ("buyer_answered", "link", _("Send the link")),
    ):
        ways.register(ways.Way(fact, label, _to(name)))


def _to(name: str) -> Callable[[int], str]:
    return lambda deal_id: reverse(f"journey:{name}", args=[deal_id])
