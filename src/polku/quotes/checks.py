"""What must be true of quotes: `polku check` asks."""

from collections.abc import Iterator

from polku.documents.logic import digest
from polku.kernel.redaction import ERASED
from polku.quotes.models import QuoteLine, QuoteVersion
from polku.quotes.queries.snapshots import snapshot


def sent_is_as_it_was() -> Iterator[str]:
    """What was sent says today what it said then, unless a person was forgotten in it."""
    rows = QuoteVersion.objects.filter(issued_at__isnull=False).select_related("quote").order_by("id")
    for version in rows.iterator(chunk_size=200):
        lines = list(QuoteLine.objects.filter(version=version).order_by("position"))
        now = snapshot(version.quote, version, lines)
        if digest(now) != version.digest and ERASED not in str(now):
            yield f"the quote {version.quote.number}, version {version.version}, is not as it was sent"
