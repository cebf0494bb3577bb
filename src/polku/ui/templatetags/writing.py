"""Filters that write values as the reader does: words, amounts, numbers, times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.access.logic import right_words
from polku.kernel.errors import Message
from polku.kernel.money import Money
from polku.kernel.words import Text
from polku.ui import locale_formats

register = template.Library()


@register.filter
def words(value: Text | Mapping[str, str] | str | None) -> str:
    """Words of data in the reader's language: `{{ stage.name|words }}`."""
    return Text.of(value).to(get_language() or "en") if value else ""


@register.filter
def money(minor: int | Money | None, currency: str = "") -> str:
    """`{{ deal.value_minor|money:deal.value_currency }}`, or of a Money; nothing for None."""
    return _money(minor, currency, cents=True)


@register.filter
def money_whole(minor: int | Money | None, currency: str = "") -> str:
    """The same without cents, for boards and sums."""
    return _money(minor, currency, cents=False)


def _money(amount: int | Money | None, currency: str, *, cents: bool) -> str:
    if isinstance(amount, Money):
        return locale_formats.money(amount.minor, amount.currency, cents=cents)
    return "" if amount is None or not currency else locale_formats.money(amount, currency, cents=cents)


@register.filter
def number(value: int | float | Decimal | None, places: int = 0) -> str:
    """A number with the reader's separators, at most `places` decimals."""
    return "" if value is None else locale_formats.number(value, places)


@register.filter
def counted(value: int | None) -> str:
    """A count that is exact up to 10,000: beyond, “10,000+”."""
    return "" if value is None else locale_formats.counted(value)


@register.filter
def percent(share: float | Decimal | None, places: int = 0) -> str:
    """A share of 1 as per cent."""
    return "" if share is None else locale_formats.percent(share, places)


@register.filter
def span(seconds: float | None) -> str:
    """A length of time: `{{ visit.working_seconds|span }}` says “2 d”."""
    return "" if seconds is None else locale_formats.span(seconds)


@register.filter
def ago(at: datetime | None) -> SafeString | str:
    """A moment seen from now, the exact one as its title: “3 hours ago”."""
    if at is None:
        return ""
    said = locale_formats.ago(at, now=timezone.now())
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>', at.isoformat(), locale_formats.exact(at), said
    )


@register.filter
def day(on: date | datetime | None) -> SafeString | str:
    """A day, “23 Nov” (the year only if it is another one), in full as its title."""
    if on is None:
        return ""
    said = locale_formats.day(on, now=timezone.now())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', on.isoformat(), locale_formats.full_day(on), said
    )


@register.filter
def long_day(on: date | datetime | None) -> str:
    """A day with its weekday: “Monday 23 November”."""
    return "" if on is None else locale_formats.long_day(on)


@register.filter
def full_day(on: date | datetime | None) -> str:
    """A day with its year, in words nobody takes for another day: “23 November 2026”."""
    return "" if on is None else locale_formats.full_day(on)


@register.filter
def clock(at: datetime | None) -> str:
    """The time of day: “16:12”."""
    return "" if at is None else locale_formats.clock(at)


@register.filter
def exact(at: datetime | None) -> str:
    """A moment in full: “23 November 2026, 16:12”."""
    return "" if at is None else locale_formats.exact(at)


@register.filter
def say(message: object) -> str:
    """A message of the domain (an error, a hint) in the reader's language."""
    return message.translated(_) if isinstance(message, Message) else str(message)


@register.filter
def plain(value: object) -> str:
    """A value as machines write it (`12.5`, never `12,5`): for SVG attributes and data- attributes."""
    return str(value)


@register.filter
def get(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """The value of a key that only the template knows."""
    return None if mapping is None else mapping.get(key)


@register.filter
def right(rule: str) -> str:
    """What a right is called for people: `{{ error.rule|right }}`."""
    return right_words(rule)
