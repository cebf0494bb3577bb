"""What happens to the company's own settings."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class CompanyChanged(Happened):
    """Settings of the company were changed."""

    kind: ClassVar[str] = "company.company_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the company's settings")
    icon: ClassVar[str] = "gear"


@dataclass(frozen=True)
class RateStated(Happened):
    """What a currency is worth from a day on was written down."""

    kind: ClassVar[str] = "company.rate_stated"
    says: ClassVar[str] = gettext_noop("{actor} stated the exchange rate of {currency}")
    icon: ClassVar[str] = "coins"
    currency: str
    from_date: str
    rate_millionths: int
