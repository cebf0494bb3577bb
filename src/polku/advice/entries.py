"""What advice puts into the interface."""

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.advice.events import OrderAskedFor, SignalSeen
from polku.advice.logic.techniques import ready
from polku.advice.models import Asking, BuyingSignal
from polku.advice.rules import AdvicePermission
from polku.advice.web import panel
from polku.advice.words import ANSWERS, SIGNALS
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.ui import registry, timeline
from polku.ui.timeline import Asked


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    registry.deal_panels.register(
        registry.Panel(
            "advice", _("What helped deals like this"), "advice/panel.html", panel.load, column="left", order=8,
            permission=AdvicePermission.SEE,
        )
    )  # fmt: skip
    registry.stylesheets.register(registry.Stylesheet("advice/css/advice.css"))
    registry.palette_actions.register(
        registry.PaletteAction("advice", _("What helps"), "advice:helps", "insight", 62, AdvicePermission.SEE)
    )
    registry.settings_pages.register(
        registry.SettingsPage(
            "advice", _("Closing techniques"), "advice:settings", "flag", 36, AdvicePermission.ALLOW_PRESSURE,
            _("Selling"), _("Whether techniques that press may be used"),
        )
    )  # fmt: skip
    timeline.names.register("technique", _techniques)
    timeline.names.register(
        "answer", lambda asked: {one: str(ANSWERS.get(str(one[0]), one[0])) for one in asked}
    )
    timeline.names.register(
        "signal", lambda asked: {one: str(SIGNALS.get(str(one[0]), one[0])) for one in asked}
    )
    kinds = frozenset({OrderAskedFor.kind, SignalSeen.kind})
    timeline.undos.register("advice", timeline.Undo(kinds, _can_undo, _undo_url))


def _techniques(asked: Collection[Asked]) -> dict[Asked, str]:
    language, known = get_language() or "en", ready()
    return {
        one: known[str(one[0])].name.to(language) if str(one[0]) in known else str(one[0]) for one in asked
    }


def _undo_url(event_id: int) -> str:
    return reverse("advice:reversal", args=[event_id])


def _can_undo(actor: Actor, events: Sequence[Event]) -> set[int]:
    """Notes that stand still, in deals that the person may change."""
    if not actor.may(AdvicePermission.ASK):
        return set()
    cases = {event.case_id for event in events if event.case_id is not None}
    rows = Deal.objects.reached_by(actor, AdvicePermission.ASK).current().filter(id__in=cases)
    reached = set(rows.values_list("id", flat=True))
    ids = [event.subject_id for event in events]
    standing = {
        OrderAskedFor.kind: set(
            Asking.objects.filter(id__in=ids, voided_at=None).values_list("id", flat=True)
        ),
        SignalSeen.kind: set(
            BuyingSignal.objects.filter(id__in=ids, voided_at=None).values_list("id", flat=True)
        ),
    }
    return {
        event.id for event in events if event.case_id in reached and event.subject_id in standing[event.kind]
    }
