"""A plan for the negotiation: our aim, where we stop, what we can trade; where an offer stands in it. Pure."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.text import clean

TRADEABLES_MAX: Final = 30
MINOR_MAX: Final = 10**15


class Motive(StrEnum):
    """Why the other side bargains."""

    BUDGET = "budget"
    RIVAL = "rival"
    RISK = "risk"
    DUTY = "duty"
    HABIT = "habit"
    PRECEDENT = "precedent"
    OTHER = "other"


@dataclass(frozen=True)
class Tradeable:
    """What we can give or ask for in a trade, and what it is worth to us (None: not known)."""

    text: str
    worth_minor: int | None = None


@dataclass(frozen=True)
class Plan:
    """Net values of the offer we aim at and below which we do not go, and what we do where there is no deal."""

    aim_minor: int | None = None
    limit_minor: int | None = None
    walk_away: str = ""
    counterpart: str = ""
    motive: str = ""
    notes: str = ""
    tradeables: tuple[Tradeable, ...] = ()

    def stored(self) -> dict[str, Any]:
        """In plain values."""
        return asdict(self) | {"tradeables": [asdict(one) for one in self.tradeables]}


class Place(StrEnum):
    """Where an offer stands."""

    BELOW = "below"
    BETWEEN = "between"
    REACHED = "reached"


@dataclass(frozen=True)
class Standing:
    """An offer against its plan: `above_limit_minor` is what can still be given, `to_aim_minor` what is missing."""

    place: Place
    above_limit_minor: int | None
    to_aim_minor: int | None


def checked(plan: Plan) -> Plan:
    """The plan as it may be kept, its words cleaned. Raises: Invalid (names the field)."""
    for name in ("aim_minor", "limit_minor"):
        value = getattr(plan, name)
        if value is not None and not 0 <= value <= MINOR_MAX:
            raise Invalid(gettext_noop("This amount is too large or below nought."), field=name)
    if plan.aim_minor is not None and plan.limit_minor is not None and plan.limit_minor > plan.aim_minor:
        raise Invalid(gettext_noop("The limit is not above the aim."), field="limit_minor")
    if plan.motive and plan.motive not in set(Motive):
        raise Invalid(gettext_noop("There is no such motive."), field="motive")
    if len(plan.tradeables) > TRADEABLES_MAX:
        raise Invalid(gettext_noop("There are too many things to trade."), field="tradeables")
    return replace(
        plan,
        walk_away=clean(plan.walk_away.strip(), multiline=True, max_length=4000, field="walk_away"),
        counterpart=clean(" ".join(plan.counterpart.split()), max_length=200, field="counterpart"),
        notes=clean(plan.notes.strip(), multiline=True, max_length=4000, field="notes"),
        tradeables=tuple(_checked(number, one) for number, one in enumerate(plan.tradeables)),
    )


def _checked(number: int, one: Tradeable) -> Tradeable:
    place = f"tradeables.{number}"
    text = clean(" ".join(one.text.split()), max_length=300, field=f"{place}.text")
    if not text:
        raise Invalid(gettext_noop("Say what can be traded."), field=f"{place}.text")
    if one.worth_minor is not None and not 0 <= one.worth_minor <= MINOR_MAX:
        message = gettext_noop("This amount is too large or below nought.")
        raise Invalid(message, field=f"{place}.worth_minor")
    return Tradeable(text, one.worth_minor)


def standing(plan: Plan, net_minor: int) -> Standing | None:
    """Where an offer of this net value stands; None where the plan tells neither aim nor limit."""
    aim, limit = plan.aim_minor, plan.limit_minor
    if aim is None and limit is None:
        return None
    above = None if limit is None else net_minor - limit
    missing = None if aim is None else aim - net_minor
    if above is not None and above < 0:
        return Standing(Place.BELOW, above, missing)
    if missing is not None and missing <= 0:
        return Standing(Place.REACHED, above, missing)
    return Standing(Place.BETWEEN, above, missing)
