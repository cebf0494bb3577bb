"""Tax classes and rates that are stated for a start; a company corrects and continues them in its settings.

Standard rates of the Union's states: European Commission, "VAT rates applied in the Member States of the Union"
and its Taxes in Europe Database (TEDB), as of 2026; each from the day it came into force.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

STANDARD: Final = "standard"

CLASSES: Final[Mapping[str, Mapping[str, str]]] = {
    "standard": {
        "en": "Standard rate", "fi": "Yleinen verokanta", "lv": "Standarta likme", "pl": "Stawka podstawowa",
        "ru": "Основная ставка", "zh-hant": "標準稅率",
    },
    "reduced": {
        "en": "Reduced rate", "fi": "Alennettu verokanta", "lv": "Samazinātā likme", "pl": "Stawka obniżona",
        "ru": "Пониженная ставка", "zh-hant": "優惠稅率",
    },
    "low": {
        "en": "Second reduced rate", "fi": "Toinen alennettu verokanta", "lv": "Otrā samazinātā likme",
        "pl": "Druga stawka obniżona", "ru": "Вторая пониженная ставка", "zh-hant": "第二優惠稅率",
    },
    "zero": {
        "en": "Zero rate", "fi": "Nollaverokanta", "lv": "Nulles likme", "pl": "Stawka zerowa",
        "ru": "Нулевая ставка", "zh-hant": "零稅率",
    },
    "exempt": {
        "en": "Exempt", "fi": "Veroton", "lv": "Neapliekams", "pl": "Zwolnione", "ru": "Освобождено", "zh-hant": "免稅",
    },
}  # fmt: skip


class ReadyRate(NamedTuple):
    """A rate as it is loaded."""

    tax_class: str
    country: str
    category: str
    percent: Decimal
    from_date: date


_ALWAYS: Final = "2000-01-01"
_TABLE: Final = """
    FI standard 24 2013-01-01, FI standard 25.5 2024-09-01
    FI reduced 14 2013-01-01, FI reduced 13.5 2026-01-01
    FI low 10 2013-01-01
    LV standard 21 2012-07-01, LV reduced 12 2011-01-01, LV low 5 2018-01-01
    PL standard 23 2011-01-01, PL reduced 8 2011-01-01, PL low 5 2011-01-01
    EE standard 20 2009-07-01, EE standard 22 2024-01-01, EE standard 24 2025-07-01
    EE reduced 9 2009-01-01
    DE standard 19 2007-01-01, DE standard 16 2020-07-01, DE standard 19 2021-01-01
    DE reduced 7 1983-07-01, DE reduced 5 2020-07-01, DE reduced 7 2021-01-01
    LT standard 21 2009-09-01
    AT standard 20 1984-01-01, BE standard 21 1996-01-01, BG standard 20 1999-01-01, CY standard 19 2014-01-13
    CZ standard 21 2013-01-01, ES standard 21 2012-09-01, FR standard 20 2014-01-01, GR standard 24 2016-06-01
    HR standard 25 2012-03-01, HU standard 27 2012-01-01, IT standard 22 2013-10-01, MT standard 18 2004-01-01
    IE standard 23 2012-01-01, IE standard 21 2020-09-01, IE standard 23 2021-03-01
    LU standard 17 2015-01-01, LU standard 16 2023-01-01, LU standard 17 2024-01-01
    NL standard 21 2012-10-01, PT standard 23 2011-01-01, SI standard 22 2013-07-01
    RO standard 19 2017-01-01, RO standard 21 2025-08-01, SK standard 20 2011-01-01, SK standard 23 2025-01-01
    SE standard 25 1990-07-01, SE reduced 12 1996-01-01, SE low 6 1996-01-01
    DK standard 25 1992-01-01
    TW standard 5 1986-04-01
"""


def ready_rates() -> list[ReadyRate]:
    """All of them: by country the dated rates, and for any country the classes without tax."""
    rows = [row.split() for line in _TABLE.strip().splitlines() for row in line.split(",")]
    dated = [
        ReadyRate(key, country, "S", Decimal(percent), date.fromisoformat(day))
        for country, key, percent, day in rows
    ]
    since = date.fromisoformat(_ALWAYS)
    return [
        *dated,
        ReadyRate("zero", "", "Z", Decimal(0), since),
        ReadyRate("exempt", "", "E", Decimal(0), since),
    ]
