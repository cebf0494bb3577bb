"""Entries by hand: new ones, opening balances, reversals."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.books.actions import install_chart, post_manual, reverse_by_hand
from polku.books.queries import entry as one_entry
from polku.books.rules import BooksPermission
from polku.books.web.forms import EntryForm, ReversalForm, put_errors
from polku.kernel.errors import DomainError
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def new_entry(request: Request) -> HttpResponse:
    """A form with lines; the balance is shown while typing."""
    return _enter(request, "manual")


@require_http_methods(["GET", "POST"])
@login_required
def opening(request: Request) -> HttpResponse:
    """What every account had when the books began here; the rest goes to the account for opening balances."""
    return _enter(request, "opening")


def _enter(request: Request, kind: str) -> HttpResponse:
    request.actor.require(BooksPermission.POST)
    at = timezone.now()
    install_chart(actor=request.actor, at=at)
    data = request.POST if request.method == "POST" else None
    form = EntryForm(data, actor=request.actor, today=timezone.localdate(), start=request.GET)
    if form.is_valid() and (lines := form.lines()) is not None:
        told = {name: form.cleaned_data[name] for name in ("date", "text")}
        try:
            entry_id = post_manual(**told, lines=lines, kind=kind, actor=request.actor, at=at)
        except DomainError as error:
            put_errors(form, error)
        else:
            url, undo = (reverse(f"books:{name}", args=[entry_id]) for name in ("entry", "undo"))
            return go(request, url, said=_("Posted."), undo=undo)
    show = refill if form.is_bound else render
    return show(request, "books/new_entry.html", {"form": form, "is_opening": kind == "opening"})


@require_http_methods(["GET", "POST"])
@login_required
def reversal(request: Request, entry_id: int) -> HttpResponse:
    """Take an entry back, with a reason."""
    request.actor.require(BooksPermission.POST)
    row = one_entry(entry_id, request.actor)
    form = ReversalForm(request.POST or None, initial={"date": timezone.localdate()})
    if form.is_valid():
        try:
            new = reverse_by_hand(row.pk, **form.cleaned_data, actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("books:entry", args=[new]), said=_("Reversed."))
    show = refill if form.errors else render
    return show(request, "books/reversal.html", {"form": form, "entry": row})


@require_POST
@login_required
def undo(request: Request, entry_id: int) -> HttpResponse:
    """Take an entry back that was just posted, on its own day."""
    request.actor.require(BooksPermission.POST)
    row = one_entry(entry_id, request.actor)
    reason = _("Posted by mistake")
    new = reverse_by_hand(row.pk, reason=reason, date=row.date, actor=request.actor, at=timezone.now())
    return go(request, reverse("books:entry", args=[new]), said=_("Reversed."))
