"""The first page of the books: at a glance."""

from typing import Any

from babel.dates import format_skeleton
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.books.logic.charts import Pair, Part, months, whole
from polku.books.logic.periods import first_day, last_day
from polku.books.queries.overview import MonthSum, Overview, overview
from polku.books.rules import BooksPermission
from polku.books.web.reports import ledger_url, rows_url
from polku.books.web.state import Span
from polku.books.web.views import around
from polku.books.words import PROFIT_LABELS, account_name, month_label, names_of
from polku.ui.locale_formats import locale, money, month

SHOWN = 5


@require_safe
@login_required
def books(request: Request) -> HttpResponse:
    """What there is, what was earned, what is due, what is to be done."""
    request.actor.require(BooksPermission.SEE)
    today = timezone.localdate()
    found = overview(request.actor, today)
    year = Span(today.replace(month=1, day=1), today.replace(month=12, day=31))
    context = around(request, year, today, "overview") | {
        "found": found,
        "today": today,
        "pictures": _pictures(found),
        "months": [_shown(one) for one in found.months],
        "sides": _sides(found, Span(None, today)),
        "best": _best(request.actor, found, year),
        "vat_url": _report("vat", Span(found.vat_from, found.vat_to)),
        "open_months": [month_label(one) for one in found.open_months],
    }
    return render(request, "books/overview.html", context)


def _report(name: str, span: Span) -> str:
    return f"{reverse('books:report', args=[name])}?{span.query}"


def _shown(one: MonthSum) -> dict[str, Any]:
    url = _report("profit-and-loss", Span(first_day(one.month), last_day(one.month)))
    return {
        "label": month(first_day(one.month)), "income": one.income_minor, "expense": one.expense_minor,
        "profit": one.income_minor - one.expense_minor, "url": url,
    }  # fmt: skip


def _pictures(found: Overview) -> list[SafeString]:
    pairs = [
        Pair(
            format_skeleton("MMM", first_day(one.month), locale=locale()), one.income_minor, one.expense_minor
        )
        for one in found.months
    ]
    label = _("Income, expenses and profit of the last twelve months")
    drawn = [months(pairs, label=label, say=_axis(found.currency), wide=wide) for wide in (True, False)]
    return [mark_safe(one) for one in drawn]  # noqa: S308 -- drawn here, texts escaped


def _axis(currency: str) -> Any:
    return lambda minor: money(minor, currency, cents=False)


def _sides(found: Overview, span: Span) -> dict[str, Any]:
    """What there is and whose it is: the largest accounts of each side, the rest together, and one picture of both."""
    owned = [(account_name(one), minor, ledger_url(one.code, span)) for one, minor in found.owned]
    whose = [(account_name(one), minor, ledger_url(one.code, span)) for one, minor in found.whose]
    left = (
        _("Result not carried into equity yet"),
        abs(found.undivided_minor),
        _report("profit-and-loss", span),
    )
    if found.undivided_minor:
        (whose if found.undivided_minor > 0 else owned).append(left)
    sides = [_few(owned, span), _few(whose, span)]
    label = _("What there is, and under it whose it is")
    picture = whole([[Part(name, minor) for name, minor, _url in side] for side in sides], label=label)
    return {
        "owned": sides[0], "whose": sides[1], "total": sum(minor for _n, minor, _u in owned),
        "picture": mark_safe(picture),  # noqa: S308 -- drawn here, texts escaped
    }  # fmt: skip


def _few(rows: list[tuple[str, int, str]], span: Span) -> list[tuple[str, int, str]]:
    rows = sorted(rows, key=lambda row: -row[1])
    rest = rows[SHOWN:]
    if len(rest) < 2:
        return rows
    return [*rows[:SHOWN], (_("Other accounts"), sum(row[1] for row in rest), _report("trial-balance", span))]


def _best(actor: Actor, found: Overview, year: Span) -> list[dict[str, Any]]:
    told = []
    for by, rows in found.best.items():
        if not rows:
            continue
        keys = {one.key for one in rows if isinstance(one.key, int)}
        names = names_of(actor, by, keys) if keys else {}
        most = max(one.profit_minor for one in rows)
        shown = []
        for one in rows:
            name, url = names[one.key] if isinstance(one.key, int) else (str(one.key), "")
            url = url or rows_url(year, results=1, **{by: one.key})
            shown.append((name, url, one.profit_minor, max(1, round(100 * one.profit_minor / most))))
        told.append({"label": PROFIT_LABELS[by], "url": _report(f"profit-by-{by}", year), "rows": shown})
    return told
