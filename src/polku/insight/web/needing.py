"""What a figure without a row waits for: how many of what, how many there are, and what can be done."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from polku.insight.logic.changes import LEAST_A_WEEK, LEAST_WEEKS
from polku.insight.logic.differences import LEAST
from polku.insight.logic.spreading import LEAST_SELLERS

_NEEDS: Final[Mapping[str, Callable[[], str]]] = {
    "skills": lambda: (
        _("A person shows here with %(least)s deals that have left one stage, beside as many of the others.")
        % {"least": LEAST}
    ),
    "who-deviates": lambda: (
        _("A person shows here with %(least)s deals, beside as many of the others.") % {"least": LEAST}
    ),
    "consistency": lambda: (
        _("Sellers are compared once %(sellers)s of them have %(least)s decided deals each.")
        % {"sellers": LEAST_SELLERS, "least": LEAST}
    ),
    "drift": lambda: (
        _("A change shows after %(weeks)s weeks with %(least)s deals or more each.")
        % {"weeks": 2 * LEAST_WEEKS, "least": LEAST_A_WEEK}
    ),
    "handovers": lambda: _("A handover shows once somebody moves a deal on that another moved before."),
    "late-delivery": lambda: _(
        "It shows once buyers whose orders have a promised day say how content they are after the delivery."
    ),
}


def needed(name: str, n: str) -> str:
    """What is needed; below it what there is, what to do. `n` is the number of deals as the reader writes it."""
    return waited_for(name, n) or _(
        "Nothing to show yet: it has not happened in these deals, or too few of them can tell."
    )


def waited_for(name: str, n: str) -> str:
    """The same of a figure that needs something of its own; nothing of the others."""
    if name not in _NEEDS:
        return ""
    here = _("Deals here: %(n)s. Take more in with the filter, or come back later.") % {"n": n}
    return f"{_NEEDS[name]()}\n{here}"
