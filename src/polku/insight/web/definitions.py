"""What each figure counts, in the reader's words; shown beside the figure."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: Final[dict[str, Promise]] = {
    "funnel": _("Funnel"),
    "stage-time": _("Time in stage"),
    "time-to-win": _("Time to win"),
    "dropout": _("Drop-out"),
    "variants": _("Variants"),
    "moves": _("Moves"),
    "conformance": _("How deals got there"),
    "volume": _("Volume"),
    "source": _("Sources"),
    "campaign": _("Campaigns"),
    "product": _("Products"),
    "owner": _("Owners"),
    "team": _("Teams"),
    "version": _("Process versions"),
    "customer_kind": _("Kinds of customer"),
    "period": _("By month of opening"),
}

_GROUPS: Final = _(
    "Deals of the cohort by one property. The share is won deals of all, those still open included, with its 95 % "
    "interval (Wilson). Young groups look worse because their deals are still open: compare groups of like age. "
    "A difference says what goes together, not what causes what."
)

DEFINITIONS: Final[dict[str, Promise]] = {
    "funnel": _(
        "Of the deals in the cohort, how many ever reached a stage and what became of them there, by their last stay: "
        "moved on to a later stage or won from it, went back, left the line (lost, paused, no decision), or still "
        "there. Lost and open deals stay in. “Won in the end” counts deals that reached the stage and were won, "
        "wherever. “Skipped” were before and behind the stage, never in it. Intervals: Wilson, 95 %."
    ),
    "stage-time": _(
        "The share of stays that last longer than a time, in working time (Kaplan-Meier). A stay ends when the deal "
        "leaves the stage, whichever way. Deals still there count as “longer than so far” (ticks): leaving them out "
        "would flatter a stage that is clogged. The band is the 95 % interval, dashes mark the expected time. Rows "
        "without dates are counted, not timed."
    ),
    "time-to-win": _(
        "From opening to winning, in days of 24 hours. The median of wins looks only at won deals and flatters: those "
        "that take long are not won yet. The median of all deals counts every deal that is not won, lost ones too, "
        "as “not won by then” (Kaplan-Meier); it is unknown while fewer than half are won."
    ),
    "dropout": _(
        "Deals that left the line at a stage and did not come back to it: how, and for which reasons. A deal with two "
        "reasons stands in two rows."
    ),
    "variants": _("The stages of each deal in the order they were walked so far. Undone moves are left out."),
    "moves": _(
        "Every step from one stage to another, how often it was made, and the median time in the stage before the "
        "step. It is a median of steps that were made; time in stage counts the deals that still wait, too."
    ),
    "conformance": _(
        "How stays came about: by itself, past a criterion with a reason, stated by an import; steps back, stages "
        "come to again, stages skipped. A deal keeps to the line if it never skipped, went back or passed a criterion."
    ),
    "volume": _(
        "Deals opened by the month of opening; won and lost by the month of closing, in UTC. Rows without dates are "
        "left out."
    ),
    "source": _GROUPS,
    "campaign": _GROUPS,
    "product": _GROUPS,
    "owner": _GROUPS,
    "team": _GROUPS,
    "version": _GROUPS,
    "customer_kind": _GROUPS,
    "period": _GROUPS,
}

OUTCOMES: Final[dict[str, Promise]] = {
    "lost": _("Lost"),
    "paused": _("Paused"),
    "no_decision": _("No decision"),
}

VIEWS: Final[dict[str, tuple[Promise, Promise, tuple[str, ...]]]] = {
    "overview": (_("Funnel"), _("Where buyers stop"), ("funnel", "stage-time", "source")),
    "leaving": (_("Leaving"), _("Why they leave"), ("dropout", "time-to-win")),
    "paths": (_("Paths"), _("The paths they take"), ("variants", "moves", "conformance")),
    "compare": (
        _("Compare"),
        _("Like beside like"),
        ("owner", "team", "product", "campaign", "customer_kind", "version"),
    ),
    "months": (_("Months"), _("Month by month"), ("volume", "period")),
}
"""Each view: its name among the views, its heading, its figures."""
