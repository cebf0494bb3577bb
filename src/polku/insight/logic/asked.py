"""What a figure may be asked beside the filter: which stages, which acts, how long, in which steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from polku.kernel.errors import Invalid, Message, gettext_noop

WEEK: Final = "week"
MONTH: Final = "month"
LOSS: Final = "loss"
SLOWNESS: Final = "slowness"
UNWON: Final = "unwon"
PERIOD: Final = "period"
ANSWERED: Final = "answered"
FIRST_WIN: Final = "first_win"
PROMISED: Final = "promised"
CAME: Final = "came"
"""What the periods of an answer, a first win, a promised day and of coming to a part are called among groups."""
GROUPS: Final = (PERIOD, "stage", "source", "campaign", "segment", "product", "owner", "team")
_ALLOWED: Final = {
    "per": ("", WEEK, MONTH),
    "about": ("", LOSS, UNWON, SLOWNESS),
    "by": ("", *GROUPS),
}
_DAYS_MOST: Final = 3650


@dataclass(frozen=True)
class Asked:
    """Choices of single figures; what is left out is chosen by the figure itself.

    `stage` and `until` are stages (`until` also `won`), `act` and `then` kinds of acts, `days` a limit, `per` week or
    month, `about` loss, no win in the usual time, or slowness, `by` what groups are made (one of `GROUPS`).
    """

    stage: str = ""
    until: str = ""
    act: str = ""
    then: str = ""
    days: int = 0
    per: str = ""
    about: str = ""
    by: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, Any]) -> Self:
        """Read a query; other names are left alone. Raises: Invalid naming the field."""
        values: dict[str, Any] = {}
        for field in fields(cls):
            text = _last(query, field.name)
            if not text:
                continue
            if field.name == "days":
                if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) <= _DAYS_MOST):
                    raise _unreadable("days", text)
                values["days"] = int(text)
            elif text not in _ALLOWED.get(field.name, (text,)):
                raise _unreadable(field.name, text)
            else:
                values[field.name] = text[:120]
        return cls(**values)

    def pairs(self) -> list[tuple[str, str]]:
        """The choices as (name, text) for an address."""
        found = [(field.name, getattr(self, field.name)) for field in fields(self)]
        return [(name, str(value)) for name, value in found if value]


def _last(query: Mapping[str, Any], name: str) -> str:
    value = query.getlist(name) if hasattr(query, "getlist") else query.get(name, "")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return str(value[-1]) if value else ""
    return "" if value is None else str(value)


def _unreadable(name: str, text: str) -> Invalid:
    message = Message(gettext_noop("“%(text)s” cannot be read here."), text=text[:60])
    return Invalid({name: [message]}, code="bad_filter")
