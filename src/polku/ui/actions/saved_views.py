"""Saved views: keep, rename, share, make one's default, delete."""

from datetime import datetime

from polku.access.logic import Actor
from polku.access.queries import teams_of
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Message, NotAllowed, gettext_noop
from polku.kernel.text import clean
from polku.ui.events import ViewDeleted, ViewSaved
from polku.ui.models import SavedView
from polku.ui.queries import normal


def save_view(
    *, place: str, name: str, query: str, shared: bool = False, actor: Actor, at: datetime
) -> SavedView:
    """Keep a page's state under a name; the same name again replaces one's own view.

    Raises: Invalid.
    """
    if actor.user_id is None:
        raise NotAllowed("views.own")
    name = _named(name)
    with write():
        view = SavedView.objects.filter(owner_id=actor.user_id, place=place, name=name).first()
        view = view or SavedView(owner_id=actor.user_id, place=place, name=name)
        view.query = _query(query)
        _share(view, shared or view.shared)
        view.save()
        _log(view, actor, at)
    return view


def change_view(
    view: SavedView,
    *,
    name: str | None = None,
    query: str | None = None,
    shared: bool | None = None,
    is_default: bool | None = None,
    actor: Actor,
    at: datetime,
) -> SavedView:
    """Rename a view, give it another state, share it, or start with it.

    Raises: Invalid (the name is empty or taken), NotAllowed (the view is a colleague's).
    """
    _own(view, actor)
    with write():
        if name is not None:
            view.name = _named(name)
            if (
                SavedView.objects.filter(owner_id=view.owner_id, place=view.place, name=view.name)
                .exclude(id=view.id)
                .exists()
            ):
                raise Invalid(
                    Message(gettext_noop("You have a view “%(name)s” already."), name=view.name), field="name"
                )
        if query is not None:
            view.query = _query(query)
        if shared is not None:
            _share(view, shared)
        if is_default is not None:
            SavedView.objects.filter(owner_id=view.owner_id, place=view.place, is_default=True).update(
                is_default=False
            )
            view.is_default = is_default
        view.save()
        _log(view, actor, at)
    return view


def delete_view(view: SavedView, *, actor: Actor, at: datetime) -> None:
    """Forget a view. Raises: NotAllowed (the view is a colleague's)."""
    _own(view, actor)
    with write():
        subject = ("view", view.id)
        view.delete()
        append(
            [Entry(ViewDeleted(place=view.place), subject, at)],
            actor_id=actor.user_id,
            via=actor.via,
            recorded_at=at,
        )


def _named(name: str) -> str:
    name = clean(name, max_length=80, field="name").strip()
    if not name:
        raise Invalid(gettext_noop("Give the view a name."), field="name")
    return name


def _check_free(view: SavedView) -> None:
    same = SavedView.objects.filter(owner_id=view.owner_id, place=view.place, name=view.name)
    if same.exclude(id=view.id).exists():
        raise Invalid(
            Message(gettext_noop("You have a view “%(name)s” already."), name=view.name), field="name"
        )


def _query(query: str) -> str:
    query = normal(query)
    if len(query) > 2000:
        raise Invalid(gettext_noop("This view has too many filters to be kept."), field="query")
    return query


def _own(view: SavedView, actor: Actor) -> None:
    if view.owner_id != actor.user_id:
        raise NotAllowed(
            "views.own",
            gettext_noop("Only its owner can change a shared view. Save it under a name of your own."),
        )


def _share(view: SavedView, shared: bool) -> None:
    view.shared = shared
    if shared and view.team_id is None:
        teams = teams_of({view.owner_id})[view.owner_id]
        if not teams:
            raise Invalid(
                gettext_noop("You are in no team that the view could be shared with."), field="shared"
            )
        view.team_id = teams[0]


def _log(view: SavedView, actor: Actor, at: datetime) -> None:
    event = ViewSaved(place=view.place, shared=view.shared)
    append([Entry(event, ("view", view.id), at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
