"""The message that carries the buyer's link, in the buyer's language."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from polku.company.queries import company
from polku.deals.models import Deal
from polku.journey.logic.asking import group
from polku.mail.writing import letter


@dataclass(frozen=True)
class Invitation:
    """Subject, text and the label of the button."""

    subject: str
    text: str
    button: str


def asking(deal: Deal, language: str, message: str = "", *, by: str = "") -> Invitation:
    """Ask how the selling went; `message` is the seller's own words."""
    with translation.override(language):
        context = {
            "firm": company().name,
            "message": message.strip(),
            "seller": by or company().name,
            "how": group(deal.outcome),
        }
        button = _("Answer three questions")
    written = letter("journey/mail/asking.txt", context, language=language)
    return Invitation(written.subject, written.text, button)
