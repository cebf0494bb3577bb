"""What the frame of every page shows: places, the person, the look."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from polku.access.logic import Actor
from polku.company.queries import company
from polku.kernel.errors import NotFound
from polku.ui import helping, registry
from polku.ui.answers import is_fragment

TABS = 4
RAIL_COOKIE = "polku_rail"
OWN_SIGN_IN = "/account/"
"""Pages of one's sign-in, which stand in Settings."""


@dataclass(frozen=True)
class Stop:
    """A place as the navigation shows it to one person."""

    key: str
    label: str
    icon: str
    url: str
    letter: str
    current: bool
    count: int | None


class Shell:
    """The frame's view of a request; everything is computed when a template first asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def frame(self) -> str:
        return "ui/frames/fragment.html" if is_fragment(self.request) else "ui/frames/page.html"

    @cached_property
    def actor(self) -> Actor | None:
        return getattr(self.request, "actor", None)

    @cached_property
    def user(self) -> Any:
        return getattr(self.request, "user", None)

    @cached_property
    def theme(self) -> str:
        return getattr(self.user, "theme", "") or "system"

    @cached_property
    def density(self) -> str:
        return getattr(self.user, "density", "") or "comfortable"

    @cached_property
    def language(self) -> str:
        return get_language() or "en"

    @cached_property
    def languages(self) -> list[tuple[str, str]]:
        return list(settings.LANGUAGES)

    @cached_property
    def company(self) -> str:
        try:
            return company().name
        except NotFound:
            return "Polku"

    @cached_property
    def brand(self) -> dict[str, str]:
        try:
            return dict(company().brand)
        except NotFound:
            return {}

    @cached_property
    def rail(self) -> bool:
        return self.request.COOKIES.get(RAIL_COOKIE) == "1"

    @cached_property
    def places(self) -> list[Stop]:
        if self.actor is None:
            return []
        found = [(place, registry.address(place.url_name)) for place in registry.places.for_actor(self.actor)]
        current = self._current(
            [
                (place.key, url)
                for place, own in found
                for url in (own, *map(registry.address, place.holds))
                if url
            ]
        )
        return [
            Stop(
                key=place.key,
                label=str(place.label),
                icon=place.icon,
                url=url,
                letter=place.letter,
                current=place.key == current,
                count=place.count(self.actor) if place.count else None,
            )
            for place, url in found
            if url
        ]

    @cached_property
    def tabs(self) -> list[Stop]:
        return self.places[:TABS]

    @cached_property
    def rest(self) -> list[Stop]:
        return self.places[TABS:]

    @cached_property
    def more_current(self) -> bool:
        return any(stop.current for stop in self.rest)

    @cached_property
    def marks(self) -> list[tuple[registry.Mark, str]]:
        """What the frame says of the installation, and where that leads this person."""
        if self.actor is None:
            return []
        actor = self.actor
        return [
            (mark, registry.address(mark.url_name) if registry.allowed(mark, actor) else "")
            for mark in registry.marks
            if mark.is_on(actor)
        ]

    @cached_property
    def behaviours(self) -> list[registry.Behaviour]:
        return list(registry.behaviours)

    @cached_property
    def key_lists(self) -> list[registry.Keys]:
        return list(registry.key_lists)

    @cached_property
    def help(self) -> tuple[registry.HelpPage, str] | None:
        """What helps at this page, and its title."""
        match = self.request.resolver_match
        found = helping.help_for(match.view_name) if match else None
        return (found, helping.title_of(found)) if found else None

    @cached_property
    def actions(self) -> list[tuple[registry.PaletteAction, str]]:
        """Acts with a letter of their own, for the keyboard."""
        acts = [act for act in registry.palette_actions.for_actor(self.actor) if act.letter]
        found = [(act, registry.address(act.url_name)) for act in acts]
        return [(act, url) for act, url in found if url]

    def _current(self, urls: list[tuple[str, str]]) -> str:
        """The place of which an address begins this page's."""
        path = self.request.path
        named = "settings" if path.startswith(OWN_SIGN_IN) else ""
        fitting = [
            (len(url), key) for key, url in urls if path == url or (url != "/" and path.startswith(url))
        ]
        return named or max(fitting, default=(0, ""))[1]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"shell": Shell(request), "actor": getattr(request, "actor", None)}
