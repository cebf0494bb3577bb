"""What people post by hand: entries, opening balances, reversals."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from polku.access.logic import Actor
from polku.books.actions.posting import number_now, post
from polku.books.actions.reversing import reverse
from polku.books.events import EntryPosted, EntryReversed
from polku.books.logic.accounts import Role
from polku.books.logic.entries import Line, NewEntry
from polku.books.models import Entry, Posting
from polku.books.rules import BooksPermission
from polku.company.queries import company
from polku.db.transactions import write
from polku.eventlog import actions as log
from polku.kernel.errors import Invalid, NotFound, Refused, gettext_noop
from polku.kernel.money import Money
from polku.kernel.text import clean

MANUAL: Final = "manual"
OPENING: Final = "opening"
BY_HAND: Final = (MANUAL, OPENING)
_TEXT_MAX: Final = 300


def post_manual(
    *,
    date: date,
    text: str,
    lines: Sequence[Line],
    kind: str = MANUAL,
    deal_id: int | None = None,
    customer_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> int:
    """Post an entry by hand; its id. In opening balances (`kind="opening"`) what is missing to balance goes to the
    account for opening balances.

    Raises: NotAllowed; Invalid, naming the field; Unbalanced; Refused where the month is closed.
    """
    actor.require(BooksPermission.POST)
    if kind not in BY_HAND:
        raise Invalid(gettext_noop("By hand there are entries and opening balances."), field="kind")
    told = clean(text, max_length=_TEXT_MAX, field="text").strip()
    if not told:
        raise Invalid(gettext_noop("Say what the entry is about."), field="text")
    found = [*lines, *_openings(lines)] if kind == OPENING else list(lines)
    entry = NewEntry(date=date, kind=kind, lines=found, text=told, deal_id=deal_id, customer_id=customer_id)
    with write():
        [entry_id] = post([entry], actor=actor, at=at)
        number_now()
        sums = Posting.objects.filter(entry_id=entry_id, debit=True).values_list("company_minor", flat=True)
        happened = EntryPosted(entry_id, sum(sums), company().currency)
        _tell(happened, entry_id, actor, at)
    return entry_id


def reverse_by_hand(
    entry_id: int, *, reason: str, date: date | None = None, actor: Actor, at: datetime
) -> int:
    """Take back what was posted by hand; the id of the reversal. An entry of a document is taken back by its document.

    Raises: NotAllowed, NotFound; Invalid without a reason; Refused.
    """
    actor.require(BooksPermission.POST)
    told = clean(reason, max_length=_TEXT_MAX, field="reason").strip()
    if not told:
        raise Invalid(gettext_noop("Say why."), field="reason")
    row = Entry.objects.visible_to(actor).filter(id=entry_id).first()
    if row is None:
        raise NotFound(gettext_noop("This entry does not exist."))
    if row.kind not in BY_HAND:
        message = gettext_noop(
            "This entry comes from a document: correct the document, and the books follow."
        )
        raise Refused(message, code="entry_of_document")
    with write():
        [reversal_id] = reverse([entry_id], actor=actor, at=at, date=date, texts={entry_id: told})
        number_now()
        _tell(EntryReversed(entry_id, reversal_id), entry_id, actor, at)
    return reversal_id


def _openings(lines: Sequence[Line]) -> list[Line]:
    """What opening balances lack to balance, in each currency."""
    own: dict[str, int] = {}
    company_minor: dict[str, int | None] = {}
    for line in lines:
        code, sign = line.amount.currency, 1 if line.debit is not None else -1
        own[code] = own.get(code, 0) + sign * line.amount.minor
        before = company_minor.get(code, 0)
        known = line.company_minor is not None and before is not None
        company_minor[code] = (before or 0) + sign * (line.company_minor or 0) if known else None
    missing = []
    for code, minor in own.items():
        line = (
            Line(role=Role.OPENING, credit=Money(minor, code))
            if minor > 0
            else Line(role=Role.OPENING, debit=Money(-minor, code))
        )
        worth = company_minor[code]
        if minor or worth:
            missing.append(replace(line, company_minor=None if worth is None else abs(worth)))
    return missing


def _tell(event: EntryPosted | EntryReversed, entry_id: int, actor: Actor, at: datetime) -> None:
    entry = log.Entry(event, ("books_entry", entry_id), at)
    log.append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
