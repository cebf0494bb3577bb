"""Reads of saved views."""

from urllib.parse import parse_qsl, urlencode

from polku.access.logic import Actor
from polku.ui.models import SavedView

NOT_STATE = {"view", "after", "page", "cursor"}
"""Parts of an address that are no state of the view: which view it is, how far one has scrolled."""


def normal(query: str) -> str:
    """A query in the one order in which two are compared and stored."""
    pairs = [(key, value) for key, value in parse_qsl(query.lstrip("?")) if key not in NOT_STATE]
    return urlencode(sorted(pairs))


def views(actor: Actor, place: str) -> list[SavedView]:
    """The views a person can choose at a place: own ones first, then the team's, by name; one query."""
    found = SavedView.objects.visible_to(actor).filter(place=place).select_related("owner")
    return sorted(found, key=lambda view: (view.owner_id != actor.user_id, view.name.casefold()))


def default_view(actor: Actor, place: str) -> SavedView | None:
    """The view a person starts with at a place."""
    return (
        SavedView.objects.visible_to(actor)
        .filter(owner_id=actor.user_id, place=place, is_default=True)
        .first()
    )
