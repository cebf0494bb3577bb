"""Costs over the years in words and figures, for pages inside, the buyer's page and the paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.catalogue.logic.totals import Totals
from polku.quotes.logic.choosing import usual
from polku.quotes.logic.costs import Costs, OverYears, Running, over_years
from polku.quotes.models import Quote, QuoteLine, QuoteVersion
from polku.quotes.queries.contents import chosen
from polku.ui import locale_formats


@dataclass(frozen=True)
class ShownYear:
    """A year: what is paid in it, what was paid by its end, and by its end as it is done now."""

    label: str
    paid: str
    sum: str
    now: str
    is_cheaper: bool


@dataclass(frozen=True)
class ShownCosts:
    """The costs over the years as they are read."""

    title: str
    years: list[ShownYear]
    running: list[str]
    verdict: str
    has_now: bool


def shown_costs(version: QuoteVersion, totals: Totals | None, currency: str) -> ShownCosts | None:
    """What an offer with these sums costs over the years, in its kind of price; None where it does not tell."""
    costs = Costs.of(version.costs)
    if not costs:
        return None
    price = 0
    if totals is not None:
        price = totals.gross_minor if version.prices_include_tax else totals.net_minor
    found = over_years(price, costs)
    years = [
        ShownYear(
            _("Year %(n)s") % {"n": one.number},
            locale_formats.money(one.paid_minor, currency),
            locale_formats.money(one.sum_minor, currency),
            "" if one.now_sum_minor is None else locale_formats.money(one.now_sum_minor, currency),
            one.now_sum_minor is not None and one.sum_minor <= one.now_sum_minor,
        )
        for one in found.years
    ]
    running = [running_words(one, costs.years, currency) for one in costs.running]
    if costs.now_minor is not None:
        running.append(
            _("As you do it now: %(sum)s a year") % {"sum": locale_formats.money(costs.now_minor, currency)}
        )
    words = ngettext("What it costs in %(n)s year", "What it costs in %(n)s years", costs.years)
    title = words % {"n": costs.years}
    return ShownCosts(title, years, running, _verdict(found, currency), costs.now_minor is not None)


def usual_costs(row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine]) -> ShownCosts | None:
    """The costs of an offer as it is taken where the buyer changes nothing."""
    totals = chosen(row, version, lines, None)[1] if version.costs and usual(lines) else None
    return shown_costs(version, totals, row.currency)


def _verdict(found: OverYears, currency: str) -> str:
    total = _("All together %(sum)s.") % {"sum": locale_formats.money(found.total_minor, currency)}
    if found.saved_minor is None:
        return total
    if found.saved_minor < 0:
        more = _("That is %(sum)s more than as you do it now.") % {
            "sum": locale_formats.money(-found.saved_minor, currency)
        }
        return f"{total} {more}"
    less = _("That saves %(sum)s against the way you do it now.") % {
        "sum": locale_formats.money(found.saved_minor, currency)
    }
    back = _("It pays for itself in year %(n)s.") % {"n": found.pays_back_in} if found.pays_back_in else ""
    return " ".join(one for one in (total, less, back) if one)


def running_words(one: Running, years: int, currency: str) -> str:
    """What runs, and in which years where it does not run in all."""
    words = {
        "text": one.text,
        "sum": locale_formats.money(one.minor, currency),
        "first": one.first,
        "last": one.last or years,
    }
    if one.first == 1 and words["last"] == years:
        return _("%(text)s: %(sum)s a year") % words
    if one.first == words["last"]:
        return _("%(text)s: %(sum)s in year %(first)s") % words
    return _("%(text)s: %(sum)s a year, from year %(first)s to %(last)s") % words


def costs_words(costs: Costs, currency: str) -> str:
    """All of them, one a line, to be compared."""
    if not costs:
        return ""
    lines = [ngettext("%(n)s year", "%(n)s years", costs.years) % {"n": costs.years}]
    lines += [running_words(one, costs.years, currency) for one in costs.running]
    if costs.now_minor is not None:
        lines.append(
            _("As you do it now: %(sum)s a year") % {"sum": locale_formats.money(costs.now_minor, currency)}
        )
    return "\n".join(lines)
