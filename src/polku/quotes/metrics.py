"""What quotes hand to insight: what was sent, accepted and turned down, as acts."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from polku.kernel.words import Text

_SENT = """
    SELECT v.id * 2 AS act_id, q.deal_id AS case_id, v.issued_at AS at, 'quotes.quote_sent' AS kind, '' AS outcome,
      {true} AS took_place, v.by_id, '' AS reaction
    FROM quotes_quoteversion v JOIN quotes_quote q ON q.id = v.quote_id WHERE v.issued_at IS NOT NULL
    UNION ALL
    SELECT a.id * 2 + 1, q.deal_id, a.at, 'quotes.quote_accepted', '', {true}, a.by_id, ''
    FROM quotes_acceptance a JOIN quotes_quote q ON q.id = a.quote_id"""

ACTS = {"sqlite": _SENT.format(true="1"), "postgresql": _SENT.format(true="true")}


def act_names(keys: Iterable[str]) -> Mapping[str, Text | str]:
    """Words for what happens with quotes."""
    known = {"quotes.quote_sent": _("Quote sent"), "quotes.quote_accepted": _("Quote accepted")}
    return {key: known[key] for key in keys if key in known}
