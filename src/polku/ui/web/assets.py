"""The stylesheets."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from polku.ui.assets import sheets

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """CSS in one answer, compressed, kept by browsers for as long as its name stays; an old name gives all pages'."""
    known = sheets()
    now = known.get(digest) or next(iter(known.values()))
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(now.compressed if zipped else now.plain, content_type="text/css; charset=utf-8")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOR_EVER if digest == now.digest else "no-cache"
    return response
