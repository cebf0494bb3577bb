"""The buyer's door: a page to order from at `/o/<key>/`, its sums, and what became of the order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.kernel.errors import WHOLE, Invalid, NotFound, gettext_noop, say
from polku.orders.actions.taking import take_order
from polku.orders.logic.asking import AGREED, FIELDS, NEEDED, PRODUCT, Asked, quantities_of, submitted
from polku.orders.models import Incoming, OrderForm
from polku.orders.queries.forms import Offer, countries_of, form_of, lines_of, offered, open_form, totals_of
from polku.orders.registry import public_bill
from polku.orders.web.door import (
    new_token,
    of_ticket,
    opened_for,
    ticket,
)
from polku.qualify.logic.lead_form import HONEYPOT, content_key
from polku.qualify.logic.pace import FILL_SECONDS_MIN, TooMany
from polku.quotes.words import price_text
from polku.ui import locale_formats
from polku.ui.visitors import address_hash, framed, headers_kept, in_language

SEE_OTHER = 303
_COMPLETE = {
    "company": "organization", "name": "name", "email": "email", "phone": "tel", "line1": "address-line1",
    "post_code": "postal-code", "city": "address-level2", "country": "country", "reference": "off", "note": "off",
}  # fmt: skip
_TYPES = {"email": "email", "phone": "tel"}


@csrf_exempt  # nobody is signed in here, and a form in another site's frame has no cookie; its token is signed
@never_cache
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    """Offer, and take the order in."""
    found = open_form(key, on=timezone.localdate())
    offers = offered(found)
    with in_language(request) as language:
        if request.method != "POST":
            return framed(_page(request, found, offers, {}, new_token(found)), found.allowed_origins)
        sent, token = request.POST.dict(), request.POST.get("token", "")
        seconds = opened_for(token, found)
        try:
            asked = _checked(sent, found, offers, seconds)
            kept = _take(request, found, asked, token, language)
        except Invalid as error:
            token = token if seconds is not None else new_token(found)
            return framed(
                _page(request, found, offers, sent, token, error, status=422), found.allowed_origins
            )
        except TooMany as error:
            said = Invalid(say(error.message, _))
            page = _page(request, found, offers, sent, token, said, status=429)
            page["Retry-After"] = str(error.retry_after)
            return framed(page, found.allowed_origins)
    url = reverse("orders:form_thanks", args=[key, ticket(kept.pk)])
    url += f"?lang={language}" if request.GET.get("lang") else ""
    return framed(HttpResponseRedirect(url, status=SEE_OTHER), found.allowed_origins)


@csrf_exempt  # it counts and writes nothing
@never_cache
@require_POST
def sums(request: HttpRequest, key: str) -> HttpResponse:
    """What the order would come to as it is typed."""
    found = open_form(key, on=timezone.localdate())
    with in_language(request):
        context = {"sums": _sums(found, offered(found), request.POST.dict())}
        return framed(render(request, "orders/forms/sums.html", context), found.allowed_origins)


@never_cache
@require_safe
def thanks(request: HttpRequest, key: str, mark: str) -> HttpResponse:
    """It came in: the order's number and what happens next."""
    kept = _came(key, mark)
    found, order = kept.form, kept.order
    with in_language(request):
        total = locale_formats.money(order.gross_minor, order.currency) if order else ""
        bill = public_bill(order.pk) if order else None
        context = {"form": found, "order": order, "total": total, "bill": bill, "mark": mark}
        return framed(render(request, "orders/forms/thanks.html", context), found.allowed_origins)


