"""Writing an offer: its lines in a table, its words and terms below, sums that the server keeps counting."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.catalogue import queries as catalogue
from polku.catalogue.rules import sees_costs
from polku.company.queries import company, day_of
from polku.contacts.models import Contact
from polku.deals.models import Deal
from polku.kernel.errors import Invalid
from polku.kernel.money import Money
from polku.kernel.words import language as known_language
from polku.quotes import actions
from polku.quotes.logic.costs import Costs
from polku.quotes.logic.incoming import TERMS, Content, NewQuote
from polku.quotes.queries import current_version, lines_of, quote, settings, templates
from polku.quotes.recaps import needs_known
from polku.quotes.rules import QuotePermission
from polku.quotes.web import inputs
from polku.quotes.web.counting import live
from polku.quotes.web.forms import QuoteForm
from polku.ui.answers import go, refill

FOUND_MAX = 8


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request, deal_id: int) -> HttpResponse:
    """A first offer on a deal, with what is known of its needs on top."""
    request.actor.require(QuotePermission.WRITE)
    rows = Deal.objects.visible_to(request.actor).current().select_related("customer")
    deal = get_object_or_404(rows, id=deal_id)
    form = QuoteForm(
        request.POST or None, contacts=_contacts(deal), is_new=True, initial=_start(request, deal)
    )
    context = {"deal": deal, "back": reverse("deals:deal", args=[deal_id]), "row": None}
    if request.method == "GET":
        return _page(request, form, inputs.with_blanks(_suggested(request, deal)), context)
    lines, running = inputs.typed(request.POST), inputs.cost_typed(request.POST)
    context["running"] = running
    try:
        if form.is_valid():
            data = form.cleaned_data
            wanted = NewQuote(
                deal_id, content(data, lines, running, data["currency"], request.actor), data["contact_id"],
                data["currency"], data["language"],
            )  # fmt: skip
            made = actions.draft(wanted, actor=request.actor, at=timezone.now())
            return go(request, reverse("quotes:quote", args=[made.id]), said=_("The quote is drafted."))
    except Invalid as error:
        context["problems"] = inputs.put_errors(lines, error)
        inputs.put_cost_errors(running, error)
    return _page(request, form, inputs.with_blanks(lines), context, wrong=True)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: Request, quote_id: int) -> HttpResponse:
    """Change a draft, or write the next version of what was sent."""
    request.actor.require(QuotePermission.WRITE)
    row = quote(quote_id, request.actor)
    version = current_version(row)
    start = QuoteForm.initial_of(row, version)
    start["valid_until"] = max(start["valid_until"], day_of(timezone.now()))
    form = QuoteForm(request.POST or None, contacts=[], is_new=False, initial=start)
    context = {"deal": row.deal, "back": reverse("quotes:quote", args=[quote_id]), "row": row}
    if request.method == "GET":
        held = inputs.rows_of(lines_of(version), shows_cost=sees_costs(request.actor))
        context["running"] = inputs.cost_rows(Costs.of(version.costs), row.currency)
        return _page(request, form, inputs.with_blanks(held), context)
    lines, running = inputs.typed(request.POST), inputs.cost_typed(request.POST)
    context["running"] = running
    try:
        if form.is_valid():
            read = request.POST.get("version", "")
            wanted = content(form.cleaned_data, lines, running, row.currency, request.actor)
            actions.revise(
                quote_id, wanted, version=int(read) if read.isdecimal() else None, actor=request.actor,
                at=timezone.now(),
            )  # fmt: skip
            return go(request, reverse("quotes:quote", args=[quote_id]), said=_("Saved."))
    except Invalid as error:
        context["problems"] = inputs.put_errors(lines, error)
        inputs.put_cost_errors(running, error)
    return _page(request, form, inputs.with_blanks(lines), context, wrong=True)


@require_POST
@login_required
def totals(request: Request, deal_id: int) -> HttpResponse:
    """What the lines typed so far come to, as a fragment; the margin for those who may see it."""
    request.actor.require(QuotePermission.WRITE)
    deal = get_object_or_404(
        Deal.objects.visible_to(request.actor).current().select_related("customer"), id=deal_id
    )
    return render(request, "quotes/parts/live.html", live(request, deal))


@require_safe
@login_required
def products(request: Request) -> HttpResponse:
    """Products of like names or numbers, to be chosen by the keyboard."""
    words = request.GET.get("q", "").replace("\0", "")[:80].strip()
    found = []
    if len(words) > 1:
        found = catalogue.page(request.actor, catalogue.Listed(words=words)).rows[:FOUND_MAX]
    language = get_language() or "en"
    listed = [
        {"id": one.id, "sku": one.sku, "name": one.name.to(language), "unit": one.unit} for one in found
    ]
    return render(request, "quotes/parts/products.html", {"products": listed})


def content(
    data: dict[str, Any],
    lines: list[inputs.Row],
    running: list[inputs.CostRow],
    currency: str,
    actor: Actor,
) -> Content:
    """What was typed, as the domain takes it. Raises: Invalid."""
    return Content(
        lines=inputs.offered(lines, actor),
        title=data["title"],
        needs=data["needs"],
        terms={key: data[key] for key in TERMS},
        payment_terms=data["payment_terms"],
        due_days=data["due_days"] if data["due_days"] is not None else 14,
        valid_until=data["valid_until"],
        prices_include_tax=data["prices_include_tax"],
        codes=tuple(code for code in data["codes"].replace(",", " ").split()),
        costs=inputs.costs(running, data["cost_years"], data["cost_now"], currency),
    )


def _contacts(deal: Deal) -> list[tuple[str, str]]:
    rows = Contact.objects.filter(customer_id=deal.customer_id, voided_at=None, merged_into=None).order_by(
        "id"
    )
    return [(str(one.id), one.name or one.email) for one in rows[:200]]


def _start(request: Request, deal: Deal) -> dict[str, Any]:
    own, at = company(), timezone.now()
    contacts = _contacts(deal)
    start: dict[str, Any] = {
        "title": deal.title,
        "needs": needs_known(request.actor, deal.id),
        "currency": deal.value_currency or own.currency,
        "language": known_language(deal.customer.language) or own.language,
        "valid_until": day_of(at) + timedelta(days=settings().valid_days),
        "payment_terms": "due_date",
        "due_days": 14,
        "contact_id": contacts[0][0] if contacts else "",
    }
    if template := templates().first():
        words = {key: getattr(template, key).to(start["language"]) for key in TERMS}
        start |= words | {"payment_terms": template.payment_terms, "due_days": template.due_days}
    return start


def _suggested(request: Request, deal: Deal) -> list[inputs.Row]:
    """The deal's product as the first line; nothing where none goes by that name.

    Its price is asked from the lists as long as the field is empty; what no list prices costs what the deal is worth.
    """
    found = catalogue.named(request.actor, deal.product)
    if found is None:
        return []
    row = inputs.blank(0)
    name = found.name.to(known_language(deal.customer.language) or company().language)
    row.values |= {"product": str(found.pk), "sku": found.sku, "description": name, "unit": found.unit}
    currency, wanted = deal.value_currency or company().currency, [catalogue.Wanted(found.pk)]
    (priced,) = catalogue.price(wanted, customer_id=deal.customer_id, currency=currency, at=timezone.now())
    if priced.unit_price is None and not priced.conflict and deal.value_minor is not None:
        row.values["unit_price"] = f"{Money(deal.value_minor, currency).decimal:f}"
    return [row]


def _page(
    request: Request, form: QuoteForm, rows: list[inputs.Row], context: dict[str, Any], *, wrong: bool = False
) -> HttpResponse:
    language = request.POST.get("language") or form.initial.get("language") or get_language() or "en"
    told = {
        "form": form,
        "rows": rows,
        "cost_rows": inputs.cost_blanks(context.get("running", [])),
        "templates": [
            {"id": one.id, "name": one.name, "payment_terms": one.payment_terms, "due_days": one.due_days}
            | {key: getattr(one, key).to(language) for key in TERMS}
            for one in templates()
        ],
        "shows_margin": sees_costs(request.actor),
    }
    return (refill if wrong else render)(request, "quotes/edit.html", told | context)
