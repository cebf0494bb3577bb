"""Labels of the codes of activities, for every door that shows them."""

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from polku.engage.logic.kinds import Kind
from polku.kernel.words import Text

OUTCOME_LABELS = {
    "planned": _("Planned"),
    "done": _("Done"),
    "reached": pgettext_lazy("on the phone", "Reached"),
    "no_answer": _("No answer"),
    "message_left": _("Left a message"),
    "no_show": _("Nobody came"),
    "cancelled": _("Cancelled"),
}
HELD_LABELS = {"meeting": _("Held"), "demo": _("Held"), "mail": _("Sent or received")}
REACTION_LABELS = {"warmer": _("Warmer"), "same": _("Same"), "colder": _("Colder")}
DIRECTION_LABELS = {"out": _("We began"), "in": _("They began")}
FORM_LABELS = {
    "call": _("Call"),
    "meeting": _("Meeting"),
    "demo": _("Demo"),
    "mail": _("Mail"),
    "note": _("Note"),
    "task": _("Task"),
}
ICONS = {
    "dot": pgettext_lazy("icon", "Dot"),
    **{form: FORM_LABELS[form] for form in ("call", "meeting", "demo", "mail", "note", "task")},
    "pin": _("Place"),
    "chat": pgettext_lazy("icon", "Speech bubble"),
    "people": _("People"),
    "box": pgettext_lazy("icon", "Box"),
    "star": pgettext_lazy("icon", "Star"),
    "globe": pgettext_lazy("icon", "Globe"),
    "send": _("Send"),
    "heart": pgettext_lazy("icon", "Heart"),
}
"""The drawings a kind of one's own may have, as they are read out."""

FIELD_LABELS = {
    "text": _("Notes"),
    "outcome": _("Outcome"),
    "reaction": _("Reaction"),
    "direction": _("Direction"),
    "at": _("When"),
    "contact_id": _("With"),
    "duration_minutes": _("Minutes"),
    "due_at": _("Due"),
    "by_id": _("Who"),
}


def kind_label(kind: Kind) -> str:
    """What a kind is called in the reader's language."""
    return kind.name.to(get_language() or "en") if isinstance(kind.name, Text) else gettext(kind.name)


def outcome_label(form: str, outcome: str) -> str:
    """What an outcome is called for a form: a meeting that is done was held."""
    if outcome == "done" and form in HELD_LABELS:
        return str(HELD_LABELS[form])
    return str(OUTCOME_LABELS.get(outcome, outcome))
