"""Tables of quotes."""

from polku.quotes.models.acceptance import Acceptance
from polku.quotes.models.negotiation import Approval, Comment, Concession
from polku.quotes.models.quote import Quote
from polku.quotes.models.version import QuoteLine, QuoteVersion

__all__ = ["Acceptance", "Approval", "Comment", "Concession", "Quote", "QuoteLine", "QuoteVersion"]
