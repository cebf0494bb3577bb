"""Logging, correcting, doing and taking back."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.deals.staying import case_of, way_back
from polku.engage.actions import complete_task, undo, void_activity
from polku.engage.queries import activity as one_activity
from polku.engage.queries import kind_of, kinds
from polku.engage.rules import EngagePermission
from polku.engage.web.composing import (
    around,
    base_now,
    deal_of,
    form_for,
    initial_of,
    put_conflict,
    save_changes,
    save_new,
    tried,
)
from polku.engage.web.showing import deal_url, said
from polku.files.serving import attachment
from polku.kernel.errors import Conflict, NotFound, gettext_noop
from polku.ui.answers import go, safe_next

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
@login_required
def activities(request: Request, deal_id: int) -> HttpResponse:
    """The composer: choose a kind, write down what was done."""
    request.actor.require(EngagePermission.LOG)
    deal = deal_of(request, deal_id)
    kind = kinds().get(request.POST.get("kind") or request.GET.get("kind", ""))
    if kind is None:
        return render(request, "engage/kinds_to_log.html", around(deal))
    form = form_for(request, deal, kind)
    if request.method == "POST" and form.is_valid():
        done = tried(form, lambda: save_new(request, deal, kind, form))
        if done is not None:
            undo_url = reverse("engage:reversal", args=[done.event_id])
            return go(request, safe_next(request, deal_url(deal.id)), said=said(kind, form), undo=undo_url)
    context = around(deal) | {"form": form, "kind": kind}
    return render(request, "engage/composer.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def activity(request: Request, activity_id: int) -> HttpResponse:
    """One activity: see it, correct it, say how it went."""
    row = one_activity(activity_id, request.actor)
    form = form_for(request, row.deal, kind_of(row), initial_of(row), correcting=True)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            event_id = tried(form, lambda: save_changes(request, row, form))
        except Conflict as error:
            put_conflict(form, error)
            status = 409
        else:
            if not form.errors:
                undo_url = reverse("engage:reversal", args=[event_id]) if event_id else ""
                return go(request, safe_next(request, deal_url(row.deal_id)), said=_("Saved."), undo=undo_url)
    context = {
        "row": row,
        "deal": row.deal,
        "back_url": deal_url(row.deal_id),
        "form": form,
        "kind": form.kind,
    }
    context["base"] = base_now(row, form)
    status = UNPROCESSABLE if form.errors and status == 200 else status
    return render(request, "engage/activity.html", context, status=status)


@require_POST
@login_required
def completion(request: Request, activity_id: int) -> HttpResponse:
    """A task is done."""
    row = one_activity(activity_id, request.actor)
    event_id = complete_task(row.id, actor=request.actor, at=timezone.now())
    undo_url = reverse("engage:reversal", args=[event_id]) if event_id else ""
    return go(request, safe_next(request, deal_url(row.deal_id)), said=_("Done."), undo=undo_url)


@require_POST
@login_required
def withdrawal(request: Request, activity_id: int) -> HttpResponse:
    """Take an activity back."""
    row = one_activity(activity_id, request.actor)
    at = timezone.now()
    event_id = void_activity(row.id, actor=request.actor, at=at)
    undo_url = reverse("engage:reversal", args=[event_id])
    then = way_back(row.deal_id, request.actor, since=at)
    url = safe_next(request, deal_url(row.deal_id))
    return go(request, url, said=_("Taken back."), undo=undo_url, then=then)


@require_POST
@login_required
def reversal(request: Request, event_id: int) -> HttpResponse:
    """Undo what was just done."""
    at = timezone.now()
    case_id = case_of(undo(event_id, actor=request.actor, at=at))
    then = way_back(case_id, request.actor, since=at)
    return go(request, safe_next(request, request.headers.get("Referer", "/")), said=_("Undone."), then=then)


@require_safe
@login_required
def attached_file(request: Request, activity_id: int) -> HttpResponse | FileResponse:
    """The file kept with an activity."""
    row = one_activity(activity_id, request.actor)
    if row.file is None:
        raise NotFound(gettext_noop("There is no file here."))
    return attachment(row.file)
