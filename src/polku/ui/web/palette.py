"""The palette: places, acts, settings and records by a few letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.kernel.text import fold
from polku.ui import helping, registry

LIMIT = 8
WORDS_MAX = 120


@dataclass(frozen=True)
class Option:
    """A line of the palette."""

    title: str
    url: str
    icon: str
    detail: str = ""
    keys: tuple[str, ...] = ()
    dialog: bool = False


@require_safe
@login_required
def palette(request: Request) -> HttpResponse:
    """What a few letters find, by group, as a fragment."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:WORDS_MAX]
    groups = [(name, options) for name, options in _groups(request.actor, words) if options]
    response = render(request, "ui/pages/palette.html", {"groups": groups, "words": words})
    response.headers["Cache-Control"] = "no-store"
    return response


def _groups(actor: Actor, words: str) -> Iterator[tuple[str, list[Option]]]:
    if words:
        yield from _records(actor, words)
    yield _("Do"), _fitting(words, _actions(actor))
    yield _("Go to"), _fitting(words, _places(actor))
    if words:
        yield _("Settings"), _fitting(words, _settings(actor))
        yield _("Help"), _fitting(words, _help())


def _records(actor: Actor, words: str) -> Iterator[tuple[str, list[Option]]]:
    found: dict[str, list[Option]] = {}
    for source in registry.palette_sources.for_actor(actor):
        for hit in source.find(actor, words, LIMIT):
            option = Option(hit.title, hit.url, hit.icon, hit.detail)
            found.setdefault(str(hit.group) or _("Found"), []).append(option)
    yield from found.items()


def _actions(actor: Actor) -> Iterator[tuple[str, Option]]:
    for act in registry.palette_actions.for_actor(actor):
        if url := registry.address(act.url_name):
            keys = (act.letter.upper(),) if act.letter else ()
            yield (
                f"{act.label} {act.words}",
                Option(str(act.label), url, act.icon, keys=keys, dialog=act.dialog),
            )


def _places(actor: Actor) -> Iterator[tuple[str, Option]]:
    for place in registry.places.for_actor(actor):
        if url := registry.address(place.url_name):
            keys = ("G", place.letter.upper()) if place.letter else ()
            yield str(place.label), Option(str(place.label), url, place.icon, keys=keys)


def _settings(actor: Actor) -> Iterator[tuple[str, Option]]:
    for page in registry.settings_pages.for_actor(actor):
        if url := registry.address(page.url_name):
            yield f"{page.label} {page.hint}", Option(str(page.label), url, page.icon, str(page.hint))


def _help() -> Iterator[tuple[str, Option]]:
    for page, title in helping.there():
        said = _("Help: %(page)s") % {"page": title}
        yield said, Option(said, reverse("ui:help:page", args=[page.key]), "doc", dialog=True)


def _fitting(words: str, options: Iterable[tuple[str, Option]]) -> list[Option]:
    """The options whose words begin with every word asked for (or hold it, in a script without spaces)."""
    wanted = fold(words).split()
    return [option for said, option in options if all(_holds(fold(said), word) for word in wanted)]


def _holds(said: str, word: str) -> bool:
    return any(part.startswith(word) for part in said.split()) or (not word.isascii() and word in said)
