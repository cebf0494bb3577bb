"""What the lived map says about wins lost: of each stop the group that costs the most, and where the most are lost."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.insight import queries as insight
from polku.insight import words
from polku.insight.filters import Filter
from polku.insight.logic.figures import Share
from polku.insight.logic.stage_losses import StageCause, StageCauses, StageLoss
from polku.insight.rules import InsightPermission
from polku.process import pins
from polku.process.web.showing import language, wording
from polku.ui import locale_formats

FEW = 30
"""Below so many wins one decimal is said."""


def causes_of(chosen: Filter, now: datetime) -> StageCauses:
    """The finding behind the pins, kept like every figure."""
    return insight.stage_causes(chosen, now)


def pins_of(actor: Actor, asked: pins.Asked) -> Sequence[pins.Pin]:
    """The dearest group of each stop and the dearest stop, leading to the finding; nothing where chance will do."""
    if not asked.lived or not actor.may(InsightPermission.SEE):
        return []
    chosen = Filter.of(actor, asked.query).having(process=asked.definition.key)
    found = causes_of(chosen, asked.at)
    url = address(chosen)
    said = names(list(found.dearest.values()))
    rows = [_cause(one, said, found.is_stuck, url) for one in found.dearest.values()]
    most = found.stages[0] if found.stages else None
    return [*([_most(most, url)] if most and most.wins >= 1 else []), *rows]


def address(chosen: Filter) -> str:
    """The page of the finding, of the same deals."""
    return f"{reverse('insight:view', args=['causes'])}?{urlencode(chosen.pairs())}"


def nothing_said(found: StageCauses) -> str:
    """What to say where no group stands out: how much was compared, or that there was too little."""
    if found.dearest:
        return ""
    if not found.tested:
        return _("Too few deals have left a stage to compare sources, segments and people: 30 on each side.")
    said = _(
        "No source, segment or person loses more at any stage than chance would have it (%(tested)s compared)."
    )
    return said % {"tested": locale_formats.number(found.tested)}


def names(causes: Sequence[StageCause]) -> dict[str, dict[str, str]]:
    """Words for the groups' keys, one load per dimension."""
    keys: dict[str, set[str]] = {}
    for one in causes:
        keys.setdefault(one.attribute, set()).add(one.value)
    return {name: insight.words(name, sorted(some), language()) for name, some in keys.items()}


def wins(value: float) -> str:
    """So many wins; a decimal where there are few."""
    return locale_formats.number(value, 1 if abs(value) < FEW else 0)


def _cause(one: StageCause, said: dict[str, dict[str, str]], is_stuck: bool, url: str) -> pins.Pin:
    known = {
        "group": words.group(one.attribute, one.value, said),
        "share": _share(one.share),
        "rest": _share(one.rest),
    }
    heading = (
        _("%(group)s: %(share)s lost or standing too long here, others %(rest)s")
        if is_stuck
        else _("%(group)s: %(share)s lost here, others %(rest)s")
    )
    detail = _(
        "Goes with about %(wins)s wins fewer (%(low)s to %(high)s), n %(n)s; it need not be the cause."
    ) % {
        "wins": wins(one.wins),
        "low": wins(one.gap.low * one.weight),
        "high": wins(one.gap.high * one.weight),
        "n": locale_formats.number(one.share.n),
    }
    return pins.Pin(one.stage, heading % known, detail=detail, url=url)


def _most(one: StageLoss, url: str) -> pins.Pin:
    detail = _("About %(wins)s wins (%(low)s to %(high)s); %(share)s lost here, n %(n)s") % {
        "wins": wins(one.wins),
        "low": wins(one.wins_low),
        "high": wins(one.wins_high),
        "share": _share(one.lost),
        "n": locale_formats.number(one.lost.n),
    }
    return pins.Pin(one.stage, _("The most wins are lost here"), detail=detail, url=url)


def _share(share: Share) -> str:
    return wording().share(share.k, share.n)
