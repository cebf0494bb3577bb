"""What happens with forecasts."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class CategorySet(Happened):
    """The owner says how sure the deal is."""

    kind: ClassVar[str] = "forecast.category_set"
    says: ClassVar[str] = gettext_noop("{actor} put the deal into the forecast as: {category}")
    icon: ClassVar[str] = "flag"
    category: str
    before: str


ALL = (CategorySet,)
"""Every event of forecasting."""
