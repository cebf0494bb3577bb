"""Filters of the books: amounts in columns, what an entry and an account are called."""

from django import template

from polku.books import words
from polku.books.logic.periods import first_day
from polku.books.models import Account, Entry
from polku.eventlog.events import Via
from polku.ui import locale_formats

register = template.Library()


@register.filter
def plain_amount(minor: int | None, currency: str) -> str:
    """An amount without its currency, for a column: `1,234.50`."""
    return "" if minor is None else words.amount(minor, currency)


@register.filter
def entry_text(entry: Entry) -> str:
    """What an entry is about."""
    return words.entry_text(entry)


@register.filter
def entry_kind(kind: str) -> str:
    """What a kind of entry is called."""
    return words.kind_label(kind)


@register.filter
def entry_number(entry: Entry) -> str:
    """The number of an entry with its year."""
    return words.number_label(entry)


@register.filter
def account_kind(account: Account) -> str:
    """What a kind of account is called."""
    return str(words.KIND_LABELS.get(account.kind, account.kind))


@register.filter
def account_role(account: Account) -> str:
    """What documents use an account for."""
    return str(words.ROLE_LABELS.get(account.role, account.role)) if account.role else ""


@register.filter
def source(entry: Entry) -> tuple[str, str]:
    """The document of an entry: what it is called, and its address."""
    return words.source_link(entry)


@register.filter
def door(entry: Entry) -> str:
    """Through which door an entry was posted."""
    return str(words.VIA_LABELS[Via(entry.via)])


@register.filter
def month(number: int) -> str:
    """A month that stands by itself: “July 2026”."""
    return locale_formats.month(first_day(number))


@register.filter
def times(minor: int, side: int) -> int:
    """A balance as its kind of account tells it: 1 as it is, -1 the other way round."""
    return minor * side
