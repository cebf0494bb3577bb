"""A dashboard as PDF for one person: the person's own scope, language and calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.company.queries import company
from polku.documents.drawing import pdf
from polku.insight import queries as insight
from polku.insight import reports
from polku.insight.filters import Filter
from polku.insight.logic import tables
from polku.insight.logic.tables import Table, Value
from polku.kernel.errors import DomainError, say
from polku.measures.measuring import writing
from polku.measures.measuring.goals import Stood, line
from polku.measures.measuring.lines import drawing
from polku.measures.measuring.showing import Span
from polku.measures.measuring.tiles import Content, TileLike, content, filter_of
from polku.measures.words import STATE_WORDS
from polku.ui import locale_formats

TEMPLATE = "dashboard"
ROWS_MAX = 15


@dataclass(frozen=True)
class Sheet:
    """What is drawn: a dashboard's name, filter and tiles."""

    name: str
    query: str
    tiles: Sequence[TileLike]


def drawn(sheet: Sheet, *, actor: Actor, now: datetime) -> bytes:
    """The dashboard as PDF, every figure within what `actor` may see, in the actor's language.

    Raises: Refused where no font can write its letters.
    """
    with translation.override(actor.language):
        data, images = paper(sheet, actor=actor, now=now)
        return pdf(TEMPLATE, data, language=actor.language, images=images, archival=False, at=now)


def paper(sheet: Sheet, *, actor: Actor, now: datetime) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What stands on the paper, in the language active now, and its charts."""
    images: dict[str, bytes] = {}
    parts = []
    for number, tile in enumerate(sheet.tiles):
        shown = content(tile, sheet.query, actor=actor, now=now)
        parts.append(_part(shown, number, images, actor, now))
    span = Span.of(dict(parse_qsl(sheet.query)), timezone.localdate(now))
    days = f"{locale_formats.full_day(span.whole.first)} – {locale_formats.full_day(span.whole.last)}"
    data = {
        "title": sheet.name,
        "brand": {"name": company().name},
        "meta": [[_("Period"), days], [_("For"), actor.name], [_("As of"), locale_formats.exact(now)]],
        "parts": parts,
        "footer": {
            "lines": [_("Figures are those that %(name)s may see.") % {"name": actor.name}],
            "page": _("Page {page} of {pages}"),
        },
    }
    return data, images


def _part(
    shown: Content, number: int, images: dict[str, bytes], actor: Actor, now: datetime
) -> dict[str, Any]:
    if shown.refusal:
        return {"title": shown.title, "note": shown.refusal}
    if shown.indicator is not None:
        return _indicator(shown, number, images)
    if shown.goal is not None:
        return _goal(shown, shown.goal, number, images, now)
    if shown.figure:
        return _figure(shown, actor, now)
    return {"title": shown.title, "value": shown.count, "note": _("Deals, as of now.")}


def _indicator(shown: Content, number: int, images: dict[str, bytes]) -> dict[str, Any]:
    one = shown.indicator
    if one is None:
        return {}
    made = {"title": shown.title, "value": one.latest, "note": one.known.definition}
    made["detail"] = _("n %(n)s") % {"n": locale_formats.number(one.n)}
    if one.interval:
        made["detail"] += f"; {_('95 % interval')} {one.interval}"
    if one.drawn:
        images[f"chart-{number}.svg"] = one.drawn[0].encode()
        made["chart"] = f"/chart-{number}.svg"
    return made


def _goal(
    shown: Content, stood: Stood, number: int, images: dict[str, bytes], now: datetime
) -> dict[str, Any]:
    unit = stood.known.unit
    images[f"chart-{number}.svg"] = drawing(stood, line(stood, now))[0].encode()
    said = _("%(state)s: %(value)s of %(target)s")
    words = {
        "state": str(STATE_WORDS[stood.standing.state]),
        "value": writing.say(stood.standing.value, unit),
        "target": writing.say(stood.aim.target, unit),
    }
    return {
        "title": shown.title,
        "value": writing.say(stood.standing.value, unit),
        "detail": said % words,
        "note": stood.goal.aim,
        "chart": f"/chart-{number}.svg",
    }


def _figure(shown: Content, actor: Actor, now: datetime) -> dict[str, Any]:
    try:
        table = _table(shown.figure, filter_of(shown.query, actor), now)
    except DomainError as error:
        return {"title": shown.title, "note": say(error.message, _)}
    names = _names(table, shown.figure)
    columns = [
        {
            "key": str(place),
            "label": _(one.label),
            "align": "left" if _is_text(one.kind) else "right",
            "main": place == 0,
        }
        for place, one in enumerate(table.columns)
        if one.key not in ("low", "high")
    ]
    lines = [
        {
            str(place): _said(one.kind, value, names)
            for place, (one, value) in enumerate(zip(table.columns, row, strict=True))
        }
        for row in table.rows[:ROWS_MAX]
    ]
    note = _("n %(n)s") % {"n": locale_formats.number(table.n)}
    return {"title": shown.title, "detail": note, "columns": columns, "lines": lines}


def _table(name: str, f: Filter, now: datetime) -> Table:
    if name == "volume":
        return tables.volume(insight.volume(f))
    if name in insight.DIMENSIONS:
        return tables.breakdown(insight.by(f, name))
    if name == "conformance":
        return tables.conformance(insight.conformance(f))
    return reports.REPORTS[name].make(f, now)[0]


def _names(table: Table, figure: str) -> dict[str, dict[str, str]]:
    """Words for the keys in a table, one load per kind."""
    language, found = get_language() or "en", {}
    for place, column in enumerate(table.columns):
        keys = {str(row[place]) for row in table.rows if row[place] is not None}
        if column.kind in ("stage", "path"):
            found[column.kind] = insight.words(
                "stage", sorted({p for key in keys for p in key.split(" > ")}), language
            )
        elif column.kind in ("key", "reason"):
            found[column.kind] = insight.words(
                figure if column.kind == "key" else "reason", sorted(keys), language
            )
    return found


def _said(kind: str, value: Value, names: dict[str, dict[str, str]]) -> str:
    if value is None or value == "":
        return writing.NOTHING
    if kind in ("stage", "key", "reason"):
        return names.get(kind, {}).get(str(value), str(value))
    if kind == "path":
        return " → ".join(names["path"].get(part, part) for part in str(value).split(" > "))
    if kind == "flag":
        return _("Yes") if value else _("No")
    if isinstance(value, str):
        return value
    if kind == "share":
        return locale_formats.percent(value)
    if kind == "minor":
        return locale_formats.money(int(value), company().currency, cents=False)
    return locale_formats.number(value, 1)


def _is_text(kind: str) -> bool:
    return kind in ("text", "stage", "key", "reason", "path", "flag", "outcome")
