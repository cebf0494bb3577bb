"""What is done with an open bill or credit note: pay back, set against a bill, write off."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.kernel.errors import DomainError, NotFound, gettext_noop
from polku.kernel.money import Money
from polku.payments import actions
from polku.payments.logic.incoming import Match
from polku.payments.logic.kinds import Kind, Side
from polku.payments.models import Item
from polku.payments.rules import PaymentPermission
from polku.payments.web.forms import RefundForm, amount_of, put_errors
from polku.payments.web.lists import whole
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def refund(request: Request, item_id: int) -> HttpResponse:
    """Pay back what is open of a credit note."""
    request.actor.require(PaymentPermission.REFUND)
    item = seen(request.actor, item_id, Side.CREDIT)
    left = Money(item.open_minor, item.currency).decimal
    form = RefundForm(request.POST or None, initial={"amount": str(left), "method": "bank"})
    if form.is_valid():
        said = form.cleaned_data
        try:
            minor = amount_of(said["amount"], item.currency).minor
            made = actions.refund(
                item.id, amount_minor=minor, method=said["method"], actor=request.actor, at=timezone.now()
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            url, undo = (reverse(f"payments:{name}", args=[made.id]) for name in ("payment", "undo"))
            return go(request, url, said=_("Paid back."), undo=undo)
    show = refill if form.errors else render
    return show(request, "payments/act.html", {"form": form, "title": _("Pay money back")})


@require_POST
@login_required
def matching(request: Request, item_id: int) -> HttpResponse:
    """Set a credit note against a bill."""
    request.actor.require(PaymentPermission.MATCH)
    note = seen(request.actor, item_id, Side.CREDIT)
    bill = whole(request.POST.get("item", "")) or 0
    (made, *_more) = actions.match([Match(bill, note.id)], actor=request.actor, at=timezone.now())
    undo = reverse("payments:unmatching", args=[made.id])
    return go(request, url_of(note), said=_("Matched."), undo=undo)


@require_POST
@login_required
def writing_off(request: Request, item_id: int) -> HttpResponse:
    """Give up what is open of a bill."""
    request.actor.require(PaymentPermission.REFUND)
    bill = seen(request.actor, item_id, Side.DEBIT)
    made = actions.write_off(bill.id, actor=request.actor, at=timezone.now())
    undo = reverse("payments:unmatching", args=[made.id])
    return go(request, url_of(bill), said=_("Written off."), undo=undo)


@require_safe
@login_required
def item(request: Request, item_id: int) -> HttpResponse:
    """The bill or payment of an item; what was let go of a bill, or kept beside it, leads to that bill."""
    request.actor.require(PaymentPermission.SEE)
    found = Item.objects.visible_to(request.actor).filter(id=item_id).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such bill or payment."))
    bill = None
    if found.kind == Kind.DIFFERENCE:
        bill = Item.objects.filter(credits__credit=found).first()
    elif found.kind == Kind.LATE_CHARGE:
        bill = Item.objects.filter(late_charges__allocation__debit=found).first()
    return redirect(url_of(bill or found))


@require_safe
@login_required
def matched(request: Request, match_id: int) -> HttpResponse:
    """The bill of a match."""
    request.actor.require(PaymentPermission.SEE)
    bill = Item.objects.visible_to(request.actor).filter(credits=match_id).first()
    if bill is None:
        raise NotFound(gettext_noop("There is no such bill or payment."))
    return redirect(url_of(bill))


def url_of(item: Item) -> str:
    """Where an item is looked at."""
    if item.invoice_id:
        return reverse("billing:invoice", args=[item.invoice_id])
    if item.receipt_id:
        return reverse("payments:payment", args=[item.receipt_id])
    return reverse("payments:open")


def seen(actor: Actor, item_id: int, side: Side) -> Item:
    """An item a person may see. Raises: NotFound."""
    found = Item.objects.visible_to(actor).filter(id=item_id, side=side).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such bill or payment."))
    return found
