"""Bank statements: taken in, and their bookings settled one after another."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.books.logic.accounts import Role
from polku.books.rules import BooksPermission
from polku.kernel.errors import DomainError, Invalid, Message, NotFound, gettext_noop
from polku.kernel.money import Money
from polku.payments import actions
from polku.payments.actions import Confirmation, files
from polku.payments.logic.statements.reading import SIZE_MAX
from polku.payments.models import Item, Statement, StatementLine
from polku.payments.queries.credits import bills_named
from polku.payments.queries.suggesting import suggestions
from polku.payments.rules import PaymentPermission
from polku.payments.web.forms import ReasonForm, amount_of, put_errors
from polku.payments.web.lists import may, whole
from polku.ui.answers import go, refill

PAGE = 25


def _entry_of(line: StatementLine) -> str:
    """Where a booking that no bill explains, as a charge of the bank, is entered in the books."""
    sum_ = f"{Money(abs(line.amount_minor), line.currency).decimal:f}"
    paid_in = line.amount_minor > 0
    told = {
        "date": line.booked_date.isoformat(), "text": " ".join((line.name, line.text)).strip()[:300],
        "currency": line.currency, "account": Role.BANK.value, "debit": sum_ if paid_in else "",
        "credit": "" if paid_in else sum_,
    }  # fmt: skip
    return f"{reverse('books:new_entry')}?{urlencode(told)}"


@require_safe
@login_required
def inbox(request: Request) -> HttpResponse:
    """Bookings that wait, the oldest first, with the bills they may pay."""
    request.actor.require(PaymentPermission.REGISTER)
    waiting = StatementLine.objects.filter(receipt=None, ignored_at=None)
    lines = list(waiting.order_by("id")[:PAGE])
    found = suggestions(lines, actor=request.actor)
    ids = {pk for told in found.values() for one in told for pk in one.item_ids}
    bills = {row.id: row for row in Item.objects.filter(id__in=ids).select_related("customer")}
    asked, words = whole(request.GET.get("line", "")), request.GET.get("q", "")[:60].replace("\0", "").strip()
    posts = request.actor.may(BooksPermission.POST)
    rows = [
        {
            "line": line,
            "entry": _entry_of(line) if posts and not found.get(line.id) else "",
            "found": [(one, [bills[pk] for pk in one.item_ids]) for one in found.get(line.id, [])[:3]],
            "bills": _looked_for(request.actor, words, line) if line.id == asked else None,
        }
        for line in lines
    ]
    last = Statement.objects.order_by("-id").first()
    said = [Message(one["template"], **one["params"]) for one in last.warnings] if last else []
    context = {"rows": rows, "count": waiting.count(), "last": last, "warnings": said, "words": words}
    return render(request, "payments/inbox.html", context | {"may": may(request.actor)})


def _looked_for(actor: Actor, words: str, line: StatementLine) -> Sequence[Item]:
    """Open bills that a booking of money that came in may pay, as a person looks for them."""
    if line.amount_minor <= 0:
        return []
    try:
        minor = amount_of(words, line.currency).minor
    except Invalid:
        minor = None
    return bills_named(actor, words, line.currency, minor)


@require_POST
@login_required
def taking(request: Request) -> HttpResponse:
    """Take a file of the bank in."""
    request.actor.require(PaymentPermission.REGISTER)
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid(gettext_noop("Choose a file."), field="file")
    if (upload.size or 0) > SIZE_MAX:
        raise Invalid(gettext_noop("The file is larger than 50 MB."), field="file")
    row = files.bring_file(upload.read(), name=upload.name or "", actor=request.actor, at=timezone.now())
    if row.state != files.DONE:
        return go(request, reverse("payments:file", args=[row.id]))
    said = ngettext("%(n)d statement taken in.", "%(n)d statements taken in.", row.taken) % {"n": row.taken}
    return go(
        request, reverse("payments:inbox"), said=said if row.taken else _("This file was taken in before.")
    )


@require_POST
@login_required
def confirmation(request: Request, line_id: int) -> HttpResponse:
    """Make a payment of a booking; of the bills that were chosen, or of nobody yet."""
    bills = tuple((bill, None) for one in request.POST.getlist("item") if (bill := whole(one)))
    keeps = request.POST.get("keep") == "1"
    new = Confirmation(line_id, bills=bills, keep_late_charges=keeps)
    actions.confirm_line(new, actor=request.actor, at=timezone.now())
    undo = reverse("payments:line_undo", args=[line_id])
    return go(request, reverse("payments:inbox"), said=_("Payment registered."), undo=undo)


@require_http_methods(["GET", "POST"])
@login_required
def setting_aside(request: Request, line_id: int) -> HttpResponse:
    """Set a booking aside that is no payment of a customer."""
    request.actor.require(PaymentPermission.REGISTER)
    line = StatementLine.objects.filter(id=line_id).first()
    if line is None:
        raise NotFound(gettext_noop("There is no such booking."))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.ignore_line(line_id, reason=reason, actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            undo = reverse("payments:line_undo", args=[line_id])
            return go(request, reverse("payments:inbox"), said=_("Set aside."), undo=undo)
    show = refill if form.errors else render
    return show(request, "payments/act.html", {"form": form, "title": _("Set the booking aside")})


@require_POST
@login_required
def line_undo(request: Request, line_id: int) -> HttpResponse:
    """Let a booking wait again."""
    reason = _("Undone in the bank statement")
    actions.undo_line(line_id, reason=reason, actor=request.actor, at=timezone.now())
    return go(request, reverse("payments:inbox"), said=_("The booking waits again."))
