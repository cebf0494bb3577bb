"""Filters of the spine's templates."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polku.deals.logic.pace import Pace
from polku.deals.models import Closure, Deal, DealContact
from polku.deals.ways import Way
from polku.deals.web.showing import pace_sentence, when
from polku.deals.words import OUTCOME_LABELS, REASON_LABELS
from polku.ui.locale_formats import number
from polku.ui.templatetags.ui import signal

register = template.Library()


@register.filter
def titled(deal: Deal) -> str:
    """What a card says beside the customer's name: the title, or the product where the title is the name."""
    return deal.product if deal.title == deal.customer.name else deal.title


@register.filter
def due(at: datetime | None) -> str:
    """When a next step is due: “today 9:30”, “Mon”."""
    return when(at, timezone.now())


@register.filter
def due_short(at: datetime | None) -> str:
    """The same for narrow cards: the time of day only of what is due today."""
    now = timezone.now()
    return when(at, now, day_only=at is not None and timezone.localdate(at) != timezone.localdate(now))


@register.filter
def overdue(deal: Deal) -> bool:
    """Whether the next step should have been done."""
    return deal.next_step_at is not None and deal.next_step_at < timezone.now()


@register.filter
def days(value: float | None) -> str:
    """Working days: “2 d”, under one with a decimal."""
    if value is None:
        return ""
    return _("%(days)s d") % {"days": number(value, 0 if value >= 1 or value == 0 else 1)}


@register.simple_tag
def pace_words(pace: Pace, long: bool = False) -> SafeString | str:
    """The time in a stage with its signal: in a sentence, or short for cards (“9 of 7 d, late”)."""
    if pace.days is None:
        return ""
    if long:
        return signal(pace.signal, pace_sentence(pace))
    spent = number(pace.days, 0 if pace.days >= 1 else 1)
    if pace.expected is None:
        return signal(pace.signal, _("%(days)s d") % {"days": spent})
    words = {
        "late": _("%(days)s of %(expected)s d, late"),
        "stuck": _("%(days)s of %(expected)s d, stuck"),
    }.get(pace.signal, _("%(days)s of %(expected)s d"))
    return signal(pace.signal, words % {"days": spent, "expected": number(pace.expected, 1)})


@register.filter
def pace_said(pace: Pace) -> str:
    """The time in a stage in a sentence, for who points at the short form."""
    return "" if pace.days is None else pace_sentence(pace)


@register.filter
def outcome_word(deal: Deal) -> str:
    """How the deal stands, in a word."""
    return str(OUTCOME_LABELS.get(deal.outcome, deal.outcome))


@register.filter
def reason_words(closure: Closure) -> str:
    """Why it ended, in words."""
    return ", ".join(str(REASON_LABELS.get(one, one)) for one in closure.reasons)


@register.filter
def way_url(way: Way, deal_id: int) -> str:
    """Where an act that meets a criterion is done for this deal."""
    return way.url(deal_id)


@register.filter
def way_label(way: Way, deal_id: int) -> str:
    """What an act that meets a criterion is called on this deal."""
    return way.label_on(deal_id)


@register.filter
def first_reachable(people: list[DealContact]) -> DealContact | None:
    """The person to call or write to: the first with a number, else with an address."""
    called = [one for one in people if one.contact.phone]
    written = [one for one in people if one.contact.email]
    return next(iter(called or written), None)


@register.filter
def tel(number_text: str) -> str:
    """A phone number as a link takes it."""
    return "".join(char for char in number_text if char.isdigit() or char == "+")
