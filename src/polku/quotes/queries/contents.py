"""A version's lines and words, ready to be changed, ordered or summed."""

from collections.abc import Collection, Sequence
from dataclasses import asdict

from polku.catalogue.logic.lines import AskedLine, summed
from polku.catalogue.logic.totals import Totals
from polku.quotes.logic.choosing import taken
from polku.quotes.logic.costs import Costs
from polku.quotes.logic.incoming import Content, OfferedLine
from polku.quotes.models import Quote, QuoteLine, QuoteVersion


def asked_of(line: QuoteLine) -> AskedLine:
    """A line as it was offered: nothing of it is looked up again."""
    return AskedLine(**asdict(line.line))


def content_of(version: QuoteVersion, lines: Sequence[QuoteLine]) -> Content:
    """What a version says; prices and taxes stay as they were offered."""
    return Content(
        lines=tuple(OfferedLine(asked_of(line), line.optional, line.group) for line in lines),
        title=version.title,
        needs=version.needs,
        terms=dict(version.terms),
        payment_terms=version.payment_terms,
        due_days=version.due_days,
        valid_until=version.valid_until,
        prices_include_tax=version.prices_include_tax,
        costs=Costs.of(version.costs),
    )


def chosen(
    row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine], positions: Collection[int] | None
) -> tuple[list[QuoteLine], Totals]:
    """The lines a buyer takes and what they come to. Raises: Invalid (a choice the offer does not have)."""
    counted = taken(lines, positions)
    kept = [line for line in lines if line.position in counted]
    totals = summed(
        [line.line for line in kept], currency=row.currency, prices_include_tax=version.prices_include_tax
    )
    return kept, totals
