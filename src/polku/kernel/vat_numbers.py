"""VAT numbers of the Union: which state gave one, told by how it is written. Pure.

The forms are those that VIES, the Commission's register, publishes; whether a number is in use is not asked.
"""

import re
from typing import Final

_FORMS: Final = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z\d]\d{7}[A-Z\d]",
    "FI": r"\d{8}",
    "FR": r"[A-Z\d]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z\d+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z\d+*]{12}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
}


def compact(number: str) -> str:
    """A VAT number of the Union without spaces, dots and hyphens, as in `DE123456789`; others as given."""
    found = re.sub(r"[\s.\-]", "", number).upper()
    return found if _is_one(found) else number


def state_of(number: str) -> str:
    """The state of the Union whose VAT number this is, by its code (Greece is EL); empty where it is none."""
    found = compact(number)
    return found[:2] if _is_one(found) else ""


def _is_one(number: str) -> bool:
    form = _FORMS.get(number[:2])
    return form is not None and re.fullmatch(form, number[2:], re.ASCII) is not None
