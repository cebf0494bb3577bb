"""Reports, the journal and rows behind a figure."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.models import User
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.books import queries
from polku.books.models import Posting
from polku.books.queries.listings import PAGE
from polku.books.rules import BooksPermission
from polku.books.web.reports import REPORTS
from polku.books.web.state import Span
from polku.books.words import account_name, entry_text, kind_label, number_label
from polku.company.queries import company
from polku.kernel.money import Money
from polku.ui.export import FORMATS, Column, export_response

JOURNAL_PAGE = 50


@require_safe
@login_required
def report(request: Request, name: str) -> HttpResponse:
    """One report of a period."""
    request.actor.require(BooksPermission.SEE)
    if name not in REPORTS:
        raise Http404
    today = timezone.localdate()
    span = Span.of(request.GET, today)
    sheet = REPORTS[name].make(request.actor, span, today)
    return render(request, "books/report.html", around(request, span, today, name) | {"sheet": sheet})


@require_safe
@login_required
def report_file(request: Request, name: str, kind: str) -> HttpResponseBase:
    """The same as a file."""
    request.actor.require(BooksPermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    if name not in REPORTS or kind not in FORMATS:
        raise Http404
    today = timezone.localdate()
    return REPORTS[name].make(request.actor, Span.of(request.GET, today), today).file(kind)


@require_safe
@login_required
def journal(request: Request) -> HttpResponse:
    """Entries, the newest first."""
    request.actor.require(BooksPermission.SEE)
    today = timezone.localdate()
    span = Span.of(request.GET, today)
    kind, page = request.GET.get("kind", "")[:30], _page(request)
    rows = queries.journal(request.actor, date_from=span.date_from, date_to=span.date_to, kind=kind)
    found = list(rows[page * JOURNAL_PAGE : (page + 1) * JOURNAL_PAGE + 1])
    more = f"?{span.with_more(kind=kind, page=page + 1)}" if len(found) > JOURNAL_PAGE else ""
    context = around(request, span, today, "journal") | {"entries": found[:JOURNAL_PAGE], "more": more}
    return render(
        request,
        "books/journal.html",
        context | {"kind": kind, "kind_label": kind_label(kind) if kind else ""},
    )


@require_safe
@login_required
def entry(request: Request, entry_id: int) -> HttpResponse:
    """One entry with its lines, who posted it and through which door."""
    row = queries.entry(entry_id, request.actor)
    may_reverse = row.kind in ("manual", "opening") and not hasattr(row, "reversed_by")
    context = {"entry": row, "may_reverse": may_reverse and request.actor.may(BooksPermission.POST)}
    return render(
        request, "books/entry.html", context | {"currency": company().currency, "poster": poster(row.by_id)}
    )


@require_safe
@login_required
def postings(request: Request) -> HttpResponse:
    """The rows behind a figure."""
    request.actor.require(BooksPermission.SEE)
    today = timezone.localdate()
    span, only, page = Span.of(request.GET, today), _only(request), _page(request)
    rows = _behind(request, span, only)
    found = list(rows[page * PAGE : (page + 1) * PAGE + 1])
    more = f"?{span.with_more(**_given(request), page=page + 1)}" if len(found) > PAGE else ""
    context = around(request, span, today, "") | {"postings": found[:PAGE], "more": more}
    return render(request, "books/postings.html", context | {"only": only, "kept": _given(request)})


@require_safe
@login_required
def postings_file(request: Request, kind: str) -> HttpResponseBase:
    """The rows behind a figure, or a whole journal, as a file."""
    request.actor.require(BooksPermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    if kind not in FORMATS:
        raise Http404
    rows = _behind(request, Span.of(request.GET, timezone.localdate()), _only(request))
    return export_response(_streamed(rows), _columns(), format=kind, filename="postings")


def around(request: Request, span: Span, today: date, name: str) -> dict[str, Any]:
    """What every page of the books shows: its views, the period, the acts."""
    views = [
        (one.label, f"{reverse('books:report', args=[one.name])}?{span.query}", one.name == name)
        for one in REPORTS.values()
    ]
    views.insert(0, (_("Overview"), reverse("books:books"), name == "overview"))
    views.insert(2, (_("Journal"), f"{reverse('books:journal')}?{span.query}", name == "journal"))
    views += [
        (_("Accounts"), reverse("books:accounts"), name == "accounts"),
        (_("Months"), reverse("books:months"), name == "months"),
    ]
    return {
        "views": views, "span": span, "periods": span.choices(today), "name": name, "currency": company().currency,
        "may_post": request.actor.may(BooksPermission.POST), "may_export": request.actor.may(AccessPermission.EXPORT),
    }  # fmt: skip


def _page(request: Request) -> int:
    given = request.GET.get("page", "")
    return min(int(given), 10_000) if given.isdecimal() and given.isascii() and len(given) < 8 else 0


_NUMBERS = ("deal", "customer", "product", "source_id")
_TEXTS = ("account", "tax_key", "campaign", "source_type", "kind")


def _given(request: Request) -> dict[str, str]:
    return {name: request.GET[name][:120] for name in (*_NUMBERS, *_TEXTS, "results") if name in request.GET}


def _only(request: Request) -> dict[str, Any]:
    """What an address narrows the rows to; an empty deal, customer, product or campaign means those without."""
    found: dict[str, Any] = {}
    for name, text in _given(request).items():
        if name in _NUMBERS:
            is_number = text.isdecimal() and text.isascii() and len(text) < 19
            found[name] = int(text) if is_number else None
        elif name in _TEXTS:
            found[name] = text or None
    return {name: value for name, value in found.items() if value is not None or name in queries.DIMENSIONS}


def _behind(request: Request, span: Span, only: dict[str, Any]) -> Any:
    results = bool(request.GET.get("results"))
    return queries.postings(
        request.actor, date_from=span.date_from, date_to=span.date_to, only=only, results=results
    )


def _streamed(rows: Any) -> Iterator[Posting]:
    yield from rows.iterator(2000)


def _columns() -> list[Column[Posting]]:
    own = company().currency
    return [
        Column[Posting](_("Date"), lambda one: one.date),
        Column[Posting](_("Entry"), lambda one: number_label(one.entry)),
        Column[Posting](_("Text"), lambda one: entry_text(one.entry)),
        Column[Posting](_("Account"), lambda one: one.account.code),
        Column[Posting](_("Name of the account"), lambda one: account_name(one.account)),
        Column[Posting](_("Debit"), lambda one: Money(one.company_minor, own).decimal if one.debit else None),
        Column[Posting](
            _("Credit"), lambda one: None if one.debit else Money(one.company_minor, own).decimal
        ),
        Column[Posting](_("Amount"), lambda one: Money(one.amount_minor, one.currency).decimal),
        Column[Posting](_("Currency"), lambda one: one.currency),
        Column[Posting](_("Tax key"), lambda one: one.tax_key),
        Column[Posting](_("Deal"), lambda one: one.deal_id),
        Column[Posting](_("Customer"), lambda one: one.customer_id),
        Column[Posting](_("Product"), lambda one: one.product_id),
        Column[Posting](_("Campaign"), lambda one: one.campaign),
    ]


def poster(user_id: int | None) -> str:
    """Who posted an entry; Polku itself where nobody did."""
    found = User.objects.filter(id=user_id).first() if user_id else None
    return str(found) if found else "Polku"
