"""The chart of accounts, the ledger of an account."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.books import queries
from polku.books.actions import (
    add_account,
    change_account,
    install_chart,
    restore_account,
    retire_account,
)
from polku.books.queries.chart import chart as current_chart
from polku.books.queries.chart import lacking
from polku.books.queries.sums import sign
from polku.books.rules import BooksPermission
from polku.books.web.forms import AccountForm, put_errors
from polku.books.web.state import Span
from polku.books.web.views import around
from polku.books.words import ROLE_LABELS
from polku.kernel.errors import DomainError
from polku.ui.answers import go, refill


@require_safe
@login_required
def accounts(request: Request) -> HttpResponse:
    """Every account by its code."""
    request.actor.require(BooksPermission.SEE)
    today = timezone.localdate()
    context = around(request, Span.of({}, today), today, "accounts")
    roles = [ROLE_LABELS[role] for role in lacking(current_chart()).roles]
    found = {"accounts": queries.accounts(request.actor), "lacking": roles}
    return render(request, "books/accounts.html", context | found)


@require_safe
@login_required
def account(request: Request, code: str) -> HttpResponse:
    """The ledger of an account: its rows in a period with the running balance."""
    request.actor.require(BooksPermission.SEE)
    today = timezone.localdate()
    span, after = Span.of(request.GET, today), request.GET.get("after", "")[:40]
    ledger = queries.ledger(request.actor, code, date_from=span.date_from, date_to=span.date_to, after=after)
    more = f"?{span.with_more(after=ledger.next_after)}" if ledger.next_after else ""
    context = around(request, span, today, "") | {"ledger": ledger, "account": ledger.account, "more": more}
    return render(request, "books/account.html", context | {"side": sign(ledger.account.kind)})


@require_http_methods(["GET", "POST"])
@login_required
def new_account(request: Request) -> HttpResponse:
    """Add an account of the company's own."""
    request.actor.require(BooksPermission.POST)
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("code", "kind", "role")}
        try:
            made = add_account(**values, name=form.words(), actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            url, undo = (reverse(f"books:{name}", args=[made.code]) for name in ("account", "retirement"))
            return go(request, url, said=_("Account added."), undo=undo)
    show = refill if form.errors else render
    return show(request, "books/account_form.html", {"form": form, "account": None})


@require_http_methods(["GET", "POST"])
@login_required
def edit_account(request: Request, code: str) -> HttpResponse:
    """Change the names of an account, or what documents use it for."""
    request.actor.require(BooksPermission.POST)
    row = queries.account(code, request.actor)
    form = AccountForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_valid():
        values = {"name": form.words(), "role": form.cleaned_data["role"]}
        try:
            change_account(code, values, actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("books:account", args=[code]), said=_("Saved."))
    show = refill if form.errors else render
    return show(request, "books/account_form.html", {"form": form, "account": row})


@require_POST
@login_required
def retirement(request: Request, code: str) -> HttpResponse:
    """Take an account out of use."""
    retire_account(code, actor=request.actor, at=timezone.now())
    undo = reverse("books:restoration", args=[code])
    return go(request, reverse("books:account", args=[code]), said=_("The account is retired."), undo=undo)


@require_POST
@login_required
def restoration(request: Request, code: str) -> HttpResponse:
    """Bring an account back into use."""
    restore_account(code, actor=request.actor, at=timezone.now())
    return go(request, reverse("books:account", args=[code]), said=_("The account is in use again."))


@require_POST
@login_required
def chart(request: Request) -> HttpResponse:
    """Install the ready chart of accounts."""
    request.actor.require(BooksPermission.POST)
    install_chart(actor=request.actor, at=timezone.now())
    return go(request, reverse("books:accounts"), said=_("The chart of accounts is installed."))
