"""The log as OCEL 2.0 JSON (Berti and others, 2024): events, and the deals, quotes, orders, people they are about."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain

from polku.exchange.logic.told import Case, moment

USER = "user"
DEAL = "deal"


def written(
    cases: Iterable[Case],
    *,
    activities: Iterable[str],
    objects: Iterable[tuple[str, int]],
    deals: Iterable[tuple[int, str, str]],
) -> Iterator[str]:
    """The file, piece by piece. `objects` are those beside deals, as (type, id); `deals` (id, name, process).

    An event without a time is left out: the standard has no way to say so.
    """
    activities = sorted(set(activities))
    yield '{"eventTypes": ['
    yield from _listed(
        {
            "name": name,
            "attributes": [{"name": "stage", "type": "string"}, {"name": "kind", "type": "string"}],
        }
        for name in activities
    )
    others = sorted(set(objects))
    types = [DEAL, *sorted({kind for kind, _ in others} - {DEAL})]
    yield '], "objectTypes": ['
    yield from _listed(
        {"name": kind, "attributes": [{"name": "process", "type": "string"}] if kind == DEAL else []}
        for kind in types
    )
    yield '], "objects": ['
    epoch = "1970-01-01T00:00:00.000+00:00"
    yield from _listed(
        chain(
            (
                {
                    "id": f"{DEAL}:{name}",
                    "type": DEAL,
                    "attributes": [{"name": "process", "time": epoch, "value": process}],
                    "relationships": [],
                }
                for _, name, process in deals
            ),
            (
                {"id": f"{kind}:{number}", "type": kind, "attributes": [], "relationships": []}
                for kind, number in others
                if kind != DEAL
            ),
        )
    )
    yield '], "events": ['
    yield from _listed(_events(cases))
    yield "]}\n"


def _events(cases: Iterable[Case]) -> Iterator[dict[str, object]]:
    for case in cases:
        for event in case.events:
            if event.at is None:
                continue
            about = [{"objectId": f"{DEAL}:{case.name}", "qualifier": "case"}]
            if event.subject is not None and event.subject[0] != DEAL:
                about.append({"objectId": f"{event.subject[0]}:{event.subject[1]}", "qualifier": "subject"})
            if event.by is not None:
                about.append({"objectId": f"{USER}:{event.by}", "qualifier": "by"})
            yield {
                "id": event.id,
                "type": event.activity,
                "time": moment(event.at),
                "attributes": [
                    {"name": "stage", "value": event.stage},
                    {"name": "kind", "value": event.kind},
                ],
                "relationships": about,
            }


def _listed(rows: Iterable[dict[str, object]]) -> Iterator[str]:
    between = "\n"
    for row in rows:
        yield between + json.dumps(row)
        between = ",\n"
