"""Criteria for people who don't write CEL: a fact, an operator and a value, turned into an expression and back."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from polku.kernel.errors import Invalid, gettext_noop

OPERATORS: Final[Mapping[str, tuple[str, ...]]] = {
    "bool": ("holds", "fails"),
    "number": ("more", "at_least", "less", "at_most", "equals", "differs"),
    "text": ("equals", "differs", "known"),
    "date": ("before", "from", "known"),
}
"""What can be asked of a fact of each kind."""

OPERATOR_NAMES: Final[Mapping[str, str]] = {
    "holds": gettext_noop("is so"),
    "fails": gettext_noop("is not so"),
    "more": gettext_noop("is more than"),
    "at_least": gettext_noop("is at least"),
    "less": gettext_noop("is less than"),
    "at_most": gettext_noop("is at most"),
    "equals": gettext_noop("is"),
    "differs": gettext_noop("is not"),
    "before": gettext_noop("is before"),
    "from": gettext_noop("is on or after"),
    "known": gettext_noop("is known"),
}
SENTENCES: Final[Mapping[str, str]] = {
    "holds": "%(fact)s",
    "fails": gettext_noop("Not so: %(fact)s"),
    "more": gettext_noop("%(fact)s: more than %(value)s"),
    "at_least": gettext_noop("%(fact)s: at least %(value)s"),
    "less": gettext_noop("%(fact)s: less than %(value)s"),
    "at_most": gettext_noop("%(fact)s: at most %(value)s"),
    "equals": gettext_noop("%(fact)s: %(value)s"),
    "differs": gettext_noop("%(fact)s: not %(value)s"),
    "before": gettext_noop("%(fact)s: before %(value)s"),
    "from": gettext_noop("%(fact)s: on or after %(value)s"),
    "known": gettext_noop("%(fact)s: known"),
}
"""How a criterion reads when nobody worded it."""

WITHOUT_VALUE: Final = frozenset({"holds", "fails", "known"})

_SIGNS: Final = {"more": ">", "at_least": ">=", "less": "<", "at_most": "<=", "equals": "==", "differs": "!="}
_NAMES: Final = {sign: name for name, sign in _SIGNS.items()}
_EPOCH: Final = date(1970, 1, 1)
_BOOL: Final = re.compile(r"(!?)\s*(\w+)")
_NUMBER: Final = re.compile(r"(\w+)\s*(>=|<=|==|!=|>|<)\s*(-?\d+(?:\.\d+)?)")
_TEXT: Final = re.compile(r'(\w+)\s*(==|!=)\s*("(?:\\.|[^"\\])*")')
_DATE: Final = re.compile(r'(\w+)\s*(>=|<|>)\s*timestamp\("(\d{4}-\d\d-\d\d)T00:00:00Z"\)')


@dataclass(frozen=True)
class Condition:
    """A fact compared with a value; `operator` is one of the fact's kind."""

    fact: str
    operator: str
    value: str = ""


def expression(condition: Condition, types: Mapping[str, str]) -> str:
    """The condition as CEL.

    Raises: Invalid naming `fact`, `operator` or `value`.
    """
    fact, kind = condition.fact, types.get(condition.fact)
    if kind is None:
        raise Invalid(gettext_noop("Choose a fact."), field="fact")
    operator = condition.operator or OPERATORS[kind][0]
    if operator not in OPERATORS[kind]:
        raise Invalid(gettext_noop("This can't be asked of this fact."), field="operator")
    value = condition.value.strip()
    if operator not in WITHOUT_VALUE and not value:
        raise Invalid(gettext_noop("Give a value to compare with."), field="value")
    if kind == "bool":
        return fact if operator == "holds" else f"!{fact}"
    if kind == "number":
        return f"{fact} {_SIGNS[operator]} {_decimal(value)}"
    if kind == "text":
        return (
            f'{fact} != ""'
            if operator == "known"
            else f"{fact} {_SIGNS[operator]} {json.dumps(value, ensure_ascii=False)}"
        )
    day = _EPOCH if operator == "known" else _day(value)
    sign = "<" if operator == "before" else ">" if operator == "known" else ">="
    return f'{fact} {sign} timestamp("{day.isoformat()}T00:00:00Z")'


def read(source: str, types: Mapping[str, str]) -> Condition | None:
    """The condition behind an expression that is as simple as one of ours; none for what only CEL can say."""
    text = source.strip()
    found = _bool(text) or _number(text) or _text(text) or _date(text)
    if found is None:
        return None
    kind = types.get(found.fact)
    return found if kind is not None and found.operator in OPERATORS[kind] else None


def _bool(text: str) -> Condition | None:
    match = _BOOL.fullmatch(text)
    return Condition(match[2], "fails" if match[1] else "holds") if match else None


def _number(text: str) -> Condition | None:
    match = _NUMBER.fullmatch(text)
    return Condition(match[1], _NAMES[match[2]], match[3].removesuffix(".0")) if match else None


def _text(text: str) -> Condition | None:
    match = _TEXT.fullmatch(text)
    if match is None:
        return None
    try:
        value = str(json.loads(match[3]))
    except ValueError:
        return None
    return Condition(match[1], _NAMES[match[2]], value) if value else Condition(match[1], "known")


def _date(text: str) -> Condition | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    if match[2] == ">":
        return Condition(match[1], "known") if match[3] == _EPOCH.isoformat() else None
    return Condition(match[1], "before" if match[2] == "<" else "from", match[3])


def _decimal(text: str) -> str:
    """A number as people write it, in the form in which CEL compares: always with a point."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise Invalid(gettext_noop("This is not a number."), field="value") from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15 or number.as_tuple().exponent < -6:  # type: ignore[operator]
        raise Invalid(gettext_noop("This is not a number we can compare with."), field="value")
    written = format(number, "f")
    return written if "." in written else f"{written}.0"


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid(gettext_noop("Write the day as 2026-12-31."), field="value") from None
    return day if day > _EPOCH else _EPOCH + timedelta(days=1)
