"""What advice hands to insight: askings by technique and buying signals, as acts."""

from collections.abc import Iterable, Mapping

from polku.advice.logic.techniques import ready
from polku.advice.words import SIGNALS
from polku.kernel.words import Text

_ACTS = """
    SELECT a.id * 2 AS act_id, a.deal_id AS case_id, a.at, 'advice.' || a.technique AS kind, a.answer AS outcome,
      {true} AS took_place, a.by_id, '' AS reaction
    FROM advice_asking a WHERE a.voided_at IS NULL
    UNION ALL
    SELECT s.id * 2 + 1, s.deal_id, s.at, 'advice.signal_' || s.signal, '', {true}, s.by_id, ''
    FROM advice_buyingsignal s WHERE s.voided_at IS NULL"""

ACTS = {"sqlite": _ACTS.format(true="1"), "postgresql": _ACTS.format(true="true")}


def act_names(keys: Iterable[str]) -> Mapping[str, Text | str]:
    """Words for techniques and signals."""
    known: dict[str, Text | str] = {f"advice.{key}": one.name for key, one in ready().items()}
    known |= {f"advice.signal_{key}": str(label) for key, label in SIGNALS.items()}
    return {key: known[key] for key in keys if key in known}
