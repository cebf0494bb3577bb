"""Words for indicators, states, verdicts and why they fell so."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from polku.proposals.logic.indicators import Indicator
from polku.proposals.logic.origins import Origin
from polku.proposals.logic.states import ProposalState
from polku.proposals.logic.verdicts import Verdict, Why

INDICATORS: Final[Mapping[str, Any]] = {
    Indicator.WIN_RATE: _("Win rate"),
    Indicator.LOSS_AT_STAGE: _("Share lost at a stage"),
    Indicator.STAGE_DAYS: _("Median working days in a stage"),
    Indicator.VALUE_PER_DEAL: _("Won value per deal"),
    Indicator.CASH_PER_MONTH: _("Won value per month"),
}
ORIGINS: Final[Mapping[str, Any]] = {
    Origin.FIGURES: _("Figures"),
    Origin.FEEDBACK: _("Feedback"),
    Origin.MARKET: _("Market"),
    Origin.TECHNOLOGY: _("New technology"),
}
AIMS: Final[Mapping[str, Any]] = {
    Indicator.WIN_RATE: _("win more"),
    Indicator.LOSS_AT_STAGE: _("lose fewer"),
    Indicator.STAGE_DAYS: _("be quicker"),
    Indicator.VALUE_PER_DEAL: _("win more value per deal"),
    Indicator.CASH_PER_MONTH: _("win more value per month"),
}
"""The title of a proposal before somebody gives it a better one."""
STATES: Final[Mapping[str, Any]] = {
    ProposalState.DRAFT: _("Draft"),
    ProposalState.RUNNING: _("Running"),
    ProposalState.DECIDED: _("Decided"),
    ProposalState.DROPPED: _("Given up"),
}
VERDICTS: Final[Mapping[str, Any]] = {
    Verdict.KEEP: _("Keep it"),
    Verdict.UNDO: _("Undo it"),
    Verdict.UNCLEAR: _("Unclear"),
}
WHYS: Final[Mapping[str, Any]] = {
    Why.BETTER: _("With the new version it goes better: the whole interval lies on the good side of zero."),
    Why.WORSE: _("With the new version it goes worse: the whole interval lies on the bad side of zero."),
    Why.SMALL: _("No difference is proven, and one as large as what matters is ruled out."),
    Why.OPEN: _("The interval holds zero and what matters: these deals do not tell them apart."),
    Why.FEW: _("Too few deals began while it ran."),
    Why.UNLIKE: _("Too few deals have like ones on the other side: the mix of customers has changed."),
}
DIMENSIONS: Final[Mapping[str, Any]] = {
    "source": _("Source"),
    "product": _("Product"),
    "value": _("Value"),
    "kind": _("Kind of customer"),
}
BANDS: Final[Mapping[str, Any]] = {"0": _("small"), "1": _("middle"), "2": _("large")}
KINDS: Final[Mapping[str, Any]] = {"company": _("Companies"), "person": _("Private persons")}
TONES: Final[Mapping[str, str]] = {Verdict.KEEP: "ok", Verdict.UNDO: "stuck", Verdict.UNCLEAR: "late"}
