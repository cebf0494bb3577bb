"""Lists of deals as files by API: the same filters as the pages."""

from typing import Annotated, Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router, Schema
from pydantic import Field

from polku.access.request import Request
from polku.deals.web.exporting import listed_file
from polku.ui.api import PROBLEMS

router = Router(tags=["deals"])
Some = Annotated[list[str], Field(max_length=50)]


class ExportQuery(Schema):
    """The filters of the pipeline, as its address states them; what is left out chooses nothing.

    `owner` takes ids, `me` and `none`; `outcome` is open (without it), won, lost, paused, no_decision, ended or all;
    `close` is a word such as this_month or `2026-11-01..2026-11-30`; values are whole units of company currency.
    """

    process: str = ""
    stage: Some = []
    owner: Some = []
    team: Some = []
    source: Some = []
    product: Some = []
    outcome: str = ""
    value_from: str = ""
    value_to: str = ""
    close: str = ""
    step: str = ""
    age: str = ""
    q: str = ""
    customer: str = ""
    drill: str = ""


def _file(kind: str) -> dict[str, Any]:
    content = {kind: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"description": "The file", "content": content}}}


_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/exports/deals.csv", response=PROBLEMS, summary="Deals as CSV", openapi_extra=_file("text/csv"))
def export_csv(request: HttpRequest, query: Query[ExportQuery]) -> HttpResponseBase:
    """All deals that the filter means, streamed; no cell becomes a formula."""
    return listed_file(cast(Request, request), "csv")


@router.get("/exports/deals.xlsx", response=PROBLEMS, summary="Deals as XLSX", openapi_extra=_file(_SHEET))
def export_xlsx(request: HttpRequest, query: Query[ExportQuery]) -> HttpResponseBase:
    """All deals that the filter means, as a workbook."""
    return listed_file(cast(Request, request), "xlsx")
