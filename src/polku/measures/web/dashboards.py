"""Pages of dashboards: the one to start with, all of them, one (own or ready), its settings, paper and mailings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.queries import colleagues
from polku.access.request import Request
from polku.insight.filters import Filter
from polku.kernel.errors import DomainError
from polku.measures import queries
from polku.measures.actions import mail_dashboard, remove_dashboard, save_dashboard, stop_mailing
from polku.measures.actions.dashboards import FIELDS
from polku.measures.logic.tiles import READY_BOARDS, ReadyBoard, Spec
from polku.measures.measuring.papers import Sheet, drawn
from polku.measures.measuring.showing import Span
from polku.measures.models import Dashboard
from polku.measures.rules import MeasurePermission
from polku.measures.web.filtering import bar
from polku.measures.web.saving import base_of, base_sent, put_errors
from polku.measures.web.tiles import Framed, framed
from polku.measures.words import RHYTHM_WORDS, ROLE_WORDS, SHARING_WORDS
from polku.ui.answers import go

PEOPLE_MAX = 500


class DashboardForm(forms.Form):
    """What a dashboard is called and who sees it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    sharing = forms.ChoiceField(
        label=gettext_lazy("Who sees it"), choices=list(SHARING_WORDS.items()), initial="private"
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What people of this role start with"), required=False,
        choices=[("", "–"), *((role.value, said) for role, said in ROLE_WORDS.items())],
    )  # fmt: skip

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["role"]
            kept = [one for one in SHARING_WORDS.items() if one[0] != "everybody"]
            self.fields["sharing"].choices = kept  # type: ignore[attr-defined]


class MailingForm(forms.Form):
    """To whom a dashboard is mailed, and when."""

    recipient_id = forms.TypedChoiceField(label=gettext_lazy("Recipient"), coerce=int)
    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=list(RHYTHM_WORDS.items()), initial="weekly"
    )
    hour = forms.IntegerField(label=gettext_lazy("At the hour"), min_value=0, max_value=23, initial=7)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient_id"].choices = list(people)  # type: ignore[attr-defined]


@require_safe
@login_required
def start(request: Request) -> HttpResponse:
    """The dashboard a person starts with."""
    request.actor.require(MeasurePermission.SEE)
    found = queries.start_board(request.actor)
    name, key = ("ready", found.key) if isinstance(found, ReadyBoard) else ("dashboard", found.pk)
    return redirect(f"measures:{name}", key)


@require_safe
@login_required
def dashboards(request: Request) -> HttpResponse:
    """All dashboards a person may see, and those that come with the product."""
    request.actor.require(MeasurePermission.SEE)
    rows = list(queries.dashboards(request.actor))
    context = {
        "own": [row for row in rows if row.owner_id == request.actor.user_id],
        "shared": [row for row in rows if row.owner_id != request.actor.user_id],
        "ready": [(one.key, _(one.name)) for one in READY_BOARDS],
        "may_arrange": request.actor.may(MeasurePermission.ARRANGE),
    }
    return render(request, "measures/dashboards.html", context)


@require_safe
@login_required
def dashboard(request: Request, dashboard_id: int) -> HttpResponse:
    """One dashboard; its tiles come one by one. The address's filter holds over the one it was saved with."""
    row = queries.dashboard(dashboard_id, request.actor)
    may_change = queries.may_change(row, request.actor)
    tiles = [framed(one, _query(request, row.query)) for one in queries.tiles(row)]
    context = _context(request, row.query) | {
        "board": row,
        "name": row.name,
        "tiles": tiles,
        "may_change": may_change,
        "is_arranging": may_change and "arrange" in request.GET,
        "pdf": reverse("measures:pdf", args=[row.pk]),
        "address": reverse("measures:dashboard", args=[row.pk]),
    }
    return render(request, "measures/dashboard.html", context)


@require_safe
@login_required
def ready(request: Request, key: str) -> HttpResponse:
    """A dashboard that comes with the product."""
    request.actor.require(MeasurePermission.SEE)
    found = queries.ready_board(key)
    query = _query(request, "")
    context = _context(request, "") | {
        "board": None,
        "ready": found,
        "name": _(found.name),
        "tiles": [Framed.of_ready(found, number, query) for number in range(len(found.tiles))],
        "may_arrange": request.actor.may(MeasurePermission.ARRANGE),
        "pdf": reverse("measures:ready_pdf", args=[found.key]),
        "address": reverse("measures:ready", args=[found.key]),
    }
    return render(request, "measures/dashboard.html", context)


@require_safe
@login_required
def pdf(request: Request, dashboard_id: int) -> HttpResponse:
    """A dashboard on paper, within the reader's scope."""
    row = queries.dashboard(dashboard_id, request.actor)
    return _paper(request, Sheet(row.name, _query(request, row.query), queries.tiles(row)))


