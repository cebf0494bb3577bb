"""Words that other packages share with the pages of figures."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.insight.logic.deviations import Deviation

ATTRIBUTES: Final[dict[str, Promise]] = {
    "source": gettext_lazy("Source"),
    "owner": gettext_lazy("Owner"),
    "team": gettext_lazy("Team"),
    "product": gettext_lazy("Product"),
    "campaign": gettext_lazy("Campaign"),
    "customer_kind": gettext_lazy("Kind of customer"),
    "segment": gettext_lazy("Segment"),
    "value_band": gettext_lazy("Value"),
    "opened": gettext_lazy("Month of opening"),
    "answered": gettext_lazy("Month of the answer"),
    "first_win": gettext_lazy("Quarter of the first win"),
    "promised": gettext_lazy("Month of the promised day"),
    "came": gettext_lazy("Time of coming to it"),
    "stage": gettext_lazy("Stage"),
    "version": gettext_lazy("Process version at the start"),
}
"""What groups of deals are told apart by."""


def deviation(code: str, stages: Mapping[str, str]) -> str:
    """One deviation as a reason that anybody reads; `stages` names them by key."""
    one = Deviation.of(code)
    stage, other = stages.get(one.stage, one.stage), stages.get(one.other, one.other)
    match one.kind:
        case "skipped":
            return _("Skipped %(stage)s") % {"stage": stage}
        case "back" if one.other == one.stage:
            return _("Came to %(stage)s again") % {"stage": stage}
        case "back":
            return _("Went back from %(stage)s to %(other)s") % {"stage": stage, "other": other}
        case "override":
            return _("Came to %(stage)s past a criterion") % {"stage": stage}
    return _("Repeated %(stage)s") % {"stage": stage}


def group(attribute: str, value: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """A group of deals by its property: "Source: Paid search"; `names` has words by dimension and key."""
    said = names.get(attribute, {}).get(value, value) if value not in ("", "0") else _("not given")
    return f"{ATTRIBUTES[attribute]}: {said}"
