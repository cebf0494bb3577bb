"""Months and years of the books by API: listed, closed, opened again."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from polku.books import actions
from polku.books.queries.months import months
from polku.books.queries.years import YearRow, years
from polku.ui.api import PROBLEMS, Input, actor, once

router = Router(tags=["books"])
Month = Annotated[int, Field(ge=190001, le=299912)]
Year = Annotated[int, Field(ge=1900, le=2999)]


class ReasonIn(Input):
    """Why a month is closed or opened again."""

    reason: str


class MonthOut(Schema):
    """A month as 202607, and whether it is closed."""

    month: int
    closed: bool
    reason: str


class YearOut(Schema):
    """A year: its result, the entry that carried it into equity, whether it is over and closed."""

    year: int
    result_minor: int
    entry_id: int | None
    over: bool
    closed: bool


@router.get("/books/months", response={200: list[MonthOut]} | PROBLEMS, summary="List months")
def list_months(request: HttpRequest) -> list[dict[str, Any]]:
    """Months from the first entry on, the newest first."""
    found = months(actor(request), timezone.localdate())
    return [
        {"month": one.number, "closed": one.is_closed, "reason": one.change.reason if one.change else ""}
        for one in found
    ]


@router.post("/books/months/{month}/closings", response={200: list[int]} | PROBLEMS, summary="Close a month")
@once
def close_month(request: HttpRequest, month: Month, body: ReasonIn) -> tuple[int, list[int]]:
    """Close a month and those before it; the months closed now are answered."""
    return 200, actions.close_period(month, reason=body.reason, actor=actor(request), at=timezone.now())


@router.post(
    "/books/months/{month}/reopenings", response={200: list[int]} | PROBLEMS, summary="Open a month again"
)
@once
def reopen_month(request: HttpRequest, month: Month, body: ReasonIn) -> tuple[int, list[int]]:
    """Open one closed month again."""
    actions.reopen_period(month, reason=body.reason, actor=actor(request), at=timezone.now())
    return 200, [month]


@router.get("/books/years", response={200: list[YearOut]} | PROBLEMS, summary="List years")
def list_years(request: HttpRequest) -> list[dict[str, Any]]:
    """Years from the first entry on, the newest first."""
    return [_year(one) for one in years(actor(request), timezone.localdate())]


@router.post("/books/years/{year}/closings", response={200: YearOut} | PROBLEMS, summary="Close a year")
@once
def close_year(request: HttpRequest, year: Year, body: ReasonIn) -> tuple[int, dict[str, Any]]:
    """Carry the result of a year into equity and close its months."""
    actions.close_year(year, reason=body.reason, actor=actor(request), at=timezone.now())
    return 200, _one(request, year)


@router.post(
    "/books/years/{year}/reopenings", response={200: YearOut} | PROBLEMS, summary="Open a year again"
)
@once
def reopen_year(request: HttpRequest, year: Year, body: ReasonIn) -> tuple[int, dict[str, Any]]:
    """Take the carried result back by a reversal and open the last month of the year."""
    actions.reopen_year(year, reason=body.reason, actor=actor(request), at=timezone.now())
    return 200, _one(request, year)


def _one(request: HttpRequest, year: int) -> dict[str, Any]:
    found = [row for row in years(actor(request), timezone.localdate()) if row.number == year]
    if not found:
        return {"year": year, "result_minor": 0, "entry_id": None, "over": True, "closed": True}
    return _year(found[0])


def _year(row: YearRow) -> dict[str, Any]:
    return {
        "year": row.number, "result_minor": row.result_minor, "entry_id": row.entry_id, "over": row.is_over,
        "closed": row.is_closed,
    }  # fmt: skip
