"""An invoice as a file: PDF/A, UBL, CII."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.http import HttpResponse

from polku.billing.logic.einvoice import cii, of_snapshot, ubl
from polku.billing.models import Invoice
from polku.billing.queries.documents import shown
from polku.billing.queries.papers import drawn, file_name
from polku.company.queries import day_of
from polku.kernel.errors import Refused, gettext_noop

FORMATS: Final = ("pdf", "ubl", "cii")
_XML: Final[Mapping[str, Callable[[Any], bytes]]] = {"ubl": ubl, "cii": cii}


def answer(row: Invoice, kind: str, *, at: datetime, way: str = "attachment") -> HttpResponse:
    """The file as a download, or to be looked at (`inline`); a draft has its paper only.

    Raises: Refused for the e-invoice of a draft.
    """
    data = shown(row, on=day_of(at))
    if kind == "pdf":
        content, mime = drawn(data, at=row.issued_at or at, is_draft=row.is_draft), "application/pdf"
        name = file_name(data, "pdf")
    else:
        if row.is_draft:
            raise Refused(gettext_noop("A draft has no e-invoice: issue it first."), code="not_issued")
        content, mime = _XML[kind](of_snapshot(data)), "application/xml"
        name = file_name(data, f"{kind}.xml")
    response = HttpResponse(content, content_type=mime)
    response.headers["Content-Disposition"] = f'{way}; filename="{name}"'
    return response
