"""How programs say which deals a figure is about."""

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field

from polku.ui.api import Minor

Ref = Annotated[int, Field(ge=0, le=2**63 - 1)]
Some = Annotated[list[str], Field(max_length=100)]
Ids = Annotated[list[Ref], Field(max_length=100)]


class ReportQuery(Schema):
    """Which deals a figure is about; all of it holds together, and what is left out chooses nothing.

    `from` and `to` are days of opening, both included. An owner or team of 0, a source, product, campaign or segment
    of `-` mean "none". Values are minor units of company currency.
    """

    process: str = ""
    date_from: date | None = Field(None, alias="from")
    date_to: date | None = Field(None, alias="to")
    source: Some = []
    product: Some = []
    campaign: Some = []
    segment: Some = []
    version: Ids = []
    owner: Ids = []
    team: Ids = []
    value_from: Minor | None = None
    value_to: Minor | None = None
    kind: str = ""


class PartQuery(ReportQuery):
    """As above, and of which phases of the line: `find`, `qualify` ..., or `finding` for those before selling."""

    phase: Some = []


def texts(query: ReportQuery) -> dict[str, list[str]]:
    """The query as an address states it, for the one reader of filters."""
    given = query.model_dump(by_alias=True, exclude_none=True, mode="json")
    return {
        name: [str(one) for one in (value if isinstance(value, list) else [value])]
        for name, value in given.items()
    }
