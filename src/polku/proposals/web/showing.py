"""A proposal in the reader's words: its plan, how far it is, its verdict with the drawn interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from polku.company.queries import company
from polku.insight import queries as insight
from polku.process import queries as process
from polku.proposals import weighing
from polku.proposals.logic import drawing
from polku.proposals.logic.comparing import Estimate
from polku.proposals.logic.indicators import KINDS, Indicator, Unit, natural
from polku.proposals.logic.states import ProposalState
from polku.proposals.models import Proposal
from polku.proposals.web.prefilling import segment_words
from polku.proposals.weighing import Progress, Stated
from polku.proposals.words import BANDS, DIMENSIONS, INDICATORS, STATES, TONES, VERDICTS, WHYS
from polku.proposals.words import KINDS as CUSTOMERS
from polku.ui import locale_formats


@dataclass(frozen=True)
class Shown:
    """A proposal for a list or its page."""

    row: Proposal
    url: str
    state: str
    indicator: str
    stage: str
    effect: str
    versions: str
    verdict: str = ""
    tone: str = ""
    said: str = ""
    why: str = ""
    charts: tuple[SafeString, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    shifts: tuple[tuple[str, str, str, str], ...] = ()
    way: str = ""
    way_said: str = ""
    due: datetime | None = None
    chips: tuple[tuple[object, str], ...] = field(default=())


def shown(row: Proposal, at: datetime, *, whole: bool = False) -> Shown:
    """A proposal with its verdict, or with how far it is."""
    indicator = Indicator(row.indicator)
    base: dict[str, Any] = {
        "row": row,
        "url": reverse("proposals:proposal", args=[row.pk]),
        "state": str(STATES[row.state]),
        "indicator": str(INDICATORS[indicator]),
        "stage": stage_name(row),
        "effect": amount(indicator, natural(indicator, row.effect), unsigned=True),
        "versions": versions(row),
    }
    if whole:
        base["chips"] = segment_words(row.query)
    if row.state == ProposalState.DECIDED:
        base |= _decided(row, indicator)
    elif row.state == ProposalState.RUNNING:
        base |= _running(weighing.progress(row, at))
    return Shown(**base)


def amount(indicator: Indicator, value: float | None, *, unsigned: bool = False) -> str:
    """A difference, in the unit of its indicator, with its sign."""
    if value is None or not isfinite(value):
        return "–"
    sign = "" if unsigned or value < 0 else "+"
    unit = KINDS[indicator].unit
    if unit == Unit.POINTS:
        return _("%(number)s points") % {"number": sign + locale_formats.number(100 * value, 1)}
    if unit == Unit.DAYS:
        return _("%(number)s days") % {"number": sign + locale_formats.number(value, 1)}
    return sign + locale_formats.money(round(value), company().currency, cents=False)


def level(indicator: Indicator, value: float | None) -> str:
    """A level of an indicator."""
    if value is None or not isfinite(value):
        return "–"
    if KINDS[indicator].unit == Unit.POINTS:
        return locale_formats.percent(value, 1)
    return amount(indicator, value, unsigned=True)


def stage_name(row: Proposal) -> str:
    """The name of its stage; empty for the whole process."""
    stage = process.definition(row.old_version_id).by_key.get(row.stage)
    return stage.name.to(get_language() or "en") if stage else row.stage


def versions(row: Proposal) -> str:
    """Which versions stand side by side."""
    old = row.old_version.number
    if row.new_version is None:
        return _("version %(old)s against the draft") % {"old": old}
    return _("version %(old)s against %(new)s") % {"old": old, "new": row.new_version.number}


def sample_facts(row: Proposal, told: Stated, at: datetime) -> list[tuple[str, str]]:
    """What a draft needs before its verdict."""
    indicator, sample = Indicator(row.indicator), told.sample
    number = locale_formats.number
    facts = [(_("Usual level"), level(indicator, _scaled(indicator, sample.level, told.per_week)))]
    facts.append(
        (
            _("Deals from before"),
            _("%(n)s of %(all)s") % {"n": number(sample.old), "all": number(sample.available)},
        )
    )
    if sample.new is None:
        return facts
    facts.append((_("Deals to follow"), number(sample.new)))
    if told.weeks is not None:
        n = told.weeks
        facts.append((_("They begin within"), ngettext("%(n)s week", "%(n)s weeks", n) % {"n": number(n)}))
        whole = told.weeks + told.follow_weeks
        facts.append(
            (_("Verdict after"), ngettext("%(n)s week", "%(n)s weeks", whole) % {"n": number(whole)})
        )
    return facts


def _scaled(indicator: Indicator, value: float | None, per_week: float) -> float | None:
    if value is None or indicator != Indicator.CASH_PER_MONTH:
        return value
    return value * per_week * 365.25 / 12 / 7


def _running(told: Progress) -> dict[str, Any]:
    number = locale_formats.number
    said = _("%(followed)s of %(needed)s deals followed to the end, %(coming)s more begun") % {
        "followed": number(told.followed), "needed": number(told.needed), "coming": number(told.coming),
    }  # fmt: skip
    ways = [
        drawing.way(told.followed, told.coming, told.needed, label=said, wide=wide) for wide in (True, False)
    ]
    return {"way": SafeString("".join(ways)), "way_said": said, "due": told.decided_by}


def _decided(row: Proposal, indicator: Indicator) -> dict[str, Any]:
    decision = row.decision
    figures: Mapping[str, Any] = decision.figures
    found: dict[str, Any] = {
        "verdict": str(VERDICTS[decision.verdict]),
        "tone": TONES[decision.verdict],
        "why": str(WHYS[decision.why]),
        "facts": tuple(_facts(indicator, figures)),
        "shifts": tuple(_shifts(figures)),
    }
    if figures["difference"] is None:
        return found
    held = _estimate(figures, "difference", "low", "high")
    found["said"] = _("%(difference)s (%(low)s to %(high)s)") % {
        "difference": amount(indicator, held.value), "low": amount(indicator, held.low),
        "high": amount(indicator, held.high),
    }  # fmt: skip
    effect = KINDS[indicator].sign * natural(indicator, row.effect)
    words: dict[str, Any] = {
        "label": _("The difference with its 95 %% interval: %(said)s") % {"said": found["said"]},
        "said": (_("mix of customers held constant"), _("as it is")),
        "say": lambda value: amount(indicator, value),
        "zero": _("no difference"),
        "matters": _("what matters: %(effect)s") % {"effect": amount(indicator, effect)},
    }
    plain = _estimate(figures, "plain", "plain_low", "plain_high")
    found["charts"] = tuple(
        SafeString(drawing.interval(held, plain, effect, wide=wide, **words)) for wide in (True, False)
    )
    return found


def _estimate(figures: Mapping[str, Any], value: str, low: str, high: str) -> Estimate:
    ends = (figures[low], figures[high])
    return Estimate(
        figures[value] or 0.0,
        float("-inf") if ends[0] is None else ends[0],
        float("inf") if ends[1] is None else ends[1],
    )


def _facts(indicator: Indicator, figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    number = locale_formats.number
    facts = [
        (_("Before"), f"{level(indicator, figures['old'])}, n {number(figures['old_n'])}"),
        (_("After"), f"{level(indicator, figures['new'])}, n {number(figures['new_n'])}"),
        (_("Difference as it is"), amount(indicator, figures["plain"])),
        (_("Difference, mix held constant"), amount(indicator, figures["difference"])),
        (_("Deals with like ones on the other side"), locale_formats.percent(figures["covered"])),
    ]
    if figures.get("p") is not None:
        p = figures["p"]
        small = f"p < {number(0.001, 3)}"
        facts.append((_("Log-rank test within the mix"), small if p < 0.001 else f"p {number(p, 3)}"))
    return facts


def _shifts(figures: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    language, found = get_language() or "en", []
    for dimension, key, before, after in figures.get("mix", []):
        fixed = {"value": BANDS, "kind": CUSTOMERS}.get(dimension)
        name = str(fixed.get(key, key)) if fixed else insight.words(dimension, [key], language).get(key, key)
        percent = locale_formats.percent
        found.append((str(DIMENSIONS[dimension]), name or _("not given"), percent(before), percent(after)))
    return found
