"""Labels of the codes of the buyer's side, for every door that shows them."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from polku.deals.words import REASON_LABELS
from polku.engage.words import FORM_LABELS, REACTION_LABELS
from polku.journey.logic.codes import OBSTACLES
from polku.journey.models import ObstacleCode
from polku.process import facts
from polku.process.logic.wording import BUYER_PHASE_NAMES

Words = str | Promise

ROW_LABELS: Final[Mapping[str, Words]] = {
    "decision": _("They decide"),
    "action": _("They do"),
    "interaction": _("We meet"),
    "know": _("They must know"),
    "obstacle": _("What holds them up"),
    "feedback": _("What they say"),
}
ROW_HINTS: Final[Mapping[str, Words]] = {
    "decision": _("A question the buyer settles here"),
    "action": _("What the buyer does without us"),
    "interaction": _("Where buyer and seller come together"),
    "know": _("What they need in hand to decide"),
    "obstacle": _("What makes them stop or leave"),
    "feedback": _("What they tell us of it"),
}
PHASE_LABELS: Final[Mapping[str, Words]] = {key: _(text) for key, text in BUYER_PHASE_NAMES.items()}
TONE_LABELS: Final[Mapping[str, Words]] = {
    "warmer": REACTION_LABELS["warmer"],
    "same": REACTION_LABELS["same"],
    "colder": REACTION_LABELS["colder"],
}
ABOUT_LABELS: Final[Mapping[str, Words]] = {
    "selling": _("How we sell"),
    "product": _("Product"),
    "price": _("Price"),
    "people": _("People"),
    "speed": _("How fast we are"),
    "paperwork": _("Paperwork"),
    "support": _("Support"),
    "other": _("Something else"),
}
STATE_LABELS: Final[Mapping[str, Words]] = {
    "open": pgettext_lazy("an obstacle", "Open"),
    "removed": pgettext_lazy("an obstacle", "Removed"),
}
GAP_LABELS: Final[Mapping[str, Words]] = {
    "unanswered": _("Obstacle without an answer"),
    "silence": _("Silence too long"),
    "no_next_step": _("No next step"),
    "no_material": _("They lack what they must know"),
}
EASE_LABELS: Final[Mapping[int, Words]] = {
    5: _("Very easy"),
    4: _("Easy"),
    3: _("So-so"),
    2: _("Hard"),
    1: _("Very hard"),
}
SCORE_LABELS: Final[Mapping[int, Words]] = {
    5: _("5, very content"),
    4: "4",
    3: "3",
    2: "2",
    1: _("1, not at all content"),
}
KNEW_LABELS: Final[Mapping[str, Words]] = {"yes": _("Yes"), "partly": _("Partly"), "no": _("No")}
AGAIN_LABELS: Final[Mapping[str, Words]] = {"yes": _("Yes"), "maybe": _("Maybe"), "no": _("No")}
GROUP_LABELS: Final[Mapping[str, Words]] = {
    "open": pgettext_lazy("deals", "Open"),
    "won": pgettext_lazy("deals", "Won"),
    "lost": pgettext_lazy("deals", "Lost"),
}
_OWN_LABELS: Final[Mapping[str, Words]] = {"rival": _("A rival")}
"""Where the word for a loss does not fit what still stands in the way."""

FIELD_LABELS: Final[Mapping[str, Words]] = {
    "note": _("Notes"),
    "remedy": _("Remedy"),
    "owner_id": _("Who sees to it"),
    "code": _("Obstacle"),
    "state": _("State"),
}


def obstacle_labels(*, archived: bool = True) -> dict[str, str]:
    """What each obstacle is called: the ready ones, then the company's own; one query."""
    found = {code: str(_OWN_LABELS.get(code, REASON_LABELS[code])) for code in OBSTACLES}
    own = ObstacleCode.objects.order_by("id")
    language = get_language() or "en"
    for row in own if archived else own.filter(archived_at=None):
        found[row.key] = row.name.to(language)
    return found


def link_label(link: str, obstacles: Mapping[str, str]) -> str:
    """What an entry is tied to, in words."""
    kind, _sep, name = link.partition(":")
    if kind == "fact":
        fact = facts.known().get(name)
        return str(fact.label) if fact else name
    labels: dict[str, Mapping[str, object]] = {
        "activity": FORM_LABELS,
        "obstacle": obstacles,
        "feedback": ABOUT_LABELS,
    }
    return str(labels.get(kind, {}).get(name, name))
