"""Tables of quotes."""

from polku.quotes.models.acceptance import Acceptance
from polku.quotes.models.handover import HandoverItem
from polku.quotes.models.negotiation import Approval, Comment, Concession, NegotiationPlan
from polku.quotes.models.quote import Quote
from polku.quotes.models.settings import QuoteSettings, TermsTemplate, Visit
from polku.quotes.models.version import QuoteLine, QuoteVersion

__all__ = [
    "Acceptance",
    "Approval",
    "Comment",
    "Concession",
    "HandoverItem",
    "NegotiationPlan",
    "Quote",
    "QuoteLine",
    "QuoteSettings",
    "QuoteVersion",
    "TermsTemplate",
    "Visit",
]
