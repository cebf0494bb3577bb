"""The chance of a deal on its page: how sure its owner is, what deals like it say, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.forecast import queries
from polku.forecast.logic.model import Reason
from polku.forecast.queries import Known
from polku.forecast.rules import ForecastPermission
from polku.forecast.web.showing import choices_of, refused, verdict
from polku.process.queries import definition
from polku.ui import locale_formats


def load(actor: Actor, deal_id: int) -> Mapping[str, Any] | None:
    """The panel's context; nothing for a deal that is not open."""
    known = queries.chance_of(deal_id, actor, timezone.now())
    if known is None:
        return None
    return told(known, actor)


def told(known: Known, actor: Actor) -> dict[str, Any]:
    """What is known of a chance, in words."""
    share = known.share
    return {
        "deal": known.deal,
        "category": known.category,
        "choices": choices_of(known.category),
        "may_set": known.deal.reached(actor.scope(ForecastPermission.SET)),
        "chance": None if known.chance is None else locale_formats.percent(known.chance),
        "eventual": None if known.eventual is None else locale_formats.percent(known.eventual),
        "share": share and locale_formats.percent(share.mean),
        "share_low": share and locale_formats.percent(share.low),
        "share_high": share and locale_formats.percent(share.high),
        "share_n": share and share.n,
        "reasons": [(said(one, known), points(one.points), one.points > 0) for one in known.reasons[:4]],
        "refused": refused(known.model),
        "verdict": verdict(known.model),
    }


def points(value: float) -> str:
    """Points of a chance with their sign."""
    number = locale_formats.number(abs(value) * 100)
    return f"+{number}" if value > 0 else f"−{number}"


def said(reason: Reason, known: Known) -> str:
    """What lifts or lowers the chance, in words."""
    state, language = known.state, get_language() or "en"
    if reason.key == "stage":
        stages = definition(known.deal.version_id).by_key
        name = stages[known.deal.stage].name.to(language) if known.deal.stage in stages else known.deal.stage
        return _("In the stage %(stage)s") % {"stage": name}
    if reason.key == "in_stage":
        return _days("in_stage", state.in_stage)
    if reason.key == "age":
        return _days("age", state.age)
    if reason.key == "silence":
        return _days("silence", state.silence)
    if reason.key == "value":
        if state.value is None:
            return _("Its value is not known")
        return _("Worth more than usual") if state.value > 0 else _("Worth less than usual")
    if reason.key == "repeats":
        return _("Went back to a stage") if state.repeats else _("Never went back to a stage")
    if reason.key == "source":
        return _("Source: %(name)s") % {"name": state.source or _("unknown")}
    if reason.key == "product":
        return _("Product: %(name)s") % {"name": state.product or _("unknown")}
    return _("Version of the process")


def _days(key: str, days: float) -> str:
    n = int(days)
    values = {"n": locale_formats.number(n)}
    if key == "in_stage":
        return ngettext("%(n)s day in the stage", "%(n)s days in the stage", n) % values
    if key == "age":
        return ngettext("Opened %(n)s day ago", "Opened %(n)s days ago", n) % values
    return ngettext("%(n)s day without a contact", "%(n)s days without a contact", n) % values
