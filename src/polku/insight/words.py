"""Words that other packages share with the pages of figures."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from polku.insight.logic.deviations import Deviation


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
