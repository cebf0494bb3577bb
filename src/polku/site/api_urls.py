"""The API and the pages: what a request below `/api/v1/` is resolved by.

Apart from the pages: the shapes of hundreds of operations take half a second to load, and the first page would wait.
What Django itself refuses or fails at is answered in the API's own words too.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext

from polku.site.api import api


def _answer(status: int, code: str, message: str) -> HttpResponse:
    return JsonResponse({"code": code, "message": message}, status=status)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No operation has this address."""
    return _answer(404, "not_found", gettext("There is no such operation: see /api/v1/docs."))


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django would not read it."""
    return _answer(400, "bad_request", gettext("The request cannot be read."))


def handler500(request: HttpRequest, *args: Any) -> HttpResponse:
    """Our fault; nothing of it is told outside."""
    return _answer(500, "error", gettext("Something went wrong on our side"))


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("polku.site.urls")),
]
