"""Obstacles over all deals: by kind, as a list; one of them; many out of the way at once; the company's own kinds."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.company.queries import company
from polku.journey import actions
from polku.journey.logic.rising import LEAST, Rise
from polku.journey.models import Obstacle
from polku.journey.queries import obstacles as queries
from polku.journey.rules import JourneyPermission
from polku.journey.web import showing
from polku.journey.web.forms import CodeForm, ObstacleForm, spoken
from polku.journey.words import STATE_LABELS, obstacle_labels
from polku.kernel.errors import Invalid, say
from polku.kernel.words import Text
from polku.ui import locale_formats
from polku.ui.answers import UNPROCESSABLE, go, safe_next

BULK_MAX = 500


@require_safe
@login_required
def obstacles(request: Request) -> HttpResponse:
    """What holds buyers up: each kind with what it costs and whether it rises; the list of them."""
    request.actor.require(JourneyPermission.SEE)
    at, labels = timezone.now(), obstacle_labels()
    wanted = _wanted(request)
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1
    rows, more = queries.page(request.actor, wanted, page)
    query = urlencode({"code": wanted.code, "state": wanted.state, "owner": wanted.owner})
    context: dict[str, Any] = {
        "codes": [
            (one, labels.get(one.code, one.code), rise_said(one.rise))
            for one in queries.by_code(request.actor, at)
        ],
        "currency": company().currency,
        "rows": [(row, labels.get(row.code, row.code), _days(row, at)) for row in rows],
        "wanted": wanted,
        "labels": labels,
        "states": STATE_LABELS,
        "more": f"{reverse('journey:obstacles')}?{query}&page={page + 1}" if more else "",
        "may_record": request.actor.may(JourneyPermission.RECORD),
        "may_edit": request.actor.may(JourneyPermission.EDIT),
        "least": LEAST,
        "tabs": showing.tabs("obstacles"),
    }
    return render(request, "journey/obstacles.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def obstacle(request: Request, obstacle_id: int) -> HttpResponse:
    """One obstacle: its note, its remedy, who sees to it; take it back."""
    row, at = queries.obstacle(obstacle_id, request.actor), timezone.now()
    if request.method == "POST":
        request.actor.require(JourneyPermission.RECORD)
    if request.method == "POST" and request.POST.get("act") == "void":
        event_id = actions.void_obstacle(row.id, actor=request.actor, at=at)
        return _go(request, row, _("Taken back."), event_id)
    initial = {name: getattr(row, name) for name in ("code", "note", "remedy", "owner_id")}
    form = ObstacleForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_obstacle(row.id, form.cleaned_data, actor=request.actor, at=at)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, say(error.message, _))
        else:
            return _go(request, row, _("Saved."), changed)
    context = {"row": row, "form": form, "label": obstacle_labels().get(row.code, row.code)}
    context["may"] = request.actor.may(JourneyPermission.RECORD)
    return render(
        request, "journey/dialogs/obstacle.html", context, status=UNPROCESSABLE if form.errors else 200
    )


@require_POST
@login_required
def removal(request: Request, obstacle_id: int) -> HttpResponse:
    """It is out of the way; or with `back` it stands there again."""
    row = queries.obstacle(obstacle_id, request.actor)
    back = request.POST.get("back") == "1"
    done = actions.remove_obstacles([row.id], actor=request.actor, at=timezone.now(), open_again=back)[0]
    if done.error is not None:
        raise done.error
    return _go(request, row, _("Open again.") if back else _("Out of the way."), done.event_id)


@require_POST
@login_required
def removal_of_many(request: Request) -> HttpResponse:
    """Those marked are out of the way."""
    request.actor.require(JourneyPermission.RECORD)
    ids = [
        int(one) for one in request.POST.getlist("ids") if one.isascii() and one.isdigit() and len(one) < 19
    ]
    done = actions.remove_obstacles(ids[:BULK_MAX], actor=request.actor, at=timezone.now())
    number = sum(one.event_id is not None for one in done)
    said = ngettext("%(n)s obstacle is out of the way.", "%(n)s obstacles are out of the way.", number) % {
        "n": number
    }
    return go(request, safe_next(request, reverse("journey:obstacles")), said=said)


@require_http_methods(["GET", "POST"])
@login_required
def codes(request: Request) -> HttpResponse:
    """Add an obstacle of the company's own."""
    request.actor.require(JourneyPermission.EDIT)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_code(Text.of({spoken(): form.cleaned_data["name"].strip()}), actor=request.actor)
        return go(request, reverse("journey:obstacles"), said=_("Saved."))
    context = {"form": form, "title": _("An obstacle of our own"), "here": request.path}
    return render(request, "journey/dialogs/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


def rise_said(rise: Rise) -> str:
    """The newest four weeks against the twelve before, in words, with the interval."""
    if rise.is_too_few:
        return ""
    if rise.ratio is None:
        return _("%(now)s in 4 weeks, none in the 12 before") % {"now": rise.now}
    high = locale_formats.number(rise.high, 1) if rise.high is not None else "∞"
    return _("%(ratio)s times as often (%(low)s to %(high)s)") % {
        "ratio": locale_formats.number(rise.ratio, 1),
        "low": locale_formats.number(rise.low, 1),
        "high": high,
    }


def _wanted(request: Request) -> queries.Wanted:
    said = {name: request.GET.get(name, "").replace("\0", "")[:40] for name in ("code", "state", "owner")}
    state = said["state"] if said["state"] in (*STATE_LABELS, "all") else "open"
    return queries.Wanted(said["code"], state, said["owner"])


def _days(row: Obstacle, at: Any) -> str:
    days = max(0, ((row.removed_at or at) - row.raised_at).days)
    return pgettext("days, short", "%(n)s d") % {"n": locale_formats.number(days)}


def _go(request: Request, row: Obstacle, said: str, event_id: int | None) -> HttpResponse:
    undo = reverse("journey:reversal", args=[event_id]) if event_id else ""
    return go(request, safe_next(request, reverse("deals:deal", args=[row.deal_id])), said=said, undo=undo)
