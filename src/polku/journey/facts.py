"""What criteria may ask of the buyer's side: two queries for all of it."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from polku.db.lists import among
from polku.journey import events as happened
from polku.journey.logic.codes import State, Tone
from polku.journey.models import Feedback, Obstacle
from polku.process.facts import Fact

GROUP = "journey.buyer"
_OBSTACLES = frozenset(event.kind for event in happened.OBSTACLE)
_FEEDBACK = frozenset(event.kind for event in happened.FEEDBACK)


def of_buyer(names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    """What holds the buyers of these deals up, and what they said last."""
    found: dict[int, dict[str, object]] = {
        deal_id: {"open_obstacles": 0.0, "removed_obstacles": 0.0} for deal_id in deal_ids
    }
    rows = Obstacle.objects.filter(deal_id__in=among(deal_ids), voided_at=None).order_by().values("deal_id")
    for row in rows.annotate(
        open=Count("id", filter=Q(state=State.OPEN.value)),
        removed=Count("id", filter=Q(state=State.REMOVED.value)),
    ):
        found[row["deal_id"]] |= {
            "open_obstacles": float(row["open"]),
            "removed_obstacles": float(row["removed"]),
        }
    if {"last_feedback", "feedback_given", "feedback_colder", "buyer_answered"} & set(names):
        said = Feedback.objects.filter(deal_id__in=among(deal_ids), voided_at=None).order_by("at", "id")
        for deal_id, tone, by_buyer in said.values_list("deal_id", "tone", "by_buyer"):
            known = found[deal_id]
            known |= {"feedback_given": True, "last_feedback": tone, "feedback_colder": tone == Tone.COLDER}
            if by_buyer:
                known["buyer_answered"] = True
    return found


FACTS = (
    Fact(
        "open_obstacles",
        "number",
        _("Open obstacles"),
        _("Remove what holds the buyer up"),
        _OBSTACLES,
        group=GROUP,
    ),
    Fact(
        "removed_obstacles",
        "number",
        _("Removed obstacles"),
        _("Remove what holds the buyer up"),
        _OBSTACLES,
        group=GROUP,
    ),
    Fact(
        "feedback_given",
        "bool",
        _("Feedback of the buyer"),
        _("Ask the buyer, and note it"),
        _FEEDBACK,
        group=GROUP,
    ),
    Fact(
        "last_feedback", "text", _("Last feedback"), _("Ask the buyer, and note it"), _FEEDBACK, group=GROUP
    ),
    Fact(
        "feedback_colder", "bool", _("The buyer grew colder"), _("Ask what is wrong"), _FEEDBACK, group=GROUP
    ),
    Fact(
        "buyer_answered",
        "bool",
        _("The buyer answered by the link"),
        _("Send the link"),
        _FEEDBACK,
        group=GROUP,
    ),
)