@require_safe
@login_required
def ready_pdf(request: Request, key: str) -> HttpResponse:
    """A dashboard that comes with the product, on paper."""
    request.actor.require(MeasurePermission.SEE)
    found = queries.ready_board(key)
    return _paper(request, Sheet(_(found.name), _query(request, ""), found.tiles))


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """Make a dashboard of one's own; `like` begins with the tiles of another one."""
    request.actor.require(MeasurePermission.ARRANGE)
    like = request.GET.get("like", "")
    name, query, tiles = _like(request, like)
    may_share = request.actor.may(MeasurePermission.SHARE)
    form = DashboardForm(request.POST or None, may_share=may_share, initial={"name": name})
    if request.method == "POST" and form.is_valid():
        try:
            values = form.cleaned_data | {"query": query}
            row = save_dashboard(None, values, tiles=tiles, actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            address = reverse("measures:dashboard", args=[row.pk])
            return go(request, f"{address}?arrange=1", said=_("Saved."))
    context = {"form": form, "title": _("New dashboard"), "base": ""}
    return render(request, "measures/dashboard_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def settings(request: Request, dashboard_id: int) -> HttpResponse:
    """Name, sharing, and (with `query` in the address) the filter that is kept with it."""
    row = queries.to_change(dashboard_id, request.actor)
    initial = {name: getattr(row, name) for name in ("name", "sharing", "role")}
    may_share = request.actor.may(MeasurePermission.SHARE)
    form = DashboardForm(request.POST or None, may_share=may_share, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            values = dict(form.cleaned_data)
            if request.POST.get("keep") == "on":
                values["query"] = request.POST.get("query", "")[:2000]
            save_dashboard(row.pk, values, base=base_sent(request), actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("measures:dashboard", args=[row.pk]), said=_("Saved."))
    context = {
        "form": form, "board": row, "title": _("Settings of the dashboard"), "base": base_of(row, FIELDS),
        "query": _query(request, row.query), "may_change": queries.may_change(row, request.actor),
    }  # fmt: skip
    return render(request, "measures/dashboard_form.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def removal(request: Request, dashboard_id: int) -> HttpResponse:
    """Throw a dashboard away."""
    remove_dashboard(dashboard_id, actor=request.actor, at=timezone.now())
    undo = reverse("measures:dashboard_return", args=[dashboard_id])
    return go(request, reverse("measures:dashboards"), said=_("Deleted."), undo=undo)


@require_POST
@login_required
def return_(request: Request, dashboard_id: int) -> HttpResponse:
    """Take a dashboard that was thrown away back."""
    remove_dashboard(dashboard_id, removed=False, actor=request.actor, at=timezone.now())
    return go(request, reverse("measures:dashboard", args=[dashboard_id]), said=_("It is back."))


@require_http_methods(["GET", "POST"])
@login_required
def mailings(request: Request, dashboard_id: int) -> HttpResponse:
    """To whom a dashboard is mailed; everybody may have it mailed to themselves."""
    row = queries.dashboard(dashboard_id, request.actor)
    form = MailingForm(
        request.POST or None, people=_people(request, row), initial={"recipient_id": request.actor.user_id}
    )
    if request.method == "POST" and form.is_valid():
        try:
            page = request.build_absolute_uri(reverse("measures:dashboard", args=[row.pk]))
            mail_dashboard(row.pk, **form.cleaned_data, actor=request.actor, at=timezone.now(), link=page)
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("measures:dashboard", args=[row.pk]), said=_("It will be mailed."))
    listed = [(one, RHYTHM_WORDS[one.rhythm]) for one in queries.mailings(row, request.actor)]
    context = {"form": form, "board": row, "mailings": listed}
    return render(request, "measures/mailings.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def mailing_removal(request: Request, mailing_id: int) -> HttpResponse:
    """Mail it no more."""
    stop_mailing(mailing_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("measures:dashboards"), said=_("It is mailed no more."))


def _people(request: Request, row: Dashboard) -> list[tuple[int, str]]:
    rows = colleagues(request.actor)[:PEOPLE_MAX]
    people = [(one.pk, str(one)) for one in rows]
    own = [one for one in people if one[0] == request.actor.user_id]
    own = own or [(request.actor.user_id or 0, request.actor.name)]
    return people if queries.may_change(row, request.actor) and row.sharing != "private" else own


def _query(request: Request, saved: str) -> str:
    """The filter in force: the address's own, else the one saved with the dashboard."""
    given = request.GET.copy()
    for name in ("arrange", "page"):
        given.pop(name, None)
    return given.urlencode() or saved


def _context(request: Request, saved: str) -> dict[str, Any]:
    query = QueryDict(_query(request, saved))
    f = Filter.of(request.actor, query)
    span = Span.of(query, timezone.localdate())
    return {"bar": bar(query, f, span), "query": query.urlencode()}


def _like(request: Request, like: str) -> tuple[str, str, list[Spec]]:
    """The name, filter and tiles of the dashboard that a new one begins with."""
    if like.isdigit():
        row = queries.dashboard(int(like), request.actor)
        specs = [Spec(one.kind, one.ref, one.width, one.query, one.title) for one in queries.tiles(row)]
        return row.name, row.query, specs
    if like:
        found = queries.ready_board(like)
        specs = [
            Spec(one.kind, one.ref, one.width, one.query, _(one.title) if one.title else "")
            for one in found.tiles
        ]
        return _(found.name), "", specs
    return "", "", []


def _paper(request: Request, sheet: Sheet) -> HttpResponse:
    content = drawn(sheet, actor=request.actor, now=timezone.now())
    name = f"{slugify(sheet.name) or 'dashboard'}.pdf"
    disposition = content_disposition_header(as_attachment=False, filename=name) or ""
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})
