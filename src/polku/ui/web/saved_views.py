"""Saved views of any place: keep this state, change one, forget one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from polku.access.request import Request
from polku.ui.actions.saved_views import change_view, delete_view, save_view
from polku.ui.answers import go, safe_next
from polku.ui.models import SavedView


@require_POST
@login_required
def create(request: Request, place: str) -> HttpResponse:
    """Keep the state of a page under a name."""
    view = save_view(
        place=place[:40],
        name=request.POST.get("name", ""),
        query=request.POST.get("query", ""),
        shared=request.POST.get("shared") == "on",
        actor=request.actor,
        at=timezone.now(),
    )
    return go(request, _address(request, view), said=_("View saved."))


@require_POST
@login_required
def change(request: Request, place: str, view_id: int) -> HttpResponse:
    """Rename, share, restate or start with a view: whichever fields the form sends."""
    view = get_object_or_404(SavedView.objects.visible_to(request.actor), id=view_id, place=place)
    sent: dict[str, Any] = {name: request.POST[name] for name in ("name", "query") if name in request.POST}
    sent |= {name: request.POST[name] == "1" for name in ("shared", "is_default") if name in request.POST}
    change_view(view, **sent, actor=request.actor, at=timezone.now())
    return go(request, _address(request, view), said=_("View saved."))


@require_POST
@login_required
def delete(request: Request, place: str, view_id: int) -> HttpResponse:
    """Forget a view."""
    view = get_object_or_404(SavedView.objects.visible_to(request.actor), id=view_id, place=place)
    delete_view(view, actor=request.actor, at=timezone.now())
    return go(request, _page(request), said=_("View deleted."))


def _page(request: Request) -> str:
    return safe_next(request).partition("?")[0]


def _address(request: Request, view: SavedView) -> str:
    """The page in the state of the view, by its name."""
    query = f"{view.query}&" if view.query else ""
    return f"{_page(request)}?{query}view={view.id}"
