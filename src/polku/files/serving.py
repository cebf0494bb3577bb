"""How a file leaves the house: as an attachment, never shown inside our pages."""

from django.http import FileResponse

from polku.files.models import File
from polku.files.queries import opened


def attachment(file: File) -> FileResponse:
    """Answer with the file to be saved. The caller has checked that the person may see it."""
    response = FileResponse(
        opened(file), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
