"""Tax classes, rates and treatments by API."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema
from pydantic import Field

from polku.catalogue import actions, queries
from polku.catalogue.actions.destination import THRESHOLD_MAX_MINOR, change_tax_settings
from polku.catalogue.models import TaxRate
from polku.catalogue.queries.destination import tax_settings
from polku.catalogue.rules import CataloguePermission
from polku.catalogue.web.api_shapes import Words, plain
from polku.ui.api import PROBLEMS, Exact, Id, Input, actor, dumped, once

router = Router(tags=["taxes"])


class TaxClassOut(Schema):
    """A class of products that are taxed alike."""

    id: int
    key: str
    name: dict[str, str]


class TaxClassIn(Input):
    """A class to add, or to rename."""

    key: str
    name: Words


class TaxRateOut(Schema):
    """What a class is taxed with in a country (empty: any) from a day on; category as in EN 16931."""

    id: int
    tax_class: str
    country: str
    category: str
    percent: str
    from_date: date
    exemption_reason: str


class TaxRateIn(Input):
    """A rate from a day on."""

    tax_class_id: Id
    country: str = Field("", max_length=2)
    category: str = "S"
    percent: Exact
    from_date: date
    exemption_reason: str = Field("", max_length=200)


class TaxSettingsIn(Input):
    """For consumers in other states of the Union: our `own` rates, those `there`, or those from a threshold on."""

    union: Literal["own", "above", "there"]
    threshold_minor: int = Field(1_000_000, ge=0, le=THRESHOLD_MAX_MINOR)


class TaxSettingsOut(Schema):
    """The settings; `above_since` is the first day after the threshold was passed."""

    union: str
    threshold_minor: int
    above_since: date | None


class TaxQuestionIn(Input):
    """How would these products be taxed, sold to somebody there on a day (today)?"""

    product_ids: list[Id] = Field(min_length=1, max_length=500)
    customer_country: str = Field("", max_length=2)
    customer_has_vat_id: bool = False
    on: date | None = None


class TreatmentOut(Schema):
    """How a product is taxed; `reason` stands on the invoice where nothing is charged."""

    product_id: int
    category: str
    percent: str
    reason: str
    reason_code: str


@router.get("/tax-classes", response={200: list[TaxClassOut]} | PROBLEMS, summary="List tax classes")
def list_classes(request: HttpRequest) -> list[dict[str, Any]]:
    """Classes of products that are taxed alike."""
    actor(request).require(CataloguePermission.SEE)
    return [{"id": row.pk, "key": row.key, "name": row.name.as_dict()} for row in queries.classes()]


@router.post("/tax-classes", response={201: TaxClassOut} | PROBLEMS, summary="Define a tax class")
@once
def define_class(request: HttpRequest, body: TaxClassIn) -> tuple[int, dict[str, Any]]:
    """Add a tax class of the company's own, or rename the one of this key."""
    row = actions.define_tax_class(body.key, name=body.name, actor=actor(request), at=timezone.now())
    return 201, {"id": row.pk, "key": row.key, "name": row.name.as_dict()}


@router.get("/tax-rates", response={200: list[TaxRateOut]} | PROBLEMS, summary="List tax rates")
def list_rates(request: HttpRequest, country: str | None = None) -> list[dict[str, Any]]:
    """Every stated rate by country and class, the newest first."""
    actor(request).require(CataloguePermission.SEE)
    return [_out(row) for row in queries.rates(country=country)]


@router.post("/tax-rates", response={201: TaxRateOut} | PROBLEMS, summary="State a tax rate")
@once
def state_rate(request: HttpRequest, body: TaxRateIn) -> tuple[int, dict[str, Any]]:
    """State what a class is taxed with from a day on."""
    return 201, _out(actions.state_tax_rate(**body.model_dump(), actor=actor(request), at=timezone.now()))


@router.get("/tax-settings", response={200: TaxSettingsOut} | PROBLEMS, summary="Read the settings of taxes")
def read_settings(request: HttpRequest) -> dict[str, Any]:
    """Which rates hold for consumers in other states of the Union."""
    actor(request).require(CataloguePermission.SEE)
    return dumped(TaxSettingsOut, tax_settings())


@router.put(
    "/tax-settings", response={200: TaxSettingsOut} | PROBLEMS, summary="Change the settings of taxes"
)
def set_settings(request: HttpRequest, body: TaxSettingsIn) -> dict[str, Any]:
    """Say which rates hold for consumers in other states of the Union from now on."""
    row = change_tax_settings(**body.model_dump(), actor=actor(request), at=timezone.now())
    return dumped(TaxSettingsOut, row)


@router.post("/tax-questions", response={200: list[TreatmentOut]} | PROBLEMS, summary="Ask for taxes")
def ask_for_taxes(request: HttpRequest, body: TaxQuestionIn) -> list[dict[str, Any]]:
    """How each product is taxed in such a sale. Nothing is written."""
    actor(request).require(CataloguePermission.SEE)
    found = queries.tax(
        body.product_ids,
        customer_country=body.customer_country,
        customer_has_vat_id=body.customer_has_vat_id,
        on=body.on or timezone.localdate(),
    )
    return [
        {
            "product_id": pk,
            "category": one.category,
            "percent": plain(one.percent),
            "reason": gettext(one.reason) if one.reason else "",
            "reason_code": one.reason_code,
        }
        for pk, one in found.items()
    ]


def _out(row: TaxRate) -> dict[str, Any]:
    names = ("id", "country", "category", "from_date", "exemption_reason")
    return {name: getattr(row, name) for name in names} | {
        "tax_class": row.tax_class.key,
        "percent": plain(row.percent),
    }
