"""Puts the acting person and the language of their choice on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from polku.access.logic import Actor
from polku.access.models import User
from polku.access.queries import actor_of
from polku.eventlog.events import Via


class ActorMiddleware:
    """Sets `request.actor` for a signed-in user; none otherwise. The user's language wins over the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        actor: Actor | None = None
        if isinstance(user, User):
            actor = actor_of(user, Via.WEB)
            if user.language:
                translation.activate(user.language)
                request.LANGUAGE_CODE = user.language
        request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)
