"""The company and its exchange rates by API."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from polku.company.models import ExchangeRate
from polku.company.queries import company, currency_lock
from polku.office import actions
from polku.ui.api import PROBLEMS, Input, Limit, actor, dumped, dumped_all, once, page

router = Router(tags=["company"])

Clock = Annotated[str, Field(pattern=r"^\d\d:\d\d$")]
Interval = Annotated[list[Clock], Field(min_length=2, max_length=2)]


class CompanyOut(Schema):
    """The firm: `week` holds seven lists (Monday first) of working intervals, `holidays` days off by ISO date."""

    name: str
    currency: str
    currency_is_locked: bool
    time_zone: str
    language: str
    country: str
    week: list[list[list[str]]]
    holidays: dict[str, str]
    brand: dict[str, str]
    is_demo: bool


class BrandIn(Input):
    """The line and the colour (`#1f5c4a`) of what buyers see."""

    line: str = ""
    colour: str = ""


class CompanyPatch(Input):
    """Settings to change; what is left out stays. The currency stays once deals are valued in it."""

    name: str | None = None
    currency: str | None = None
    time_zone: str | None = None
    language: str | None = None
    country: str | None = None
    week: list[list[Interval]] | None = Field(None, min_length=7, max_length=7)
    holidays: dict[str, str] | None = None
    brand: BrandIn | None = None


class RateOut(Schema):
    """What one unit of a currency is worth in company currency from a day on, in millionths."""

    id: int
    currency: str
    from_date: date
    rate_millionths: int


class RatePage(Schema):
    """One page of rates; `next` is the cursor to send as `after`, null at the end."""

    items: list[RateOut]
    next: str | None


class RateIn(Input):
    """A rate from a day on, in millionths of company currency."""

    currency: str = Field(min_length=3, max_length=3)
    from_date: date
    rate_millionths: int = Field(ge=1, le=10**15 - 1)


@router.get("/company", response={200: CompanyOut} | PROBLEMS, summary="Read the company's settings")
def read_company(request: HttpRequest) -> dict[str, Any]:
    """Name, currency, time zone, working time, brand."""
    return _company()


@router.patch("/company", response={200: CompanyOut} | PROBLEMS, summary="Change the company's settings")
@once
def change_company(request: HttpRequest, body: CompanyPatch) -> tuple[int, dict[str, Any]]:
    """Change settings of the company."""
    settings = {name: value for name, value in body.model_dump().items() if value is not None}
    actions.change_company(settings, actor=actor(request), at=timezone.now())
    return 200, _company()


@router.get("/rates", response={200: RatePage} | PROBLEMS, summary="List exchange rates")
def list_rates(
    request: HttpRequest, currency: str = "", after: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """Rates, the last stated first."""
    rows = ExchangeRate.objects.filter(currency=currency) if currency else ExchangeRate.objects.all()
    found, following = page(rows, after=after, limit=limit)
    return {"items": dumped_all(RateOut, found), "next": following}


@router.post("/rates", response={201: RateOut} | PROBLEMS, summary="State an exchange rate")
@once
def state_rate(request: HttpRequest, body: RateIn) -> tuple[int, dict[str, Any]]:
    """State what a currency is worth from a day on."""
    row = actions.state_rate(
        currency=body.currency,
        from_date=body.from_date,
        rate=Decimal(body.rate_millionths) / 1_000_000,
        actor=actor(request),
        at=timezone.now(),
    )
    return 201, dumped(RateOut, row)


def _company() -> dict[str, Any]:
    firm = company()
    told = {name: getattr(firm, name) for name in CompanyOut.model_fields if name != "currency_is_locked"}
    return told | {"currency_is_locked": bool(currency_lock())}
