"""Settings: how orders are confirmed in writing, the public order forms, what came in through them."""

from html import escape
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.queries import teams, users
from polku.access.request import Request
from polku.catalogue.models import Product
from polku.catalogue.queries.lists import price_lists
from polku.kernel.errors import DomainError, Invalid, Message, gettext_noop
from polku.orders.actions.forms import save_order_form
from polku.orders.actions.settings import change_settings
from polku.orders.actions.taking import try_again
from polku.orders.models import Incoming, OrderForm
from polku.orders.queries import forms as queries
from polku.orders.queries.settings import settings as of_company
from polku.orders.rules import OrderPermission
from polku.orders.web.form_forms import OrderFormForm, initial_of
from polku.orders.web.forms import WrittenForm, put_errors
from polku.orders.words import INCOMING
from polku.process.queries import processes
from polku.ui.answers import go, refill

SHOWN = 200


@require_http_methods(["GET", "POST"])
@login_required
def setup(request: Request) -> HttpResponse:
    """How orders are confirmed in writing, and the order forms."""
    request.actor.require(OrderPermission.SET_UP)
    asked = WrittenForm(request.POST or None, initial={"written": of_company().written})
    if asked.is_valid():
        change_settings(written=asked.cleaned_data["written"], actor=request.actor, at=timezone.now())
        return go(request, reverse("orders:settings"), said=_("Saved."))
    rows = list(queries.forms(request.actor))
    counts = queries.counts_of([row.pk for row in rows])
    show = refill if asked.errors else render
    context = {"form": asked, "forms": [(row, counts[row.pk]) for row in rows]}
    return show(request, "orders/settings.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new_form(request: Request) -> HttpResponse:
    """Make an order form."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def form(request: Request, key: str) -> HttpResponse:
    """Change an order form; its address and how to show it elsewhere."""
    request.actor.require(OrderPermission.SET_UP)
    return _edit(request, queries.form_of(key))


@require_safe
@login_required
def incoming(request: Request, key: str) -> HttpResponse:
    """What came in through a form."""
    request.actor.require(OrderPermission.SET_UP)
    found = queries.form_of(key)
    rows = [(one, INCOMING[one.status]) for one in queries.incoming(key, request.actor)[:SHOWN]]
    return render(request, "orders/forms/incoming.html", {"form": found, "rows": rows})


@require_POST
@login_required
def again(request: Request, incoming_id: int) -> HttpResponse:
    """Try to place an order that failed, or that was no spam after all."""
    kept = try_again(incoming_id, actor=request.actor, at=timezone.now())
    said = _("The order was taken.") if kept.status == Incoming.Status.PLACED else kept.error
    return go(request, reverse("orders:incoming", args=[kept.form.key]), said=said)


def _edit(request: Request, known: OrderForm | None) -> HttpResponse:
    request.actor.require(OrderPermission.SET_UP)
    data = request.POST if request.method == "POST" else None
    asked = _asked(request, data, known)
    if data is not None and asked.is_valid():
        try:
            key = known.key if known else asked.cleaned_data["key"]
            if known is None and key and OrderForm.objects.filter(key=key).exists():
                raise Invalid(_("Another form has this address."), field="key")
            values = asked.values(known) | {"products": _products(asked.cleaned_data["skus"])}
            saved = save_order_form(key, values, actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(asked, error)
        else:
            return go(request, reverse("orders:form", args=[saved.key]), said=_("Saved."))
    context: dict[str, Any] = {"asked": asked, "form": known}
    if known is not None:
        address = request.build_absolute_uri(reverse("orders:form_public", args=[known.key]))
        context |= {"address": address, "snippets": _snippets(known, address)}
    return render(request, "orders/forms/edit.html", context, status=422 if asked.errors else 200)


def _asked(request: Request, data: Any, known: OrderForm | None) -> OrderFormForm:
    language = get_language() or "en"
    skus = Product.objects.filter(id__in=known.products).values_list("sku", flat=True) if known else []
    return OrderFormForm(
        data,
        lists=[(row.pk, f"{row.name.to(language)} ({row.currency})") for row in price_lists(request.actor)],
        processes=[(row.key, row.name.to(language)) for row in processes()],
        teams=[(row.id, row.name) for row in teams()],
        people=[(row.id, str(row)) for row in users()[:500]],
        is_new=known is None,
        initial=initial_of(known, skus) if known else None,
    )


def _products(text: str) -> list[int]:
    """The products named by their numbers. Raises: Invalid, naming one that is not there."""
    wanted = list(dict.fromkeys(text.replace(",", " ").split()))
    found = dict(Product.objects.filter(sku__in=wanted, retired_at=None).values_list("sku", "id"))
    for sku in wanted:
        if sku not in found:
            message = Message(gettext_noop("There is no product %(sku)s."), sku=sku)
            raise Invalid(message, field="skus")
    return [found[sku] for sku in wanted]


def _snippets(known: OrderForm, address: str) -> dict[str, str]:
    """What is copied into another site: a link, a frame."""
    title = escape(known.title.to(get_language() or "en"))
    frame = 'width="100%" height="900" loading="lazy"'
    return {
        "link": f'<a href="{escape(address)}">{title}</a>',
        "frame": f'<iframe src="{escape(address)}" title="{title}" {frame}></iframe>',
    }
