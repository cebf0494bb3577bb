"""Labels of the codes of qualifying, for every door that shows them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TOPIC_LABELS = {
    "budget": _("Budget"),
    "authority": _("Authority"),
    "need": _("Need"),
    "time": pgettext_lazy("by when it is needed", "Time"),
    "ready": _("Ready"),
    "willing": _("Willing"),
    "able": _("Able"),
    "interest": _("Interest"),
    "ability": _("Ability"),
    "fit": _("Fit"),
    "past": _("The past"),
    "today": _("Today"),
    "change": _("The change"),
    "obstacle": _("Obstacles"),
    "motive": _("Motives"),
    "alternatives": _("Alternatives"),
    "recap": _("Recap"),
}
FIELD_LABELS = {
    "name": _("Your name"),
    "company": _("Company"),
    "email": _("Mail address"),
    "phone": _("Phone"),
    "message": _("Message"),
}
FIELD_KIND_LABELS = {
    "text": _("Line of text"),
    "long": _("Long text"),
    "number": pgettext_lazy("kind of field", "Number"),
    "date": _("Day"),
    "check": _("Tick"),
    "choice": _("Choice"),
    "email": _("Mail address"),
    "phone": _("Phone"),
}
STATUS_LABELS = {
    "new": _("Waiting"),
    "waiting": _("Not confirmed yet"),
    "mapped": _("Lead"),
    "spam": _("Spam"),
    "failed": _("Failed"),
}
YES_NO = {True: _("Yes"), False: _("No")}
