"""Comparisons in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from polku.advice.logic.comparing import Effect
from polku.advice.queries import Standing
from polku.advice.queries.standings import SHOWN_MIN
from polku.insight import queries as insight
from polku.process.models import Process
from polku.process.queries import published
from polku.ui import locale_formats


def names(effects: Iterable[Effect]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What acts and stages are called."""
    rows, language = list(effects), get_language() or "en"
    acts = insight.words("act", sorted({one.act for one in rows}), language)
    stages: dict[str, str] = {}
    for key in {one.stage.partition(":")[0] for one in rows}:
        process = Process.objects.filter(id=key).first()
        for stage in published(process.key).stages if process else ():
            stages[f"{key}:{stage.key}"] = stage.name.to(language)
    return acts, stages


def row(one: Effect, acts: Mapping[str, str], stages: Mapping[str, str], widest: float) -> dict[str, Any]:
    """One comparison as shown."""
    return {
        "act": acts.get(one.act, one.act),
        "within": within(one.window),
        "stage": stages.get(one.stage, one.stage.partition(":")[2]),
        "points": points(one.difference),
        "low": points(one.low),
        "high": points(one.high),
        "share_with": locale_formats.percent(one.share_with),
        "share_without": locale_formats.percent(one.share_without),
        "n_with": one.n_with,
        "n_without": one.n_without,
        "ratio": "" if one.ratio is None else locale_formats.number(one.ratio, 2),
        "found": one.found,
        "is_up": one.difference > 0,
        "chart": interval(one, widest),
        "kind": one.act.removeprefix("engage.") if one.act.startswith("engage.") else "",
        "technique": one.act.removeprefix("advice.") if one.act.startswith("advice.") else "",
    }


def rows(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """Comparisons by stage as they were found, all on one scale."""
    acts, stages = names(effects)
    widest = max((max(abs(one.low), abs(one.high)) for one in effects), default=1.0)
    return [row(one, acts, stages, widest) for one in effects]


def within(days: float) -> str:
    """How soon after the stage was entered."""
    n = int(days)
    return ngettext("within %(n)s day", "within %(n)s days", n) % {"n": n}


def points(value: float) -> str:
    """Points of a share with their sign."""
    number = locale_formats.number(abs(value) * 100)
    return f"+{number}" if value > 0 else f"−{number}"


def interval(one: Effect, widest: float) -> SafeString:
    """A difference with its interval about nought."""

    def x(value: float) -> float:
        return 80 + 72 * max(-1.0, min(1.0, value / (widest or 1.0)))

    low, middle, high = x(one.low), x(one.difference), x(one.high)
    line = f'<path class="ci" d="M{low:.1f} 8H{high:.1f}M{low:.1f} 5v6M{high:.1f} 5v6"/>'
    dot = f'<circle class="pt{" is-found" if one.found else ""}" cx="{middle:.1f}" cy="8" r="4"/>'
    return mark_safe(  # noqa: S308 -- numbers of our own alone
        '<svg class="chart inline" viewBox="0 0 160 16" width="160" aria-hidden="true">'
        f'<path class="ax" d="M80 0V16"/>{line}{dot}</svg>'
    )


def standing(one: Standing) -> dict[str, Any]:
    """A technique as shown; shares only where enough deals ended."""
    language = get_language() or "en"
    enough, enough_wins = one.ended >= SHOWN_MIN, one.wins >= SHOWN_MIN
    return {
        "name": one.technique.name.to(language),
        "how": one.technique.how.to(language),
        "is_off": one.is_off,
        "presses": one.technique.presses,
        "deals": one.deals,
        "yes": one.yes,
        "won": _share(one.won, one.ended, one.low, one.high) if enough else _few(one.ended),
        "canceled": _share(one.canceled, one.wins, one.canceled_low, one.canceled_high)
        if enough_wins
        else _few(one.wins),
        "content": _share(one.content, one.scored, one.content_low, one.content_high)
        if one.scored >= SHOWN_MIN
        else _few(one.scored),
    }


def _share(k: int, n: int, low: float, high: float) -> str:
    percent = locale_formats.percent
    return f"{percent(k / n)} ({percent(low)} – {percent(high)}), n {n}"


def _few(n: int) -> str:
    return _("too few (%(n)s)") % {"n": n}
