"""The API's own short way: it knows no session, no form and no page, so it needs no middleware for them.

Only the company's clock holds here as everywhere: a day that an answer names is the company's.
"""

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation

from polku.company.queries import own_zone

PREFIX = "/api/v1/"
PAGES = ("/api/v1/docs",)
"""What people read in a browser: it takes the long way, with its security headers."""

NOT_ALLOWED = json.dumps({"code": "method_not_allowed", "message": "See the header Allow, or /api/v1/docs."})


class ApiHandler(BaseHandler):
    """Resolves and calls a view, with errors turned into answers, and nothing around it."""

    def __init__(self) -> None:
        super().__init__()
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        inner: Any = self
        self.answer: Callable[[HttpRequest], Any] = convert_exception_to_response(inner._get_response)


class FastLaneMiddleware:
    """Outermost: sends requests of API clients the short way. Tokens alone count there, never cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.handler = ApiHandler()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.urlconf = settings.API_URLCONF
        if request.path_info.startswith(PAGES):
            return self.get_response(request)
        translation.activate(settings.LANGUAGE_CODE)  # until a token says whose request it is
        with own_zone():
            response: HttpResponse = self.handler.answer(request)
        if isinstance(response, HttpResponseNotAllowed):
            response.headers["Content-Type"] = "application/json"
            response.content = NOT_ALLOWED
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-store")
        return response
