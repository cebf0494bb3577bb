"""One product: its facts, its prices and why they are so, all that happened."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.catalogue.actions import change_product, restore_products, retire_products
from polku.catalogue.models import Product
from polku.catalogue.queries import product as product_of
from polku.catalogue.rules import CataloguePermission
from polku.catalogue.web.asking import answered
from polku.catalogue.web.forms import PriceQuestionForm, ProductForm, language
from polku.catalogue.web.inputs import put_errors
from polku.catalogue.web.list_views import may
from polku.catalogue.web.shown import facts_of, listed_prices
from polku.catalogue.words import FIELDS
from polku.eventlog.models import Event
from polku.kernel.errors import Conflict, Invalid, NotFound
from polku.ui import timeline as stream
from polku.ui.answers import go, is_fragment, refill, safe_next


@require_safe
@login_required
def product(request: Request, product_id: int) -> HttpResponse:
    """One product with all that is known."""
    found = product_of(request.actor, product_id)
    question = PriceQuestionForm(initial={"quantity": 1, "day": timezone.localdate()})
    context = {
        "product": found,
        "name": found.name.to(language()),
        "description": found.description.to(language()),
        "facts": facts_of(found, request.actor),
        "lists": listed_prices(found),
        "question": question,
        "answer": answered(found, None, request.actor, timezone.now()),
        "timeline": stream.load(request.actor, _events(found)),
        "may": may(request.actor),
    }
    return render(request, "catalogue/product.html", context)


@require_safe
@login_required
def timeline(request: Request, product_id: int) -> HttpResponse:
    """An earlier page of the timeline, or another group of it, as a fragment."""
    found = product_of(request.actor, product_id)
    group, after = request.GET.get("group", "")[:40], request.GET.get("after", "")[:60]
    shown = stream.load(request.actor, _events(found), group=group, after=after)
    template = "ui/components/timeline_items.html" if after else "ui/components/timeline.html"
    url = reverse("catalogue:timeline", args=[product_id])
    return render(request, template, {"timeline": shown, "url": url})


@require_safe
@login_required
def price(request: Request, product_id: int) -> HttpResponse:
    """What somebody would pay for so many on a day, with every rule that was looked at."""
    found = product_of(request.actor, product_id)
    form = PriceQuestionForm(request.GET)
    context = {"product": found, "name": found.name.to(language()), "question": form}
    if form.is_valid():
        context["answer"] = answered(found, form.cleaned_data, request.actor, timezone.now())
    template = "catalogue/parts/answer.html" if is_fragment(request) else "catalogue/price.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
@login_required
def facts(request: Request, product_id: int) -> HttpResponse:
    """Correct a product: what another changed meanwhile stays, the same field asks."""
    found = product_of(request.actor, product_id)
    request.actor.require(CataloguePermission.CHANGE)
    start = ProductForm.initial_of(found)
    form = ProductForm(request.POST or None, actor=request.actor, of=found, initial=start)
    base = {name: request.POST.get(f"base_{name}", _text(start[name])) for name in form.fields}
    context: dict[str, Any] = {"product": found, "form": form, "base": base}
    if form.is_valid() and (done := _save(request, found, form, context)):
        return done
    show = refill if form.errors or "conflicts" in context else render
    return show(request, "catalogue/facts.html", context)


@require_POST
@login_required
def retirement(request: Request, product_id: int) -> HttpResponse:
    """Take a product out of sale."""
    _one(retire_products([product_id], actor=request.actor, at=timezone.now())[0].error)
    undo = reverse("catalogue:restoration", args=[product_id])
    return go(request, reverse("catalogue:products"), said=_("The product is out of sale."), undo=undo)


@require_POST
@login_required
def restoration(request: Request, product_id: int) -> HttpResponse:
    """Put a product on sale again."""
    _one(restore_products([product_id], actor=request.actor, at=timezone.now())[0].error)
    url = safe_next(request, reverse("catalogue:product", args=[product_id]))
    return go(request, url, said=_("The product is on sale again."))


def _save(
    request: Request, found: Product, form: ProductForm, context: dict[str, Any]
) -> HttpResponse | None:
    sent = ProductForm(
        {name: context["base"][name] for name in form.fields},
        actor=request.actor,
        of=found,
    )
    base = sent.columns(found) if sent.is_valid() else {}
    try:
        change_product(
            found.pk, values=form.columns(found), base=base, actor=request.actor, at=timezone.now()
        )
    except Invalid as error:
        put_errors(form, error.errors)
    except Conflict as error:
        labelled = {name: {**sides, "label": FIELDS.get(name, name)} for name, sides in error.fields.items()}
        fresh = ProductForm.initial_of(found)
        context |= {"conflicts": labelled, "base": {name: _text(fresh[name]) for name in form.fields}}
    else:
        return go(request, reverse("catalogue:product", args=[found.pk]), said=_("Saved."))
    return None


def _events(found: Product) -> QuerySet[Event]:
    return Event.objects.filter(subject_type="product", subject_id=found.pk)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _one(error: Exception | None) -> None:
    if isinstance(error, NotFound):
        raise error
