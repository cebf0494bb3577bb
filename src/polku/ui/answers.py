"""What views answer with: a page or its fragment, a way to go on, a word about what was done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from polku.access.request import Request
from polku.ui.afterwords import afterwords
from polku.ui.queries import default_view

REDIRECT_AFTER_POST = 303
UNPROCESSABLE = 422


def is_fragment(request: HttpRequest) -> bool:
    """Whether a part of a page was asked for (by htmx), not a whole one."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def refill(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """Show a form again with its errors: 422, which is swapped in place of the form."""
    return render(request, template, context, status=UNPROCESSABLE)


@dataclass(frozen=True)
class Then:
    """What is best done next, offered with the word about what was done: a dialog at an address."""

    label: object
    url: str


def go(
    request: HttpRequest, url: str, *, said: object = "", undo: str = "", then: Then | None = None
) -> HttpResponse:
    """Go on to a page after something was done, and say there what it was; `undo` is where a POST takes it back."""
    if said:
        said = _whole(said)
        acts = {"undo": undo, "then": [str(then.label), then.url] if then else None}
        messages.success(request, str(said), extra_tags=json.dumps(acts) if undo or then else "")
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url, status=REDIRECT_AFTER_POST)


def toast(response: HttpResponse, said: object, *, undo: str = "", tone: str = "") -> HttpResponse:
    """Say something over the page that is there (answers to htmx only). `tone` is empty or `bad`."""
    triggers = json.loads(response.headers.get("HX-Trigger", "{}"))
    triggers["toast"] = {"text": _whole(said), "undo": undo, "tone": tone}
    response.headers["HX-Trigger"] = json.dumps(triggers)
    return response


def _whole(said: object) -> str:
    """The word about what was done, and what happened by itself because of it."""
    return " ".join(filter(None, (str(said), afterwords())))


def trigger(response: HttpResponse, event: str, **detail: object) -> HttpResponse:
    """Send an event to the page, for parts that load anew on it (`hx-trigger="deal-changed from:body"`)."""
    triggers = json.loads(response.headers.get("HX-Trigger", "{}"))
    triggers[event] = detail
    response.headers["HX-Trigger"] = json.dumps(triggers)
    return response


def start_view(request: Request, place: str) -> HttpResponse | None:
    """Lead somebody who comes to a place without a state to the view they start with; None to stay."""
    if request.GET or is_fragment(request):
        return None
    view = default_view(request.actor, place)
    return (
        HttpResponseRedirect(f"{request.path}?{urlencode({'view': view.id})}&{view.query}") if view else None
    )


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Where to go on to: the `next` the form carried if it is ours, else the default."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = {request.get_host()}
    return wanted if url_has_allowed_host_and_scheme(wanted, own, request.is_secure()) else default
