"""What a new order comes to while it is typed: the server counts each line and the whole, and says why."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from polku.access.request import Request
from polku.catalogue.counting import place_of, trial, words_of
from polku.catalogue.logic.lines import AskedLine, summed
from polku.catalogue.queries.customers import CUSTOMER
from polku.catalogue.queries.destination import accounts_for_tax
from polku.catalogue.queries.filling import Buyer
from polku.company.queries import company
from polku.contacts.models import Customer
from polku.contacts.postal import country_of
from polku.kernel.errors import DomainError
from polku.kernel.money import CURRENCIES
from polku.orders.rules import OrderPermission
from polku.orders.typed import Typed, asked_lines, typed_lines
from polku.orders.web.placing import asked_deal
from polku.search.queries import find

STAND_IN = Typed(what="–", unit_price="0", tax="0")


@require_POST
@login_required
def counting(request: Request) -> HttpResponse:
    """The sums of what was typed with each line's price and VAT, or what is wrong with it, as a fragment."""
    request.actor.require(OrderPermission.PLACE)
    typed = [one for one in typed_lines(request.POST) if not one.is_empty]
    return render(request, "orders/parts/live.html", _counted(request, typed) if typed else {})


def _counted(request: Request, typed: list[Typed]) -> dict[str, Any]:
    customer = _customer(request)
    told = request.POST.get("currency", "")
    currency = told if told in CURRENCIES else company().currency
    buyer = Buyer(None, company().country)
    if customer is not None:
        buyer = Buyer(customer.id, country_of(customer), accounts_for_tax(customer.vat_id), customer.language)
    try:
        lines, problems = _read(request, typed)
        tried = trial(lines, buyer=buyer, currency=currency, at=timezone.now(), problems=problems)
    except DomainError as error:
        return {"problem": words_of(error)}
    filled = tried.filled
    sums = summed(filled.lines, currency=currency, prices_include_tax=filled.prices_include_tax)
    return {
        "sums": sums if len(tried.problems) < len(typed) else None,
        "lines": tried.lines,
        "currency": currency,
    }


def _read(request: Request, typed: list[Typed]) -> tuple[list[AskedLine], dict[int, str]]:
    """The lines as the domain takes them, and what is wrong with those that cannot be read."""
    problems: dict[int, str] = {}
    while True:
        try:
            return [asked for _id, asked in asked_lines(typed, request.actor)], problems
        except DomainError as error:
            place = place_of(error)
            if place is None or place in problems:
                raise
            problems[place] = words_of(error)
            typed = [*typed[:place], STAND_IN, *typed[place + 1 :]]


def _customer(request: Request) -> Customer | None:
    """Who buys: of the deal, else the one known by the name that was typed."""
    deal = asked_deal(request)
    if deal is not None:
        return deal.customer
    name = request.POST.get("company", "").strip()[:200]
    found = find(request.actor, name, only=[CUSTOMER], limit=5) if name else []
    ids = [one.row_id for one in found if one.title.casefold() == name.casefold()]
    return Customer.objects.visible_to(request.actor).filter(id__in=ids).first()
