"""Who owes what, and what is done about it: reminders with a preview, promises, disputes, calls."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.kernel.errors import DomainError, NotFound, gettext_noop, say
from polku.kernel.money import Money
from polku.mail.queries import by_id, has_server
from polku.mail.words import NO_SERVER
from polku.office.posted import Told, stuck
from polku.payments import actions
from polku.payments.logic.kinds import Side
from polku.payments.models import Dispute, Item
from polku.payments.queries.ageing import buckets
from polku.payments.queries.chasing import chased, overdue
from polku.payments.queries.letters import letters
from polku.payments.queries.owing import CUSTOMERS, Owing, due_ids, owing
from polku.payments.queries.owing import Sums as OfAges
from polku.payments.rules import PaymentPermission
from polku.payments.web.forms import DisputeForm, OutcomeForm, PromiseForm, amount_of, put_errors
from polku.payments.web.lists import may, whole
from polku.payments.words import AGES
from polku.ui.answers import go, refill, safe_next

STATES = {
    "": gettext_lazy("All"),
    "due": gettext_lazy("To remind"),
    "promised": gettext_lazy("Promised"),
    "broken": gettext_lazy("Promise broken"),
    "disputed": gettext_lazy("Disputed"),
}
LETTERS_MAX = 500


@require_safe
@login_required
def overdue_page(request: Request) -> HttpResponse:
    """Customers with late bills, who owes most first."""
    request.actor.require(PaymentPermission.SEE)
    today, state = timezone.localdate(), request.GET.get("state", "")
    start = whole(request.GET.get("from", "")) or 0
    found, is_more = owing(request.actor, today=today, state=state, start=start)
    context = {
        "owing": found,
        "sums": _sums(request),
        "ages": AGES,
        "states": STATES.items(),
        "state": state if state in STATES else "",
        "more": f"?state={state if state in STATES else ''}&from={start + CUSTOMERS}" if is_more else "",
        "unsent": unsent(found),
        "due": len(due_ids(request.actor, today)),
        "may": may(request.actor),
    }
    return render(request, "payments/overdue.html", context)


def unsent(found: Sequence[Owing]) -> dict[int, Told]:
    """Letters of the last reminders that did not arrive, by their ids."""
    letters_of = [bill.last.mail_id for one in found for bill in one.bills if bill.last and bill.last.mail_id]
    return stuck(by_id(letters_of), at=timezone.now()) if letters_of else {}


def _sums(request: Request) -> list[OfAges]:
    """What all customers owe together, by currency and age."""
    found: dict[str, dict[str, int]] = {}
    for one in buckets(request.actor, today=timezone.localdate()):
        if one.key != "not_due":
            by_age = found.setdefault(one.currency, dict.fromkeys(("days_1", "days_31", "days_61"), 0))
            by_age[one.key] = one.open_minor
    return [OfAges(currency, by_age) for currency, by_age in sorted(found.items())]


@require_http_methods(["GET", "POST"])
@login_required
def reminders(request: Request) -> HttpResponse:
    """The letters as they would go out; a POST sends them."""
    request.actor.require(PaymentPermission.CHASE)
    given = request.POST if request.method == "POST" else request.GET
    ids = [pk for one in given.getlist("id")[:LETTERS_MAX] if (pk := whole(one)) is not None]
    today = timezone.localdate()
    if request.method == "POST":
        answers = actions.remind(ids, actor=request.actor, at=timezone.now(), early=True)
        return go(request, reverse("payments:overdue"), said=_said(answers))
    if given.get("state") == "due":
        ids = due_ids(request.actor, today)[:LETTERS_MAX]
    rows = overdue(Item.objects.reached_by(request.actor, PaymentPermission.CHASE), today)
    known = chased(list(rows.filter(id__in=ids)), today=today)
    ready = [one for one in known if not one.is_paused and one.step is not None]
    left_out = [one for one in known if one.is_paused or one.step is None]
    context = {"letters": letters(ready), "left_out": left_out, "ids": [one.item.id for one in ready]}
    return render(request, "payments/reminders.html", context)


def _said(answers: list[actions.Reminded]) -> str:
    done = sum(one.reminder is not None for one in answers)
    said = ngettext("%(n)d invoice was reminded of.", "%(n)d invoices were reminded of.", done) % {"n": done}
    errors = list(dict.fromkeys(say(one.error.message, _) for one in answers if one.error))
    letters_of = [one.reminder.mail_id for one in answers if one.reminder]
    waits = [str(NO_SERVER)] if any(letters_of) and not has_server() else []
    return " ".join([said, *waits, *errors[:3]])


@require_http_methods(["GET", "POST"])
@login_required
def promise(request: Request, item_id: int) -> HttpResponse:
    """Note that a customer will pay by a day."""
    item = _bill(request, item_id)
    form = PromiseForm(request.POST or None, initial=PromiseForm.initial_of(item, timezone.localdate()))
    if form.is_valid():
        try:
            said = form.cleaned_data
            row = actions.note_promise(
                item_id,
                by_date=said["by_date"],
                amount_minor=amount_of(said["amount"], item.currency).minor,
                note=said["note"],
                actor=request.actor,
                at=timezone.now(),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            undo = reverse("payments:promise_removal", args=[row.id])
            return go(request, reverse("payments:overdue"), said=_("Promise noted."), undo=undo)
    return _dialog(request, form, _("Promise to pay %(number)s") % {"number": item.number}, item)


@require_POST
@login_required
def promise_removal(request: Request, promise_id: int) -> HttpResponse:
    """Take a promise off again."""
    actions.withdraw_promise(promise_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("payments:overdue"), said=_("The promise is taken back."))


@require_http_methods(["GET", "POST"])
@login_required
def dispute(request: Request, item_id: int) -> HttpResponse:
    """Note that a customer objects to a bill."""
    item = _bill(request, item_id)
    form = DisputeForm(request.POST or None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            row = actions.open_dispute(item_id, reason=reason, actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            undo = reverse("payments:dispute_removal", args=[row.id])
            return go(request, reverse("payments:overdue"), said=_("Dispute noted."), undo=undo)
    return _dialog(request, form, _("Dispute over %(number)s") % {"number": item.number}, item)


@require_POST
@login_required
def dispute_removal(request: Request, dispute_id: int) -> HttpResponse:
    """Close at once a dispute that was noted by mistake."""
    outcome = _("Noted by mistake")
    actions.close_dispute(dispute_id, outcome=outcome, actor=request.actor, at=timezone.now())
    return go(request, reverse("payments:overdue"), said=_("The dispute is closed."))


@require_http_methods(["GET", "POST"])
@login_required
def dispute_end(request: Request, dispute_id: int) -> HttpResponse:
    """Say how a dispute ended."""
    request.actor.require(PaymentPermission.CHASE)
    row = _dispute(dispute_id)
    item = _bill(request, row.item_id)
    form = OutcomeForm(request.POST or None)
    if form.is_valid():
        try:
            outcome = form.cleaned_data["outcome"]
            actions.close_dispute(dispute_id, outcome=outcome, actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            undo = reverse("payments:dispute_reopening", args=[row.id])
            return go(request, reverse("payments:overdue"), said=_("The dispute is closed."), undo=undo)
    title = _("Close the dispute over %(number)s") % {"number": item.number}
    return _dialog(request, form, title, item, note=row.reason)


@require_POST
@login_required
def dispute_reopening(request: Request, dispute_id: int) -> HttpResponse:
    """Note again the same objection, that was closed by mistake."""
    request.actor.require(PaymentPermission.CHASE)
    row = _dispute(dispute_id)
    actions.open_dispute(row.item_id, reason=row.reason, actor=request.actor, at=timezone.now())
    return go(request, reverse("payments:overdue"), said=_("Dispute noted."))


def _dispute(dispute_id: int) -> Dispute:
    row = Dispute.objects.filter(id=dispute_id).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such dispute."))
    return row


@require_POST
@login_required
def task_done(request: Request, reminder_id: int) -> HttpResponse:
    """Say that the call was made."""
    actions.settle_task(reminder_id, actor=request.actor, at=timezone.now())
    undo = reverse("payments:task_reopening", args=[reminder_id])
    return go(request, safe_next(request, reverse("payments:overdue")), said=_("Done."), undo=undo)


@require_POST
@login_required
def task_reopening(request: Request, reminder_id: int) -> HttpResponse:
    """Let a call wait again."""
    actions.reopen_task(reminder_id, actor=request.actor, at=timezone.now())
    return go(request, safe_next(request, reverse("payments:overdue")), said=_("Taken back."))


def _bill(request: Request, item_id: int) -> Item:
    """A bill this person may chase. Raises: NotFound, NotAllowed."""
    request.actor.require(PaymentPermission.CHASE)
    mine = Item.objects.reached_by(request.actor, PaymentPermission.CHASE).filter(side=Side.DEBIT)
    item = mine.select_related("customer").filter(id=item_id).first()
    if item is None:
        raise NotFound(gettext_noop("There is no such open invoice."))
    return item


def _dialog(request: Request, form: Any, title: str, item: Item, note: str = "") -> HttpResponse:
    show = refill if form.errors else render
    owed = Money(item.open_minor, item.currency)
    context = {"form": form, "title": title, "item": item, "owed": owed, "note": note}
    return show(request, "payments/chase.html", context)
