"""The one stylesheet."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from polku.ui.assets import sheet

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """Every component's CSS in one answer, compressed, kept by browsers for as long as its name stays."""
    now = sheet()
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(now.compressed if zipped else now.plain, content_type="text/css; charset=utf-8")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOR_EVER if digest == now.digest else "no-cache"
    return response
