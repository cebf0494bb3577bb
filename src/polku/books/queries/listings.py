"""Entries and postings, row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Prefetch, Q

from polku.access.logic import Actor
from polku.books.logic.accounts import RESULT_KINDS
from polku.books.models import Account, AccountQuerySet, Entry, EntryQuerySet, Posting, PostingQuerySet
from polku.books.queries.carrying import year_end_ids
from polku.books.queries.profits import DIMENSIONS
from polku.books.queries.sums import FIRST_DAY, LAST_DAY, balance_before
from polku.books.queries.taxes import SIGNED, TAXED
from polku.kernel.errors import NotFound, gettext_noop

PAGE: Final = 100
_FILTERS: Final = {
    "account": "account__code",
    "tax_key": "tax_key",
    "source_type": "entry__source_type",
    "source_id": "entry__source_id",
    "kind": "entry__kind",
    **DIMENSIONS,
}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A posting and what the account has after it, debit less credit in company currency."""

    posting: Posting
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of an account: what it had before, its postings in order, and where the next page begins."""

    account: Account
    opening_minor: int
    rows: tuple[LedgerRow, ...]
    next_after: str

    @property
    def closing_minor(self) -> int:
        """What it has after the last row shown."""
        return self.rows[-1].balance_minor if self.rows else self.opening_minor


def journal(
    user: Actor, *, date_from: date | None = None, date_to: date | None = None, kind: str = ""
) -> EntryQuerySet:
    """Posted entries, the newest first, with their lines."""
    rows = Entry.objects.visible_to(user).filter(posted_at__isnull=False)
    if date_from or date_to:
        rows = rows.filter(date__range=(date_from or FIRST_DAY, date_to or LAST_DAY))
    if kind:
        rows = rows.filter(kind=kind)
    lines = Prefetch("postings", Posting.objects.select_related("account").order_by("id"))
    return rows.prefetch_related(lines).order_by("-date", "-id")


def entry(entry_id: int, user: Actor) -> Entry:
    """One entry that the person may see, with its lines.

    Raises: NotFound.
    """
    lines = Prefetch("postings", Posting.objects.select_related("account").order_by("id"))
    rows = Entry.objects.visible_to(user).select_related("reverses", "reversed_by").prefetch_related(lines)
    found = rows.filter(id=entry_id).first()
    if found is None:
        raise NotFound(gettext_noop("This entry does not exist, or you may not see it."))
    return found


def accounts(user: Actor) -> AccountQuerySet:
    """Every account by its code, retired ones too."""
    return Account.objects.visible_to(user).order_by("code")


def account(code: str, user: Actor) -> Account:
    """One account.

    Raises: NotFound.
    """
    found = Account.objects.visible_to(user).filter(code=code).first()
    if found is None:
        raise NotFound(gettext_noop("This account does not exist, or you may not see it."))
    return found


def account_of_role(role: str) -> str:
    """The code of the account that documents use for something; empty where none has the role."""
    return Account.objects.filter(role=role).values_list("code", flat=True).first() or ""


def entry_of(user: Actor, sources: Sequence[tuple[str, int]]) -> EntryQuerySet:
    """The entries of some documents, in the order they were posted."""
    wanted = Q(pk__in=[])
    for source_type, source_id in sources:
        wanted |= Q(source_type=source_type, source_id=source_id)
    return Entry.objects.visible_to(user).filter(wanted).order_by("id")


def postings(
    user: Actor,
    *,
    date_from: date | None = None,
    date_to: date | None = None,
    only: Mapping[str, Any] | None = None,
    results: bool = False,
) -> PostingQuerySet:
    """Postings by account, tax key, deal, customer, product, campaign, document; in the order of their days.

    Those of a tax key are the ones of the VAT report: by the days of their tax.
    `only` maps those names to a value, None for postings that have none. `results` keeps income and expenses.
    """
    rows = Posting.objects.visible_to(user).select_related("account", "entry")
    span = (date_from or FIRST_DAY, date_to or LAST_DAY)
    if (only or {}).get("tax_key"):
        rows = rows.alias(taxed=TAXED).filter(taxed__range=span)
    else:
        rows = rows.filter(date__range=span)
    for name, value in (only or {}).items():
        column = _FILTERS[name]
        if value is None:
            rows = rows.filter(**({column: ""} if name == "campaign" else {f"{column}__isnull": True}))
        else:
            rows = rows.filter(**{column: value})
    if results:
        rows = rows.filter(account__kind__in=RESULT_KINDS).exclude(entry_id__in=year_end_ids())
    return rows.order_by("date", "id")


def ledger(
    user: Actor,
    code: str,
    *,
    date_from: date | None = None,
    date_to: date | None = None,
    after: str = "",
    limit: int = PAGE,
) -> Ledger:
    """A page of one account with its running balance; a long ledger costs no more than a short one. Five statements.

    Raises: NotFound.
    """
    found_account = account(code, user)
    rows = postings(user, date_from=date_from, date_to=date_to).filter(account=found_account)
    day, last_id = _place(after)
    if day is None:
        opening = balance_before(found_account.pk, date_from or FIRST_DAY)
    else:
        rows = rows.filter(Q(date__gt=day) | Q(date=day, id__gt=last_id), date__gte=day)
        same_day = Posting.objects.filter(account=found_account, date=day, id__lte=last_id)
        opening = balance_before(found_account.pk, day) + (same_day.aggregate(moved=SIGNED)["moved"] or 0)
    found = list(rows[: limit + 1])
    told, balance = [], opening
    for one in found[:limit]:
        balance += one.company_minor if one.debit else -one.company_minor
        told.append(LedgerRow(one, balance))
    last = told[-1].posting if len(found) > limit else None
    return Ledger(found_account, opening, tuple(told), f"{last.date.isoformat()}.{last.pk}" if last else "")


def _place(after: str) -> tuple[date | None, int]:
    """Where a page begins, as `next_after` said; what can't be read is the first page."""
    day, _, number = after.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None, 0
