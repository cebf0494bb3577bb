"""What stands in the form of a proposal that starts from a figure or from a finding, and its deals in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.insight import queries as insight
from polku.insight.filters import NAMES
from polku.kernel.errors import Invalid
from polku.process.models import Process
from polku.proposals import weighing
from polku.proposals.logic.indicators import KINDS, Indicator, Unit
from polku.proposals.models import Finding
from polku.proposals.web.forms import stages_of
from polku.proposals.words import AIMS

POINTS: Final = 5
DAYS: Final = 2
_OWN: Final = frozenset({"process", "version", "from", "to"})
"""What a proposal settles by itself."""
_LABELS: Final[Mapping[str, Any]] = {
    "source": gettext_lazy("Source"),
    "product": gettext_lazy("Product"),
    "segment": gettext_lazy("Segment"),
    "campaign": gettext_lazy("Campaign"),
    "owner": gettext_lazy("Owner"),
    "team": gettext_lazy("Team"),
    "kind": gettext_lazy("Kind of customer"),
    "value_from": gettext_lazy("Value from"),
    "value_to": gettext_lazy("Value to"),
    "from": gettext_lazy("Opened from"),
    "to": gettext_lazy("Opened to"),
}


def proposal_of_figure(asked: Mapping[str, str], of: Process) -> dict[str, Any]:
    """From an address: `stage`, `indicator`, `query` (the deals) and `text` (what the figure says)."""
    known = {one.value for one in Indicator}
    named = asked.get("indicator", "")
    indicator = Indicator(named) if named in known else Indicator.WIN_RATE
    query = segment_of(asked.get("query", "")[:2000])
    return _first(asked.get("stage", "")[:40], indicator, query, asked.get("text", "")[:1000], of)


def proposal_of_finding(row: Finding) -> dict[str, Any]:
    """From a finding: its stage, its words, the deals of the figure that it was noted from."""
    query = segment_of(urlsplit(row.link).query)
    return _first(row.stage, Indicator.WIN_RATE, query, row.text, row.process)


def segment_of(query: str) -> str:
    """The part of a figure's filter that a proposal keeps; nothing of what cannot be read."""
    pairs = [pair for pair in parse_qsl(query) if pair[0] in NAMES and pair[0] not in _OWN]
    kept = urlencode(pairs)
    try:
        weighing.segment(kept, "")
    except Invalid:
        return ""
    return kept


def segment_words(query: str) -> tuple[tuple[object, str], ...]:
    """The deals a proposal is about, in the reader's words."""
    try:
        pairs = weighing.segment(query, "").pairs()
    except Invalid:
        return ()
    language = get_language() or "en"
    return tuple(
        (_LABELS[name], insight.words({"kind": "customer_kind"}.get(name, name), [text], language)[text])
        for name, text in pairs
    )


def _first(stage: str, indicator: Indicator, query: str, text: str, of: Process) -> dict[str, Any]:
    named = dict(stages_of(of.key)).get(stage, "") if stage else ""
    aim = str(AIMS[indicator])
    return {
        "title": (_("%(stage)s: %(aim)s") % {"stage": named, "aim": aim} if named else aim) if text else "",
        "stage": stage if named else "",
        "indicator": indicator.value,
        "query": query,
        "hypothesis": text,
        "effect": DAYS if KINDS[indicator].unit == Unit.DAYS else POINTS,
    }
