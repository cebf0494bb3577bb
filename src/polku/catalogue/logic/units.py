"""Units in which things are sold: codes of UN/ECE recommendation 20, as e-invoices write them."""

import re
from collections.abc import Mapping
from typing import Final

from polku.kernel.errors import Invalid, Message, gettext_noop

PIECE: Final = "C62"
UNITS: Final[Mapping[str, str]] = {
    "C62": gettext_noop("piece"),
    "HUR": gettext_noop("hour"),
    "MIN": gettext_noop("minute"),
    "DAY": gettext_noop("day"),
    "WEE": gettext_noop("week"),
    "MON": gettext_noop("month"),
    "ANN": gettext_noop("year"),
    "LS": gettext_noop("lump sum"),
    "E48": gettext_noop("service unit"),
    "KGM": gettext_noop("kilogram"),
    "GRM": gettext_noop("gram"),
    "TNE": gettext_noop("tonne"),
    "LTR": gettext_noop("litre"),
    "MLT": gettext_noop("millilitre"),
    "MTR": gettext_noop("metre"),
    "CMT": gettext_noop("centimetre"),
    "KMT": gettext_noop("kilometre"),
    "MTK": gettext_noop("square metre"),
    "MTQ": gettext_noop("cubic metre"),
    "KWH": gettext_noop("kilowatt hour"),
    "PR": gettext_noop("pair"),
    "SET": gettext_noop("set"),
    "XBX": gettext_noop("box"),
    "XPK": gettext_noop("package"),
    "XPX": gettext_noop("pallet"),
}
"""Those offered in lists; any other code of the recommendation is taken too."""

_CODE: Final = re.compile(r"[A-Z0-9]{2,3}")
_ALIASES: Final = {
    "pcs": "C62", "pc": "C62", "pce": "C62", "piece": "C62", "pieces": "C62", "each": "C62", "ea": "C62", "kpl": "C62",
    "gab.": "C62", "gab": "C62", "szt": "C62", "szt.": "C62", "шт": "C62", "шт.": "C62", "個": "C62", "h": "HUR",
    "hour": "HUR", "hours": "HUR", "kg": "KGM", "g": "GRM", "t": "TNE", "l": "LTR", "ml": "MLT", "m": "MTR",
    "cm": "CMT", "km": "KMT", "m2": "MTK", "m²": "MTK", "m3": "MTQ", "m³": "MTQ", "day": "DAY", "month": "MON",
    "year": "ANN", "box": "XBX", "pair": "PR", "set": "SET", "min": "MIN",
}  # fmt: skip


def checked_unit(text: str) -> str:
    """The code of a unit, also where it was written as people do (“pcs”, “kg”). Raises: Invalid."""
    plain = text.strip()
    code = _ALIASES.get(plain.casefold(), plain.upper())
    if not code:
        return PIECE
    if not _CODE.fullmatch(code):
        message = gettext_noop("“%(unit)s” is not a code of a unit such as C62, HUR or KGM.")
        raise Invalid(Message(message, unit=text[:20]), field="unit", code="bad_unit")
    return code
