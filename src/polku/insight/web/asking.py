"""What a reader may ask of a figure beside the filter, as choices in a form above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from polku.insight import queries, words
from polku.insight.logic.asked import (
    ANSWERED,
    CAME,
    FIRST_WIN,
    GROUPS,
    LOSS,
    MONTH,
    PERIOD,
    PROMISED,
    SLOWNESS,
    UNWON,
    WEEK,
)
from polku.insight.web.definitions import OF_PART, VIEWS
from polku.insight.web.figures import Figure

_DAYS: Final = (3, 7, 14, 30, 60, 90)
_FEW_DAYS: Final = (1, 2, 3, 5, 10)


_FIRST: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "satisfaction": (ANSWERED, ()),
    "orders-right": (PROMISED, ("stage",)),
    "passing": (CAME, ("stage",)),
}
"""What the periods of a figure are called, and what it can't be told apart by."""


@dataclass(frozen=True)
class Choice:
    """One choice: its name in the address, its label, (value, words, chosen)."""

    name: str
    label: str
    options: Sequence[tuple[str, str, bool]]


def choices(figure: Figure) -> list[Choice]:
    """The choices of a figure with what is in force chosen."""
    return [_choice(name, figure) for name in figure.asks]


def page_of(name: str) -> str:
    """The page that a figure stands on."""
    views = sorted(VIEWS, key=lambda view: view in OF_PART)
    view = next((view for view in views if name in VIEWS[view][2]), "overview")
    return reverse("insight:view", args=[view])


def _choice(name: str, figure: Figure) -> Choice:
    now = str(
        getattr(figure.asked, name)
        if name == "by"
        else figure.facts.get(name, "") or getattr(figure.asked, name)
    )
    known: dict[str, Callable[[], tuple[str, list[tuple[str, str]]]]] = {
        "stage": lambda: (_("From") if "until" in figure.asks else _("Stage"), _from(figure)),
        "until": lambda: (_("To"), _to(figure)),
        "act": lambda: (_("After the first"), _acts(figure)),
        "then": lambda: (_("Came"), _acts(figure)),
        "days": lambda: (_("Within"), _days(figure)),
        "per": lambda: (_("By"), [(MONTH, _("Month")), (WEEK, _("Week"))]),
        "about": lambda: (
            _("What"),
            [(LOSS, _("Loss")), (UNWON, _("Not won in time")), (SLOWNESS, _("Slowness"))],
        ),
        "by": lambda: (_("Group") if "per" in figure.asks else _("By"), _groups(figure)),
    }
    label, options = known[name]()
    return Choice(name, label, [(value, said, value == now) for value, said in options])


def _days(figure: Figure) -> list[tuple[str, str]]:
    if figure.name == "at-once":
        return [
            (str(n), ngettext("%(n)s working day", "%(n)s working days", n) % {"n": n}) for n in _FEW_DAYS
        ]
    return [(str(n), _("%(n)s days") % {"n": n}) for n in _DAYS]


def _from(figure: Figure) -> list[tuple[str, str]]:
    if figure.filter.phases and "until" in figure.asks:
        return [("", _("Coming to the phase")), *_stages(figure)]
    return _stages(figure)


def _to(figure: Figure) -> list[tuple[str, str]]:
    past = [("", _("Any later stage"))] if figure.filter.phases else []
    return [*past, *_stages(figure, whole=True), ("won", _("Won"))]


def _stages(figure: Figure, *, whole: bool = False) -> list[tuple[str, str]]:
    f = figure.filter.having(phases=()) if whole else figure.filter
    keys = [stage.key for stage in queries.funnel(f).stages]
    return list(queries.words("stage", keys, get_language() or "en").items())


def _groups(figure: Figure) -> list[tuple[str, str]]:
    """By what the buyers are told apart; whoever came back is known by the deal of the first win, not by a stage."""
    first, left_out = _FIRST.get(figure.name, (FIRST_WIN, ("stage",)))
    found = [(PERIOD, str(words.ATTRIBUTES[first]))]
    return found + [(one, str(words.ATTRIBUTES[one])) for one in GROUPS[1:] if one not in left_out]


def _acts(figure: Figure) -> list[tuple[str, str]]:
    kinds = {act.kind for act in queries.finding("acts", "after_acts", figure.filter).acts}
    kinds |= {str(figure.facts["act"]), str(figure.facts["then"])}
    named = queries.words("act", sorted(kinds), get_language() or "en")
    return sorted(named.items(), key=lambda pair: pair[1])
