"""What a public order form asks, and what came in through it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.text import clean

QUANTITY_MAX: Final = Decimal(10_000)
FIELDS: Final[Mapping[str, int]] = {
    "company": 200, "name": 200, "email": 254, "phone": 40, "line1": 200, "post_code": 20, "city": 120,
    "country": 2, "reference": 120, "note": 2000,
}  # fmt: skip
NEEDED: Final = ("name", "email", "line1", "post_code", "city", "country")
AGREED: Final = "agreed"
PRODUCT: Final = "product_"
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER: Final = re.compile(r"[0-9]{1,6}([.,][0-9]{1,6})?")
_YES: Final = (True, "yes", "on", "1", "true")


@dataclass(frozen=True)
class Asked:
    """What somebody ordered: how many of each product, who, where to."""

    quantities: Mapping[int, Decimal]
    told: Mapping[str, str] = field(default_factory=dict)

    def as_payload(self) -> dict[str, object]:
        """As it is kept: texts by field, quantities by product."""
        return {**self.told, "lines": {str(pk): str(one) for pk, one in self.quantities.items()}}


def of_payload(kept: Mapping[str, object]) -> Asked:
    """What was kept, read again."""
    lines = kept.get("lines")
    quantities = (
        {int(pk): Decimal(str(one)) for pk, one in lines.items()} if isinstance(lines, Mapping) else {}
    )
    return Asked(quantities, {name: str(kept.get(name, "")) for name in FIELDS})


def quantities_of(sent: Mapping[str, object], offered: Collection[int]) -> dict[int, Decimal]:
    """How many of each product were asked for; anything else is left out. Raises: Invalid, naming the product."""
    found: dict[int, Decimal] = {}
    wrong: dict[str, list[object]] = {}
    for pk in offered:
        text = "".join(str(sent.get(f"{PRODUCT}{pk}") or "").split())
        if not text:
            continue
        quantity = Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
        if quantity is None or quantity > QUANTITY_MAX:
            wrong[f"{PRODUCT}{pk}"] = [Message(gettext_noop("A number is expected."))]
        elif quantity:
            found[pk] = quantity
    if wrong:
        raise Invalid(wrong)
    return found


def submitted(
    sent: Mapping[str, object], *, offered: Collection[int], countries: Collection[str], must_agree: bool
) -> Asked:
    """What came in, checked. Raises: Invalid, with what is wrong with each field."""
    wrong: dict[str, list[object]] = {}
    told: dict[str, str] = {}
    quantities: dict[int, Decimal] = {}
    try:
        quantities = quantities_of(sent, offered)
        if not quantities:
            wrong["__all__"] = [Message(gettext_noop("Choose what you want to order: type how many."))]
    except Invalid as error:
        wrong.update(error.messages)
    for name, length in FIELDS.items():
        text = str(sent.get(name) or "").strip()
        try:
            told[name] = clean(text, max_length=length, multiline=name == "note")
        except Invalid as error:
            wrong[name] = [error.message]
            continue
        if not text and name in NEEDED:
            wrong[name] = [Message(gettext_noop("This is needed."))]
    if told.get("email") and not _MAIL.fullmatch(told["email"]):
        wrong["email"] = [Message(gettext_noop("This is not a whole mail address."))]
    if told.get("country") and told["country"] not in countries:
        wrong["country"] = [Message(gettext_noop("We do not deliver there."))]
    if must_agree and sent.get(AGREED) not in _YES:
        wrong[AGREED] = [Message(gettext_noop("Please agree to the terms."))]
    if wrong:
        raise Invalid(wrong)
    return Asked(quantities, told)
