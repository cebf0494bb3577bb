"""Saved views by API."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from polku.kernel.errors import NotFound, gettext_noop
from polku.ui.actions import saved_views as actions
from polku.ui.api import PROBLEMS, Id, Input, Limit, actor, dumped, dumped_all, once, page
from polku.ui.models import SavedView

router = Router(tags=["saved views"])


class SavedViewOut(Schema):
    """A saved view: a name for the query of a page; one's own, or one that a colleague shares."""

    id: int
    place: str
    name: str
    query: str
    owner_id: int
    team_id: int | None
    shared: bool
    is_default: bool


class SavedViewPage(Schema):
    """One page of views; `next` is the cursor to send as `after`, null at the end."""

    items: list[SavedViewOut]
    next: str | None


class SavedViewIn(Input):
    """A view to keep: the page's place (`pipeline`, `customers`) and its query; the same name replaces one's own."""

    place: str = Field(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9_-]*$")
    name: str
    query: str = ""
    shared: bool = False


class SavedViewPatch(Input):
    """What to change; what is left out stays."""

    name: str | None = None
    query: str | None = None
    shared: bool | None = None
    is_default: bool | None = None


@router.get("/saved-views", response={200: SavedViewPage} | PROBLEMS, summary="List saved views")
def list_views(request: HttpRequest, place: str = "", after: str = "", limit: Limit = 50) -> dict[str, Any]:
    """One's own views and those shared with one's teams."""
    rows = SavedView.objects.visible_to(actor(request))
    found, following = page(rows.filter(place=place) if place else rows, after=after, limit=limit)
    return {"items": dumped_all(SavedViewOut, found), "next": following}


@router.post("/saved-views", response={201: SavedViewOut} | PROBLEMS, summary="Save a view")
@once
def save_view(request: HttpRequest, body: SavedViewIn) -> tuple[int, dict[str, Any]]:
    """Keep a page's state under a name."""
    view = actions.save_view(**body.model_dump(), actor=actor(request), at=timezone.now())
    return 201, dumped(SavedViewOut, view)


@router.patch("/saved-views/{view_id}", response={200: SavedViewOut} | PROBLEMS, summary="Change a view")
@once
def change_view(request: HttpRequest, view_id: Id, body: SavedViewPatch) -> tuple[int, dict[str, Any]]:
    """Rename a view, give it another state, share it, start with it."""
    view = actions.change_view(
        _view(request, view_id), **body.model_dump(), actor=actor(request), at=timezone.now()
    )
    return 200, dumped(SavedViewOut, view)


@router.delete("/saved-views/{view_id}", response={204: None} | PROBLEMS, summary="Forget a view")
def delete_view(request: HttpRequest, view_id: Id) -> Status[None]:
    """Forget one of one's own views."""
    actions.delete_view(_view(request, view_id), actor=actor(request), at=timezone.now())
    return Status(204, None)


def _view(request: HttpRequest, view_id: int) -> SavedView:
    found = SavedView.objects.visible_to(actor(request)).filter(id=view_id).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such view."))
    return found
