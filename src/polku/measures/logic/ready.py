"""Indicators that every company has from the first day; their words are translated when shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from polku.kernel.errors import gettext_noop
from polku.measures.logic.formula import Unit


@dataclass(frozen=True)
class Ready:
    """An indicator that comes with the product. `fewer` says that less of it is better."""

    key: str
    name: str
    definition: str
    formula: str
    unit: Unit
    fewer: bool = False


READY: Final[tuple[Ready, ...]] = (
    Ready(
        "opened",
        gettext_noop("Deals opened"),
        gettext_noop("Deals by the day they were opened."),
        "opened",
        "count",
    ),
    Ready(
        "won",
        gettext_noop("Deals won"),
        gettext_noop("Deals won or upgraded, by the day of the win."),
        "won",
        "count",
    ),
    Ready(
        "lost",
        gettext_noop("Deals lost"),
        gettext_noop("Deals lost, by the day they were lost."),
        "lost",
        "count",
        True,
    ),
    Ready(
        "win-rate",
        gettext_noop("Win rate"),
        gettext_noop(
            "Of the deals that ended in the period (won, lost or without a decision), the share won."
        ),
        "share(won, closed)",
        "share",
    ),
    Ready(
        "value-won",
        gettext_noop("Value won"),
        gettext_noop("The value of deals won, by the day of the win, in the company's currency."),
        "sum(value, won)",
        "money",
    ),
    Ready(
        "average-deal",
        gettext_noop("Average deal"),
        gettext_noop("The mean value of the deals won in the period that have a value."),
        "mean(value, won)",
        "money",
    ),
    Ready(
        "days-to-win",
        gettext_noop("Days to win"),
        gettext_noop("The median of days from opening to winning, of the deals won in the period."),
        "median(days(opened, won))",
        "days",
        True,
    ),
    Ready(
        "hours-to-contact",
        gettext_noop("Hours to first contact"),
        gettext_noop("The median of hours from opening to the first call, meeting or mail, by its day."),
        'median(hours(opened, act("engage")))',
        "number",
        True,
    ),
    Ready(
        "meetings",
        gettext_noop("Meetings held"),
        gettext_noop("Meetings that took place, by their day."),
        'count(act("engage.meeting"))',
        "count",
    ),
    Ready(
        "calls",
        gettext_noop("Calls made"),
        gettext_noop("Calls in which somebody was reached, by their day."),
        'count(act("engage.call"))',
        "count",
    ),
    Ready(
        "demos",
        gettext_noop("Demos held"),
        gettext_noop("Demos that took place, by their day."),
        'count(act("engage.demo"))',
        "count",
    ),
    Ready(
        "open-deals",
        gettext_noop("Open deals"),
        gettext_noop("Deals open at the end of the period; of the present one, open now."),
        "open",
        "count",
    ),
    Ready(
        "open-value",
        gettext_noop("Open value"),
        gettext_noop("The value of the deals open at the end of the period; of the present one, open now."),
        "sum(value, open)",
        "money",
    ),
    Ready(
        "overdue-steps",
        gettext_noop("Overdue next steps"),
        gettext_noop("Open deals whose next step was due before now. Known for this moment only."),
        'series("overdue_steps")',
        "count",
        True,
    ),
    Ready(
        "quotes-sent",
        gettext_noop("Quotes sent"),
        gettext_noop("Quotes sent to buyers, by the day of sending."),
        'count(act("quotes.quote_sent"))',
        "count",
    ),
    Ready(
        "quote-acceptance",
        gettext_noop("Quote acceptance"),
        gettext_noop(
            "Of the deals to which a quote was sent in the period, the share that accepted one by now."
        ),
        'share(act("quotes.quote_accepted"), act("quotes.quote_sent"))',
        "share",
    ),
    Ready(
        "satisfaction",
        gettext_noop("Content buyers"),
        gettext_noop(
            "Of the deals in which a buyer said in the period how content they are, the share of 4 and 5."
        ),
        'series("satisfaction")',
        "share",
    ),
    Ready(
        "billed",
        gettext_noop("Billed"),
        gettext_noop("Invoices issued less credit notes, without tax, by the day of issue."),
        'series("billed")',
        "money",
    ),
    Ready(
        "paid",
        gettext_noop("Paid"),
        gettext_noop("Money received less money paid back, by the day it came."),
        'series("paid")',
        "money",
    ),
    Ready(
        "margin",
        gettext_noop("Margin"),
        gettext_noop(
            "Billed without tax, less the cost of goods that left then. Services have no cost here."
        ),
        'series("margin")',
        "money",
    ),
    Ready(
        "acts-per-win",
        gettext_noop("Activities per win"),
        gettext_noop("All activities of the period, those for lost deals too, for each deal won in it."),
        'count(act("engage")) / won',
        "number",
        True,
    ),
    Ready(
        "meetings-per-win",
        gettext_noop("Meetings per win"),
        gettext_noop("All meetings of the period, those for lost deals too, for each deal won in it."),
        'count(act("engage.meeting")) / won',
        "number",
        True,
    ),
    Ready(
        "hours-per-win",
        gettext_noop("Hours per win"),
        gettext_noop(
            "Hours of all activities of the period, as far as their length is known, for each deal won in it."
        ),
        'series("selling_hours") / won',
        "number",
        True,
    ),
    Ready(
        "cost-per-win",
        gettext_noop("Cost per win"),
        gettext_noop(
            "The same hours at what an hour of each person's role costs, for each deal won in the period."
        ),
        'series("selling_cost") / won',
        "money",
        True,
    ),
    Ready(
        "profit-after-selling",
        gettext_noop("Profit after selling"),
        gettext_noop("The margin of the period less what the hours of selling in it cost."),
        'series("margin") - series("selling_cost")',
        "money",
    ),
)
"""In the order they are offered."""
