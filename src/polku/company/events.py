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
