"""The list of usual prices, which every company has."""

from datetime import datetime

from polku.catalogue.models import PriceList
from polku.catalogue.queries.lists import standard_key
from polku.company.queries import company
from polku.kernel.words import Text

_NAMES = {
    "en": "Standard prices", "fi": "Vakiohinnat", "lv": "Standarta cenas", "pl": "Ceny standardowe",
    "ru": "Стандартные цены", "zh-hant": "標準價格",
}  # fmt: skip


def standard_list(*, at: datetime, currency: str = "") -> PriceList:
    """The list of usual prices of a currency (the company's own), made when it is first needed."""
    code = currency or company().currency
    row, _ = PriceList.objects.get_or_create(
        key=standard_key(code),
        defaults={"name": Text.of(_NAMES), "currency": code, "recorded_at": at, "priority": 0},
    )
    return row
