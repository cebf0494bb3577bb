"""The list of customers: find, add, give to somebody, take along."""

from collections.abc import Iterator
from itertools import islice

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.contacts import words
from polku.contacts.actions import add_customer, assign_customers
from polku.contacts.actions.importing import CUSTOMERS
from polku.contacts.logic import NewCustomer, kind_of, name_of
from polku.contacts.models import Customer
from polku.contacts.queries import contacts_of, count, duplicate_candidates, likely_meant, listed, page
from polku.contacts.rules import ContactPermission
from polku.contacts.web.forms import CustomerForm, OwnerForm, put_errors
from polku.contacts.web.state import ListState
from polku.imports.rules import ImportPermission
from polku.kernel.errors import Invalid
from polku.ui.answers import go, is_fragment, refill
from polku.ui.export import Column, export_response

BULK_MAX = 1000


@require_safe
@login_required
def customers(request: Request) -> HttpResponse:
    """Companies and private persons, by page."""
    request.actor.require(ContactPermission.SEE)
    state = ListState(request.GET, request.actor)
    found = page(request.actor, state.wanted, after=state.after)
    more = f"{reverse('contacts:customers')}?{state.more(found.after)}" if found.after else ""
    may = _may(request)
    context = {"state": state, "page": found, "more": more, "may": may}
    if state.after and is_fragment(request):
        return render(request, "contacts/parts/rows.html", context)
    context |= {
        "count": count(request.actor, state.wanted),
        "owners": OwnerForm(actor=request.actor) if may["change"] else None,
        "file_url": f"{reverse('imports:new')}?kind={CUSTOMERS.key}" if may["bring"] else "",
    }
    return render(request, "contacts/customers.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new_customer(request: Request) -> HttpResponse:
    """The form of a new customer; like ones are shown beside it while typing."""
    request.actor.require(ContactPermission.CHANGE)
    form = CustomerForm(
        request.POST or None, actor=request.actor, initial={"company": request.GET.get("name", "")}
    )
    if not form.is_valid():
        template = "contacts/new_customer.html"
        return (
            refill(request, template, {"form": form})
            if form.is_bound
            else render(request, template, {"form": form})
        )
    if "as_new" not in request.POST and (alike := _alike(request, form.row())):
        return refill(request, "contacts/new_customer.html", {"form": form, "alike": alike})
    try:
        made = add_customer(form.row(), actor=request.actor, at=timezone.now())
    except Invalid as error:
        put_errors(form, error)
        return refill(request, "contacts/new_customer.html", {"form": form})
    return go(
        request,
        reverse("contacts:customer", args=[made.pk]),
        said=_("Customer added."),
        undo=reverse("contacts:removal", args=[made.pk]),
    )


def _alike(request: Request, row: NewCustomer) -> list[Customer]:
    """Known customers of nearly this name: asked about once before one more is entered."""
    kind = kind_of(row)
    return [one.customer for one in likely_meant(actor=request.actor, name=name_of(row, kind), kind=kind)]


@require_safe
@login_required
def likes(request: Request) -> HttpResponse:
    """Customers that what is being typed could mean, as a fragment."""
    request.actor.require(ContactPermission.SEE)
    said = {
        name: request.GET.get(name, "").replace("\0", "")[:300]
        for name in ("kind", "company", "contact_name", "email", "phone", "country")
    }
    kind = "person" if said["kind"] == "person" else "company"
    found = duplicate_candidates(
        actor=request.actor,
        name=said["company"] if kind == "company" else said["contact_name"],
        kind=kind,
        emails=[said["email"]],
        phones=[said["phone"]],
        country=said["country"].strip().upper()[:2],
    )
    return render(request, "contacts/parts/likes.html", {"likes": found, "reasons": words.REASONS})


@require_POST
@login_required
def assignment(request: Request) -> HttpResponse:
    """Give the selected customers to somebody."""
    form = OwnerForm(request.POST, actor=request.actor)
    ids = [int(one) for one in request.POST.getlist("id")[:BULK_MAX] if one.isdigit() and len(one) < 19]
    if not form.is_valid():
        raise Invalid(_("Choose a person of your team."), field="owner_id")
    answers = assign_customers(
        ids, owner_id=form.cleaned_data["owner_id"], actor=request.actor, at=timezone.now()
    )
    done = sum(answer.changed for answer in answers)
    said = ngettext("%(n)s customer changed hands.", "%(n)s customers changed hands.", done) % {"n": done}
    if failed := sum(answer.error is not None for answer in answers):
        more = ngettext("%(n)s could not be changed.", "%(n)s could not be changed.", failed) % {"n": failed}
        said = f"{said} {more}"
    return go(request, f"{reverse('contacts:customers')}?{request.POST.get('state', '')}", said=said)


@require_safe
@login_required
def export(request: Request) -> HttpResponseBase:
    """The whole list as CSV or XLSX, with the first person at each customer."""
    request.actor.require(ContactPermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    rows = listed(request.actor, ListState(request.GET, request.actor).wanted).select_related("owner", "team")
    return export_response(
        _with_people(rows.iterator(chunk_size=2000)),
        COLUMNS,
        format=request.GET.get("format", "csv"),
        filename="customers",
    )


Line = tuple[Customer, str, str, str]

COLUMNS: list[Column[Line]] = [
    Column(words.FIELDS["name"], lambda line: line[0].name),
    Column(words.FIELDS["kind"], lambda line: words.shown("kind", line[0].kind)),
    Column(words.FIELDS["city"], lambda line: line[0].city),
    Column(words.FIELDS["country"], lambda line: line[0].country),
    Column(words.FIELDS["vat_id"], lambda line: line[0].vat_id),
    Column(words.FIELDS["website"], lambda line: line[0].website),
    Column(words.FIELDS["owner_id"], lambda line: str(line[0].owner or "")),
    Column(words.FIELDS["team_id"], lambda line: line[0].team.name),
    Column(gettext_lazy("Person"), lambda line: line[1]),
    Column(words.FIELDS["email"], lambda line: line[2]),
    Column(words.FIELDS["phone"], lambda line: line[3]),
    Column(words.FIELDS["segment"], lambda line: line[0].segment),
]


def _with_people(rows: Iterator[Customer]) -> Iterator[Line]:
    """Customers with their first contact, loaded by part."""
    while part := list(islice(rows, 2000)):
        people = contacts_of([customer.pk for customer in part])
        for customer in part:
            first = people.get(customer.pk, [None])[0]
            yield (customer, first.name, first.email, first.phone) if first else (customer, "", "", "")


def _may(request: Request) -> dict[str, bool]:
    actor = request.actor
    return {
        "change": actor.may(ContactPermission.CHANGE),
        "merge": actor.may(ContactPermission.MERGE),
        "export": actor.may(AccessPermission.EXPORT),
        "bring": actor.may(ImportPermission.IMPORT) and actor.may(CUSTOMERS.permission),
    }
