"""What engaging hands to insight: what was done in each deal, as acts."""

from collections.abc import Iterable, Mapping

from polku.engage.logic.codes import TOOK_PLACE
from polku.engage.queries import kinds
from polku.kernel.words import Text

PREFIX = "engage."

# A task counts on the day it was done, all else when it happened or is to happen. Nobody saw a voided one.
_ACTS = """
    SELECT a.id AS act_id, a.deal_id AS case_id, CASE WHEN a.form = 'task' THEN coalesce(a.done_at, a.at) ELSE a.at END
      AS at, 'engage.' || a.kind AS kind, a.outcome, {took_place} AS took_place, a.by_id, a.reaction
    FROM engage_activity a WHERE a.voided_at IS NULL"""
_TOOK_PLACE = f"a.outcome IN ({', '.join(repr(outcome) for outcome in TOOK_PLACE)})"

ACTS = {
    "sqlite": _ACTS.format(took_place=_TOOK_PLACE),
    "postgresql": _ACTS.format(took_place=f"({_TOOK_PLACE})"),
}


def act_names(keys: Iterable[str]) -> Mapping[str, Text | str]:
    """The names of kinds of activity by `engage.<kind>`, kinds out of use too."""
    known = kinds(archived=True)
    wanted = {key: known.get(key.removeprefix(PREFIX)) for key in keys if key.startswith(PREFIX)}
    return {key: kind.name for key, kind in wanted.items() if kind}
