"""From a part of an indicator in one period to its deals, by a signed link to the list of deals."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from polku.company.queries import company
from polku.insight.filters import Drill, Filter
from polku.kernel.money import exponent
from polku.measures import registry
from polku.measures.logic.periods import Stretch
from polku.measures.logic.reading import read_measure

WHAT = "measure"
"""The name of this kind of drill in tokens."""


def address(text: str, f: Filter, stretch: Stretch) -> str:
    """Where the rows behind a measure of a formula stand; empty where there are none to show."""
    measure = read_measure(text)
    if measure.what == "series":
        source = registry.sources.find(measure.series)
        if source is None or source.rows is None:
            return ""
        return source.rows(*stretch.bounds(company().time_zone))
    told = json.dumps([text, stretch.first.isoformat(), stretch.last.isoformat()])
    drill = Drill(f.having(date_from=None, date_to=None), WHAT, other=told)
    return f"/deals/?{urlencode({'outcome': 'all', 'drill': drill.token()})}"


def rows(marts: Any, drill: Drill, now: datetime) -> Any:
    """The ids of the deals that a measure counted in a period; insight asks this for tokens of this kind."""
    from polku.measures.measuring import compiling  # noqa: PLC0415 -- heavy library, loaded on first use

    text, first, last = json.loads(drill.other)
    stretch = Stretch(date.fromisoformat(first), date.fromisoformat(last))
    minor = 10 ** exponent(company().currency)
    asked = compiling.Asked(marts, drill.filter, stretch.bounds(company().time_zone), now, minor)
    return compiling.behind(asked, read_measure(text))
