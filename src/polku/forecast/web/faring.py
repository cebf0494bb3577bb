"""How earlier forecasts fared, in words and drawings."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from polku.access.logic import Actor, Reach
from polku.access.models import Team
from polku.forecast.logic import charts, scoring
from polku.forecast.logic.outlook import LEARNED
from polku.forecast.queries import Fared
from polku.forecast.rules import ForecastPermission
from polku.forecast.web.showing import amount, month_name, refused, verdict
from polku.forecast.words import METHODS
from polku.ui import locale_formats


def context(found: Fared, actor: Actor) -> dict[str, Any]:
    """What the page shows."""
    proof = (found.model.data.get("proof") or {}) if found.model else {}
    return {
        "fared": found,
        "held": [_held(one) for one in found.held],
        "told": [_told(one) for one in found.told if one.ahead == 0],
        "scores": _scores(proof),
        "reliability": _reliability(proof),
        "proof": proof,
        "refused": refused(found.model),
        "verdict": verdict(found.model),
        "scopes": _scopes(found, actor),
    }


def _held(one: Any) -> dict[str, Any]:
    return {
        "method": METHODS[one.method],
        "ahead": one.ahead,
        "n": one.n,
        "held": locale_formats.percent(one.held / one.n),
        "held_wins": locale_formats.percent(one.held_wins / one.n),
        "low": locale_formats.percent(one.low),
        "high": locale_formats.percent(one.high),
        "off": "" if one.off is None else locale_formats.percent(one.off),
        "is_learned": one.method == LEARNED,
    }


def _told(one: Any) -> dict[str, Any]:
    row = one.forecast
    return {
        "month": month_name(row.month),
        "method": METHODS[row.method],
        "backtest": row.backtest,
        "middle": amount(row.value_p50),
        "marks": f"{amount(row.value_p10)} – {amount(row.value_p90)}",
        "came": amount(one.came.value),
        "wins": f"{locale_formats.number(row.wins_p10)} – {locale_formats.number(row.wins_p90)}",
        "came_wins": locale_formats.number(one.came.count),
        "held": one.held,
    }


def _scores(proof: dict[str, Any]) -> list[dict[str, str]]:
    """Brier scores: lower is better; how much the learned chance gains over each, with the interval."""
    if not proof.get("n"):
        return []
    found = [
        {"name": str(METHODS[LEARNED]), "score": _four(proof["weighted"]["score"]), "gain": "", "marks": ""}
    ]
    for key, name in (("weighted", str(METHODS["weighted"])), ("bayes", _("Naive Bayes"))):
        scored = scoring.from_json(proof[key])
        found.append(
            {
                "name": name,
                "score": _four(proof[f"{key}_score"]),
                "gain": _signed(scored.gain),
                "marks": f"{_signed(scored.low)} – {_signed(scored.high)}",
            }
        )
    return found


def _four(value: float) -> str:
    return locale_formats.number(value, 4)


def _signed(value: float) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "") + _four(abs(value))


def _reliability(proof: dict[str, Any]) -> Any:
    bands = [charts.Dot(said, came, low, high, n) for n, said, came, low, high in proof.get("bands", ())]
    if not bands:
        return ""
    drawn = charts.reliability(
        bands, label=_("What was said against what came"), said=_("said"), came=_("came"),
        percent=locale_formats.percent,
    )  # fmt: skip
    return mark_safe(drawn)  # noqa: S308 -- escaped in charts


def _scopes(found: Fared, actor: Actor) -> list[tuple[str, str, bool]]:
    scope = actor.scope(ForecastPermission.SEE)
    rows = Team.objects.filter(archived_at=None).order_by("name")
    if scope.reach != Reach.ALL:
        rows = rows.filter(id__in=sorted(scope.team_ids))
    teams = [
        (team.name, f"?scope=team&id={team.id}", (found.scope, found.scope_id) == ("team", team.id))
        for team in rows
    ]
    whole = [(_("Company"), "?", found.scope == "company")] if scope.reach == Reach.ALL else []
    return whole + teams if len(whole + teams) > 1 else []