@never_cache
@require_safe
def bill(request: HttpRequest, key: str, mark: str) -> HttpResponse:
    """The bill of an order that is paid first, as PDF, for who sent the order."""
    order = _came(key, mark).order
    found = public_bill(order.pk) if order else None
    if found is None:
        raise NotFound(gettext_noop("There is no bill yet."))
    answer = HttpResponse(found.draw(timezone.now()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return answer


def _came(key: str, mark: str) -> Incoming:
    """What was sent, by the mark its sender was given. Raises: NotFound."""
    found = form_of(key)
    rows = Incoming.objects.select_related("order", "form__price_list")
    kept = rows.filter(id=of_ticket(mark) or 0, form=found).first()
    if kept is None:
        raise NotFound(gettext_noop("There is no such form."))
    return kept


def _checked(
    sent: Mapping[str, str], found: OrderForm, offers: Sequence[Offer], seconds: float | None
) -> Asked:
    asked = submitted(
        sent,
        offered=[one.product.pk for one in offers],
        countries=countries_of(found),
        must_agree=bool(found.conditions),
    )
    if seconds is None or seconds < FILL_SECONDS_MIN:
        raise Invalid(_("That was too quick to be sure that a person sent it. Please press Send again."))
    return asked


def _take(request: HttpRequest, found: OrderForm, asked: Asked, token: str, language: str) -> Incoming:
    return take_order(
        found,
        asked,
        key=content_key(found.key, asked.as_payload(), token),
        headers=headers_kept(request),
        language=language,
        address_hash=address_hash(request),
        is_spam=bool(request.POST.get(HONEYPOT)),
        at=timezone.now(),
    )


def _sums(found: OrderForm, offers: Sequence[Offer], sent: Mapping[str, object]) -> dict[str, str]:
    """Sums in words; empty while nothing is chosen or a number is none."""
    try:
        lines = lines_of(offers, quantities_of(sent, [one.product.pk for one in offers]))
        country = str(sent.get("country") or "")
        country = country if country in countries_of(found) else ""
        total = totals_of(found, lines, country=country, language="en", at=timezone.now())
    except Invalid:
        return {}
    if total is None:
        return {}
    currency = found.price_list.currency
    names = {"net": total.net_minor, "tax": total.tax_minor, "gross": total.gross_minor}
    return {name: locale_formats.money(minor, currency) for name, minor in names.items()}


def _page(
    request: HttpRequest,
    found: OrderForm,
    offers: Sequence[Offer],
    sent: Mapping[str, object],
    token: str,
    error: Invalid | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    errors = error.errors_in(_) if error else {}
    context: dict[str, Any] = {
        "form": found,
        "token": token,
        "offers": [_offer(one, found, sent, errors) for one in offers],
        "fields": [_field(name, found, sent, errors) for name in FIELDS],
        "sums": _sums(found, offers, sent),
        "errors": errors,
        "whole": errors.get(WHOLE, []),
        "agreed": bool(sent.get(AGREED)),
        "agreed_errors": errors.get(AGREED, []),
        "honeypot": HONEYPOT,
        "languages": settings.LANGUAGES,
        "chosen": request.LANGUAGE_CODE,
        "query": f"?lang={request.LANGUAGE_CODE}" if request.GET.get("lang") else "",
    }
    return render(request, "orders/forms/form.html", context, status=status)


def _offer(
    one: Offer, found: OrderForm, sent: Mapping[str, object], errors: Mapping[str, Any]
) -> dict[str, Any]:
    name = f"{PRODUCT}{one.product.pk}"
    currency = found.price_list.currency
    breaks = [
        (locale_formats.number(price.min_quantity, 6), price_text(price.unit_price, currency))
        for price in one.prices[1:]
    ]
    return {
        "name": name,
        "product": one.product,
        "price": f"{price_text(one.prices[0].unit_price, currency)} {currency}",
        "breaks": breaks,
        "value": str(sent.get(name) or ""),
        "errors": errors.get(name, []),
    }


def _field(
    name: str, found: OrderForm, sent: Mapping[str, object], errors: Mapping[str, Any]
) -> dict[str, Any]:
    labels = {
        "company": _("Company"), "name": _("Name"), "email": _("E-mail"), "phone": _("Phone"),
        "line1": _("Address"), "post_code": _("Post code"), "city": _("City"), "country": _("Country"),
        "reference": _("Your reference"), "note": _("Note"),
    }  # fmt: skip
    countries = [(code, locale_formats.country(code)) for code in countries_of(found)]
    return {
        "key": name,
        "label": labels[name],
        "type": _TYPES.get(name, "text"),
        "autocomplete": _COMPLETE[name],
        "required": name in NEEDED,
        "length_max": FIELDS[name],
        "choices": countries if name == "country" else [],
        "value": str(sent.get(name) or ""),
        "errors": errors.get(name, []),
    }
