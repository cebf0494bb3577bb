"""The messages of quotes, in the buyer's language."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from polku.company.queries import company
from polku.mail.writing import letter
from polku.quotes.models import Quote, QuoteVersion
from polku.quotes.papering import money
from polku.ui import locale_formats


@dataclass(frozen=True)
class Offer:
    """Subject, text and the label of the button."""

    subject: str
    text: str
    button: str


def offer(row: Quote, version: QuoteVersion, message: str = "") -> Offer:
    """The message an offer travels with; `message` is the seller's own words."""
    with translation.override(row.language):
        context = {
            "firm": company().name,
            "number": row.number,
            "title": version.title,
            "name": row.contact.name if row.contact else "",
            "total": money(version.gross_minor, row.currency),
            "until": locale_formats.full_day(version.valid_until),
            "message": message.strip(),
            "seller": row.owner.name if row.owner else company().name,
        }
        button = _("Read the offer")
    written = letter("quotes/mail/offer.txt", context, language=row.language)
    return Offer(written.subject, written.text, button)
