"""Words of forecasting."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CATEGORIES: Final[dict[str, str | Promise]] = {
    "commit": _("Committed"),
    "best": _("Best case"),
    "pipeline": _("In the pipeline"),
    "omitted": _("Left out"),
}
METHODS: Final[dict[str, str | Promise]] = {
    "commit": _("Committed"),
    "best": _("Best case"),
    "weighted": _("By stage"),
    "learned": _("Learned"),
}
MEANINGS: Final[dict[str, str | Promise]] = {
    "commit": _(
        "What is won, and what the owners have committed to, in the month in which they expect it to close."
    ),
    "best": _("What would come on top if every best case came true."),
    "weighted": _(
        "Each open deal by the share of deals that were won after they had been in its stage, in the month in "
        "which it is expected to close."
    ),
    "learned": _(
        "Each open deal by the chance of every week to come, learned from how deals like it went: stage, time in "
        "it, age, silence, value, source, version of the process."
    ),
}
REFUSED: Final[dict[str, str | Promise]] = {
    "closed": _("Nothing is learned yet: %(closed)s deals are closed, and 200 are needed."),
    "won": _("Nothing is learned yet: %(won)s deals are won, and 30 are needed."),
    "lost": _("Nothing is learned yet: too few deals were lost."),
}
