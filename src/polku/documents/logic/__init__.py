"""Pure parts of documents: spelling of numbers, digests, payment codes."""

from polku.documents.logic.digests import canonical, digest
from polku.documents.logic.payment import Payment, payment_code

__all__ = ["Payment", "canonical", "digest", "payment_code"]
