"""Taking entries back: a reversal is a new entry with the same lines on the other side."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from polku.access.logic import Actor
from polku.books.actions.posting import post
from polku.books.logic.entries import Line, NewEntry
from polku.books.models import Entry, Posting
from polku.company.queries import day_of
from polku.db.lists import among
from polku.db.transactions import write
from polku.kernel.errors import NotFound, Refused, gettext_noop
from polku.kernel.money import Money

REVERSAL = "reversal"


def reverse(
    entry_ids: Sequence[int],
    *,
    actor: Actor,
    at: datetime,
    date: date | None = None,
    text_key: str = "reversal",
    texts: Mapping[int, str] | None = None,
    history: bool = False,
) -> list[int]:
    """Take entries back as of a day (today if none is given); the ids of the reversals, in order.

    Documents call it within their own transaction. Two statements more than `post`.

    Raises: NotFound; Refused where one was reversed before, is not posted yet, or the month is closed.
    """
    if not entry_ids:
        return []
    day = date or day_of(at)
    with write():
        entries = {
            row.pk: row
            for row in Entry.objects.select_for_update().filter(id__in=among(entry_ids)).order_by("id")
        }
        if len(entries) != len(set(entry_ids)):
            raise NotFound(gettext_noop("This entry does not exist."))
        if Entry.objects.filter(reverses_id__in=among(entry_ids)).exists() or len(set(entry_ids)) != len(
            entry_ids
        ):
            raise Refused(gettext_noop("This entry was reversed before."), code="reversed_before")
        lines: dict[int, list[Line]] = {one: [] for one in entries}
        for posting in Posting.objects.filter(entry_id__in=among(entry_ids)).order_by("id"):
            lines[posting.entry_id].append(_line(posting))
        new = [
            _reversal(entries[one], lines[one], day, text_key, (texts or {}).get(one, ""))
            for one in entry_ids
        ]
        return post(new, actor=actor, at=at, history=history)


def _line(posting: Posting) -> Line:
    amount = Money(posting.amount_minor, posting.currency)
    return Line(
        account_id=posting.account_id,
        debit=None if posting.debit else amount,
        credit=amount if posting.debit else None,
        company_minor=posting.company_minor,
        tax_key=posting.tax_key,
        product_id=posting.product_id,
        deal_id=posting.deal_id,
        customer_id=posting.customer_id,
        campaign=posting.campaign,
    )


def _reversal(entry: Entry, lines: Sequence[Line], day: date, text_key: str, text: str) -> NewEntry:
    source = (entry.source_type, entry.source_id) if entry.source_id is not None else None
    return NewEntry(
        date=day, kind=REVERSAL, lines=lines, source=source, text_key=text_key, deal_id=entry.deal_id,
        customer_id=entry.customer_id, text=text, reverses_id=entry.pk,
    )  # fmt: skip
