"""Words for the codes in findings: deviations, shapes of variants, attributes, series."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from babel.dates import format_skeleton
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.access.logic import Role
from polku.insight import queries, words
from polku.insight.logic.asked import ANSWERED, FIRST_WIN, PROMISED
from polku.insight.logic.deviations import Deviation
from polku.insight.logic.tables import Table
from polku.ui import locale_formats

Names = Mapping[str, Mapping[str, str]]
ATTRIBUTES: Final = words.ATTRIBUTES
ROLES: Final[dict[str, Promise]] = {
    Role.ADMIN: gettext_lazy("Admin"),
    Role.MANAGER: gettext_lazy("Manager"),
    Role.SELLER: gettext_lazy("Seller"),
    Role.MARKETING: gettext_lazy("Marketing"),
    Role.FINANCE: gettext_lazy("Finance"),
    Role.WAREHOUSE: gettext_lazy("Warehouse"),
    Role.SERVICE: gettext_lazy("Service"),
    Role.VIEWER: gettext_lazy("Viewer"),
}
KINDS: Final[dict[str, Promise]] = {
    "role": gettext_lazy("Roles"),
    "person": gettext_lazy("People"),
    "team": gettext_lazy("Teams"),
}
DELIVERIES: Final[dict[str, Promise]] = {
    "on_time": gettext_lazy("On time"),
    "late": gettext_lazy("Late"),
    "late_1": gettext_lazy("1 to 3 days late"),
    "late_4": gettext_lazy("4 to 7 days late"),
    "late_8": gettext_lazy("8 to 14 days late"),
    "late_15": gettext_lazy("15 days late or more"),
    "waiting": gettext_lazy("Still on its way"),
}
SERIES: Final[dict[str, Promise]] = {
    "won": gettext_lazy("Won within the usual time"),
    "time": gettext_lazy("Stays over within the usual time"),
    "variant": gettext_lazy("Share of a way through"),
    "won_share": gettext_lazy("Won of the decided deals"),
    "won_like": gettext_lazy("Won, with the mix of all"),
}


def deviation(code: str, names: Names) -> str:
    """One deviation as a reason that anybody reads."""
    return words.deviation(code, names.get("stage", {}))


def shape(code: str, names: Names) -> str:
    """What makes a group of sequences another than the line."""
    if not code:
        return _("As designed")
    return ", ".join(deviation(one, names) for one in code.split("+"))


def stages_of(codes: Iterable[str]) -> set[str]:
    """Every stage named in deviations or shapes."""
    found: set[str] = set()
    for code in codes:
        for part in filter(None, code.split("+")):
            one = Deviation.of(part)
            found |= {one.stage, one.other} - {""}
    return found


def attribute_value(attribute: str, value: str, names: Names, money: Callable[[int], str]) -> str:
    """A value of an attribute: its name, its month, its span of money."""
    if attribute == "value_band":
        low, _sep, high = value.partition("-")
        if not value:
            return _("without a value")
        if not low:
            return _("below %(amount)s") % {"amount": money(int(high))}
        if not high:
            return _("from %(amount)s") % {"amount": money(int(low))}
        return _("%(low)s to %(high)s") % {"low": money(int(low)), "high": money(int(high))}
    if value in ("", "0"):
        return _("not given")
    return names.get(attribute, {}).get(value, value)


def person_or_group(kind: str, key: str, names: Names) -> str:
    """A role, a person or a team by its name."""
    if kind == "role":
        return str(ROLES.get(key, key)) or _("not given")
    dimension = "team" if kind == "team" else "owner"
    return names.get(dimension, {}).get(key, key) if key != "0" else _("not given")


def week(text: str) -> str:
    """A day as people write it."""
    return str(format_skeleton("yMMMd", date.fromisoformat(text), locale=locale_formats.locale()))


def chance(value: float) -> str:
    """How likely by chance alone; nobody needs the fifth decimal."""
    least = 0.001
    return f"< {locale_formats.number(least, 3)}" if value < least else locale_formats.number(value, 3)


def points(value: float) -> str:
    """A difference of shares in points of a hundred, with its sign."""
    said = locale_formats.number(abs(100 * value), 1)
    if not round(1000 * value):
        return said
    return f"{'−' if value < 0 else '+'}{said}"


def names_in(table: Table) -> dict[str, dict[str, str]]:
    """Words for every key in a finding's table, one load per dimension."""
    wanted: dict[str, set[str]] = {}
    keys = table.keys
    for column in table.columns:
        values = {str(row[keys.index(column.key)] or "") for row in table.rows}
        if column.kind in ("deviation", "shape"):
            wanted.setdefault("stage", set()).update(stages_of(values))
        elif column.kind == "act":
            wanted.setdefault("act", set()).update(values)
        elif column.kind == "of_series":
            parts = {part for row in table.rows if row[0] == "variant" for part in stages_of([str(row[1])])}
            times = {str(row[1]) for row in table.rows if row[0] == "time"}
            wanted.setdefault("stage", set()).update(parts | times)
        elif column.kind in ("group", "value"):
            _of_rows(table, column.key, wanted)
    language = get_language() or "en"
    return {name: queries.words(name, sorted(some - {""}), language) for name, some in wanted.items()}


def _of_rows(table: Table, key: str, wanted: dict[str, set[str]]) -> None:
    """Groups and values are named by what the first column of their row says they are."""
    place = table.keys.index(key)
    dimensions = {"person": "owner", "team": "team"}
    for row in table.rows:
        first = str(row[0])
        dimension = dimensions.get(first, first)
        if dimension not in ("role", "value_band", "opened", ANSWERED, FIRST_WIN, PROMISED):
            wanted.setdefault(dimension, set()).add(str(row[place]))
