"""What each figure counts, in the reader's words; shown beside the figure."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from polku.insight.logic.passing import FINDING

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
    "segment": _("Segments"),
    "period": _("By month of opening"),
}

_GROUPS: Final = _(
    "Deals of the cohort by one property. The share is won deals of all, those still open included, with its 95 % "
    "interval (Wilson). Young groups look worse because their deals are still open: compare groups of like age. "
    "A difference says what goes together, not what causes what."
)

FINDING_TITLES: Final[dict[str, Promise]] = {
    "between": _("From stage to stage"),
    "between-weeks": _("From stage to stage, by week"),
    "cohorts": _("Three conversions, by time of opening"),
    "after-act": _("After each kind of act"),
    "first-acts": _("First acts that led to another"),
    "flow": _("Cumulative flow"),
    "variant-groups": _("Ways through, against the line"),
    "rework": _("Rework"),
    "handovers": _("Handovers"),
    "deviations": _("Deviations and what goes with them"),
    "who-deviates": _("Who leaves the line"),
    "bottlenecks": _("Bottlenecks"),
    "waiting": _("Chance to leave, by days waited"),
    "causes": _("What it goes with"),
    "stage-causes": _("Who loses more, stage by stage"),
    "like-for-like": _("Like for like"),
    "drift": _("Changes, with dates"),
    "passing": _("Who gets further"),
    "at-once": _("Offers accepted at once"),
    "orders-right": _("Orders right and on time"),
    "consistency": _("Between sellers"),
    "skills": _("Skills"),
    "satisfaction": _("Satisfaction"),
    "late-delivery": _("After late delivery"),
    "retention": _("Coming back"),
}
TITLES.update(FINDING_TITLES)

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
        "without dates are counted, not timed. Above 200,000 stays, times are cut to five minutes."
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
        "Deals opened by the month of opening; won and lost by the month of closing. Rows without dates are "
        "left out."
    ),
    "source": _GROUPS,
    "campaign": _GROUPS,
    "product": _GROUPS,
    "owner": _GROUPS,
    "team": _GROUPS,
    "version": _GROUPS,
    "customer_kind": _GROUPS,
    "segment": _GROUPS,
    "period": _GROUPS,
}

_PRICE: Final = _(
    "Beside them stand comparable deals without it: won share of the decided ones (Newcombe, 95 %), days to the "
    "decision and won value per deal (Welch, 95 %). Below 30 decided deals on a side it says “too few”. A difference "
    "says what goes together, not what causes what."
)

FINDINGS: Final[dict[str, Promise]] = {
    "between": _(
        "From the first coming to one stage to the first coming to the other. The times are Kaplan-Meier: deals still"
        " on the way, and those that left, count as “longer than so far”. The shares are Aalen-Johansen: what part of"
        " all had got there, or left in each way, after so many days; 95 % intervals. Time paused outside a stage is "
        "in none."
    ),
    "between-weeks": _(
        "The same times by the week in which deals came to the first stage. Young weeks know only the quick ones: the"
        " median appears when half have got there."
    ),
    "cohorts": _(
        "Deals by the time of opening: how many ever reached the stage, how many of those moved on to a later one or "
        "won from it, how many were won in the end. Young rows have deals still open. Intervals: Wilson, 95 %."
    ),
    "after-act": _(
        "Deals in which such an act took place before they were closed, each counted once per kind: won, lost (or "
        "without a decision), paused, still open. The share is lost of the decided ones; Wilson, 95 %."
    ),
    "first-acts": _(
        "Of the deals with such an act, those whose first one was followed by the other within the days chosen; a "
        "planned one counts, a cancelled one does not. First acts younger than that are left out. Wilson, 95 %."
    ),
    "flow": _(
        "At the end of each week (from Monday): deals standing in each stage, finished, and gone from the line. "
        "The height of all bands is the deals opened so far; the height of one is what waits in that stage."
    ),
    "variant-groups": _(
        "Sequences of stages put together by the stages they passed over and the ones they came to more than once, "
        "against the version the deal followed. The won share is of decided deals; Wilson, 95 %."
    ),
    "rework": _(
        "Stages that deals came to more than once: how many deals, how many times, the working time of all stays "
        "there after the first. Compared with deals that were there once."
    ),
    "handovers": _(
        "Moves made by another person than the move before it, by people and by their roles, and how long the deal "
        "had stood in the stage before the move, in working time. Moves by the system or an import are left out."
    ),
    "deviations": _(
        "Each deal is judged against the version it followed: stages passed over, steps back, criteria passed by an "
        "override. A skipped stage is compared with deals that got past its place, a step back with deals that were "
        "in the stage it started from. Allowed deviations count against no deal; they are listed with who allowed "
        "them."
    ),
    "who-deviates": _(
        "For each person the share of deals with a deviation, of those that could have it, against that of all others. "
        "Fisher or chi-square test; the chance that anybody is named wrongly is held to 5 % (Holm); those rows come "
        "first. People below 30 such deals are not tested, allowed deviations are left out."
    ),
    "bottlenecks": _(
        "Mean working time waited so far, times stays, times wins lost, as a part of the sum over all stages. Wins "
        "lost are deals lost here times the won share of the decided deals that moved on from here. Where losses are "
        "hardly written down, deals that stand here longer than 95 of 100 of those that moved on count as lost."
    ),
    "waiting": _(
        "Of the deals that had waited so many days in the stage, the share that left the line in the next step "
        "(hazard; deals still there count as half a step, actuarial method); Wilson, 95 %. The day it rises is the "
        "best split into before and after, if shuffled days give one as good in fewer than 5 % of cases."
    ),
    "causes": _(
        "Each group of deals against all others: the gap between the shares, times the deals of the group. Loss is of "
        "the decided deals. Where losses are hardly written down: of the deals opened early enough, those not won in "
        "the days in which 95 of 100 wins come. Properties that only won deals have are named and not tested. "
        "Fisher or chi-square test; groups with a false discovery rate (Benjamini-Hochberg) below 5 % come first. "
        "Groups below 30 deals are not tested. What goes together need not cause."
    ),
    "stage-causes": _(
        "At each stage, of the deals whose last stay there ended in a move on or in a loss: the share lost there, of "
        "each source, segment, person, team, product, campaign and kind of customer against all others. Wins are the "
        "gap times the group’s deals times the won share of the decided deals that moved on. Fisher or chi-square "
        "test, false discovery rate (Benjamini-Hochberg) held to 5 % over all rows, gaps by Newcombe, 95 %. Below 30 "
        "deals nothing is tested. Where losses are hardly written down, deals that stand at a stage longer than 95 of "
        "100 of those that moved on count as lost. What goes together need not cause."
    ),
    "like-for-like": _(
        "Won share of the decided deals as it would be if every team and person had the mix of all: source, product "
        "and quarter of the value (direct standardisation, 95 % interval). Only comparable parts count; below 30 "
        "decided deals, or with less than half comparable, it says “too few”."
    ),
    "drift": _(
        "Weeks looked through for dates at which a share became another: deals won within the usual time, stays over "
        "within the stage's median, shares of the main ways through. A date stands when shuffled weeks give one as "
        "good in fewer than 1 % of cases, all rows together. Left out are weeks too young or with fewer than five; "
        "where a log or a chosen period begins, weeks to which only quick deals have come; and in all weeks deals "
        "slower than those looked at there."
    ),
    "satisfaction": _(
        "How content buyers said they are, from 1 to 5: their answer by the link to how easy it was to deal with us, a "
        "score noted with feedback, a review that was brought in. A deal counts once, by its last score, at the stage "
        "it was in then. Content are 4 and 5; intervals of 95 %: Wilson for the share, normal for the mean. Below 5 "
        "scores no share is said, below 30 no mean. Who does not answer is not known."
    ),
    "retention": _(
        "Customers by their first win, and the share of them with another win on a later day, by 90, 180 and 365 days "
        "(Kaplan-Meier: who is not back yet counts as “not back so far”; 95 % interval). The filter chooses first wins "
        "by their deal; any later win counts, whatever its process, source or product. Who bought before the records "
        "begin counts as new. Below 30 customers it says “too few”; “–” where nobody was watched so long."
    ),
}
FINDINGS["at-once"] = _(
    "The first offer of each deal, and whether the buyer said yes by the end of so many working days after the day it "
    "went out, before any second offer: accepted as it was. Offers that have not had that time yet are left out. For "
    "each kind of act: the offers it went before in their deal, and the others, with the share accepted at once; "
    "Newcombe, 95 %. Fisher or chi-square test; acts with a false discovery rate (Benjamini-Hochberg) below 5 % come "
    "first. Below 30 offers on a side nothing is tested. What goes before need not cause."
)
FINDINGS["orders-right"] = _(
    "Orders whose promised day is over, and of them those that were shipped in full by that day (all that was ordered "
    "and not waived; a service when it was done), with nothing written down as gone wrong and no return. Canceled "
    "orders are left out; orders without a promised day are counted and not judged. Returns may still come. An order "
    "belongs to the groups of its deal. Wilson, 95 %; below 5 orders no share is said."
)
FINDINGS["late-delivery"] = _(
    "The last score of each deal with a promised day, by how all that was ordered and not waived had kept that day "
    "when the buyer spoke: delivered by it, delivered after it, or still on its way though it was over. Who spoke "
    "before the delivery and before that day was over is left out, and so are canceled orders. Of several orders the "
    "worst counts. Against on time: the difference to those delivered by the promised day; 95 %, Newcombe for the "
    "share, Welch for the mean. Below 5 scores no share is said, below 30 no mean. What goes with late delivery need "
    "not be caused by it."
)
FINDINGS["consistency"] = _(
    "Owners of deals beside each other. The spread as seen is the standard deviation of their shares in points of 100; "
    "by chance alone is what equal sellers would show (binomial); beyond chance is what is left (DerSimonian-Laird, "
    "95 % interval by the Q-profile, Cochran's test). With the mix of all: as if all had the same sources, products "
    "and sizes. Time: of deals that came to the stage early enough, those out of it within its median. An owner counts "
    "from 30 deals on; below three such owners nothing is said."
)
FINDINGS["skills"] = _(
    "Of the deals whose last stay at a stage ended in a move on or in a loss, the share that moved on, for each owner "
    "beside all others: as it would be with the others' mix of source, product and quarter of the value (direct "
    "standardisation), with the 95 % interval of the difference. A person and the others have 30 such deals at least, "
    "and half of the others' are like some of the person's. False discoveries are held to 5 % over all rows "
    "(Benjamini-Hochberg). A deal counts for its present owner; what goes with a person need not be caused by them."
)
FINDINGS["passing"] = _(
    "Deals by when they first came to the chosen phases, or by group: how many of them got further ever after, left "
    "the line before, are still on the way; how many were won in the end, and for how much where a value is known. "
    "Shares are of all that came, 95 % intervals (Wilson), so those still on the way make young rows look worse. "
    "Without a choice the phases are those before selling. What goes with a group need not be caused by it."
)
_NEEDLESS: Final = _(
    "A step looks needless where deals without it (or, of coming again, with it once) were won no less often, by five "
    "points at the very most, and decided sooner, both by their 95 % intervals."
)
for _name in ("rework", "deviations"):
    FINDINGS[_name] = format_lazy("{} {} {}", FINDINGS[_name], _PRICE, _NEEDLESS)
DEFINITIONS.update(FINDINGS)

PART: Final = _(
    "Only of the chosen phases: their stages, as the newest version has them. Deals that got further, that left the "
    "line there and that are still there are all kept; to get further is to come to any later stage, or to win "
    "on the spot. “Finding customers” is the phase before selling: Find, or Qualify where a process begins with it."
)
PART_DEFINITIONS: Final[dict[str, Promise]] = {
    "funnel": format_lazy(
        "{} {} {}",
        DEFINITIONS["funnel"],
        PART,
        _(
            "The last row has the deals that got further, by what became of them; there, to move on is to win."
        ),
    ),
    "between": format_lazy(
        "{} {} {}",
        FINDINGS["between"],
        PART,
        _(
            "Unless other ends are chosen it is the time from first coming to the phases to first getting further."
        ),
    ),
    **dict.fromkeys(
        ("source", "campaign", "product", "owner", "team", "version", "customer_kind", "segment"),
        format_lazy("{} {}", FINDINGS["passing"], PART),
    ),
}
"""What figures say of a part of the line, where that is another thing than of the whole."""
PART_TITLES: Final[dict[str, Promise]] = {
    "funnel": _("From coming in to getting further"),
    "between": _("How long it takes to get further"),
    "between-weeks": _("How long it takes, week by week"),
    "source": _("Who gets further, by source"),
    "campaign": _("Who gets further, by campaign"),
    "dropout": _("Where and why they leave"),
    "stage-time": _("Time in stage"),
}

OUTCOMES: Final[dict[str, Promise]] = {
    "lost": _("Lost"),
    "paused": _("Paused"),
    "no_decision": _("No decision"),
}

VIEWS: Final[dict[str, tuple[Promise, Promise, tuple[str, ...]]]] = {
    "overview": (_("Funnel"), _("Where buyers stop"), ("funnel", "source")),
    "finding": (
        _("Finding customers"),
        _("Finding customers"),
        (
            "funnel",
            "passing",
            "between",
            "between-weeks",
            "source",
            "campaign",
            "dropout",
            "stage-time",
            "bottlenecks",
            "stage-causes",
        ),
    ),
    "leaving": (_("Leaving"), _("Why they leave"), ("dropout",)),
    "cohorts": (_("Conversions"), _("Three conversions over time"), ("cohorts",)),
    "acts": (_("After acts"), _("What follows what we do"), ("after-act", "first-acts")),
    "offers": (_("Offers at once"), _("What goes before a yes at once"), ("at-once",)),
    "time": (_("Time in stage"), _("How long each stage takes"), ("stage-time", "time-to-win")),
    "between": (_("Stage to stage"), _("From one stage to another"), ("between", "between-weeks")),
    "waiting": (_("Waiting"), _("When waiting turns into leaving"), ("waiting",)),
    "flow": (_("Flow"), _("What piles up where"), ("flow",)),
    "bottlenecks": (_("Bottlenecks"), _("Where the line costs most"), ("bottlenecks",)),
    "paths": (_("Paths"), _("The paths they take"), ("variant-groups", "variants", "moves")),
    "rework": (_("Rework"), _("What is done again"), ("rework",)),
    "handovers": (_("Handovers"), _("From hand to hand"), ("handovers",)),
    "conformance": (_("Deviations"), _("Against the line"), ("deviations", "who-deviates", "conformance")),
    "compare": (
        _("Compare"),
        _("Group beside group"),
        ("owner", "team", "product", "campaign", "segment", "customer_kind", "version"),
    ),
    "like": (_("Like for like"), _("Like beside like"), ("like-for-like",)),
    "skills": (_("Skills"), _("Who brings deals over which stage"), ("skills",)),
    "alike": (_("Alike"), _("Whether sellers work alike"), ("consistency",)),
    "causes": (_("What it goes with"), _("What loss and slowness go with"), ("stage-causes", "causes")),
    "months": (_("Months"), _("Month by month"), ("volume", "period")),
    "drift": (_("Changes"), _("What changed, and when"), ("drift",)),
    "content": (_("Satisfaction"), _("How content buyers are"), ("satisfaction", "late-delivery")),
    "back": (_("Coming back"), _("Whether customers come back"), ("retention",)),
    "orders": (_("Orders"), _("Orders right and on time"), ("orders-right",)),
}
"""Each view: its name among the views, its heading, its figures."""

OF_PART: Final[dict[str, tuple[str, ...]]] = {"finding": (FINDING,)}
"""Views of a part of the line, with its phases where the reader chose none."""

QUESTIONS: Final[tuple[tuple[Promise, tuple[str, ...]], ...]] = (
    (_("Where do buyers stop?"), ("overview", "finding", "leaving", "cohorts", "acts", "offers")),
    (_("What takes long?"), ("time", "between", "waiting", "flow", "bottlenecks")),
    (_("What goes round?"), ("paths", "rework", "handovers", "conformance")),
    (_("Who and what differs?"), ("compare", "like", "skills", "alike", "causes")),
    (_("What changed?"), ("months", "drift")),
    (_("Are buyers content?"), ("content", "back", "orders")),
)
"""The views by the question that they answer."""
