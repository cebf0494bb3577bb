"""From any figure to a finding, a proposal or a what-if, with what it says filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.insight.hooks import About, FigureAct
from polku.proposals.logic.indicators import Indicator
from polku.proposals.rules import ProposalPermission
from polku.proposals.web.prefilling import segment_of

_OF_TIME: Final = frozenset({"stage-time", "time-to-win", "between", "between-weeks", "flow", "bottlenecks"})
_OF_LOSS: Final = frozenset({"map", "funnel", "dropout", "waiting"})
_MOST: Final = 600


def offered(actor: Actor, about: About) -> Sequence[FigureAct]:
    """Propose, note down, try on the log: what the person may do about a figure; about a person nothing of it."""
    if about.person_id is not None:
        return []
    place = {"process": about.process, "stage": about.stage}
    found = []
    if actor.may(ProposalPermission.PROPOSE):
        wanted = {
            "indicator": indicator_of(about),
            "query": segment_of(about.query),
            "text": about.said[:_MOST],
        }
        found.append(
            FigureAct(_("Propose a change"), _to("proposals:new", place | wanted), "plus", of_row=True)
        )
    if actor.may(ProposalPermission.NOTE):
        wanted = {"text": about.said[:_MOST], "link": about.address}
        found.append(
            FigureAct(
                _("Note a finding"), _to("proposals:new_finding", place | wanted), "pin", is_dialog=True
            )
        )
    if actor.may(ProposalPermission.PROPOSE):
        found.append(FigureAct(_("What if"), _what_if(about, place), "contrast"))
    return found


def indicator_of(about: About) -> Indicator:
    """What a figure is about is what its proposal is measured by."""
    if about.stage and (about.is_slow or about.figure in _OF_TIME):
        return Indicator.STAGE_DAYS
    if about.stage and about.figure in _OF_LOSS:
        return Indicator.LOSS_AT_STAGE
    return Indicator.WIN_RATE


def _what_if(about: About, place: dict[str, str]) -> str:
    """A fifth less time where time is wrong, else five points fewer lost; of no stage, the empty question."""
    rest = urlencode([pair for pair in parse_qsl(about.query) if pair[0] != "process"])
    is_time = indicator_of(about) == Indicator.STAGE_DAYS
    tried = {"time": "-20" if is_time else "0", "loss": "0" if is_time else "-5"} if about.stage else {}
    url = _to("proposals:what_if", place | tried)
    return f"{url}{'&' if '?' in url else '?'}{rest}" if rest else url


def _to(name: str, wanted: dict[str, str]) -> str:
    kept = {key: value for key, value in wanted.items() if value}
    return f"{reverse(name)}?{urlencode(kept)}" if kept else reverse(name)
