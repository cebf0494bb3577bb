"""From a number of the cost of selling to its deals, by a signed link to the list of deals."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from polku.insight.filters import Drill, Filter

WHAT: Final = "effort"
"""The name of this kind of drill in tokens."""
_KNOWN: Final = {"deals": "cohort", "won": "won"}
_OWN: Final = frozenset({"acts", "unspoken", "paid"})


def address(f: Filter, what: str) -> str:
    """Where the deals behind a number stand: deals, won, acts, unspoken or paid."""
    drill = Drill(f, WHAT, other=what) if what in _OWN else Drill(f, _KNOWN[what])
    return f"/deals/?{urlencode({'outcome': 'all', 'drill': drill.token()})}"


def rows(marts: Any, wanted: Drill, now: datetime) -> Any:
    """The ids of the deals behind a token of this kind, within the reader's scope; insight asks this."""
    from polku.cycle.metrics.effort import behind  # noqa: PLC0415 -- heavy library, loaded on first use
    from polku.insight.analyses.cohort import within  # noqa: PLC0415 -- heavy library, loaded on first use

    cases = within(marts.cases, wanted.filter.scope)
    return cases.filter(cases.case_id.isin(behind(wanted.filter, wanted.other)))
