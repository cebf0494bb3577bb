"""The company's logo as a file that anybody may load: it stands on the pages of buyers."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from polku.company import logo
from polku.files.queries import opened


@require_safe
def image(request: HttpRequest) -> FileResponse:
    """The logo; its address names the file, so it may be kept for long."""
    found = logo.file()
    if found is None:
        raise Http404
    response = FileResponse(opened(found), content_type=found.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "public, max-age=31536000" if request.GET.get("v") else "public, max-age=60"
    return response
