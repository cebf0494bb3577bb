"""The log as XES (IEEE 1849-2016, version 2.0 of its XML), with the standard extensions; written case by case."""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

from polku.exchange.logic.told import Case, Told, moment

ACTOR: Final = "polku:user:"
"""Before the id of a person: a file that comes back tells by it who did what."""
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="2.0" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <global scope="trace">
    <string key="concept:name" value="?"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="?"/>
    <string key="lifecycle:transition" value="complete"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="Polku"/>
  <string key="lifecycle:model" value="standard"/>
"""


def written(cases: Iterable[Case]) -> Iterator[str]:
    """The file, piece by piece."""
    yield _HEAD
    for case in cases:
        yield f"  <trace>\n    {_string('concept:name', case.name)}\n"
        for event in case.events:
            yield _event(event)
        yield "  </trace>\n"
    yield "</log>\n"


def _event(event: Told) -> str:
    lines = [_string("concept:name", event.activity)]
    if event.at is not None:
        lines.append(f'<date key="time:timestamp" value="{moment(event.at)}"/>')
    lines.append('<string key="lifecycle:transition" value="complete"/>')
    if event.by is not None:
        lines.append(_string("org:resource", f"{ACTOR}{event.by}"))
    body = "\n      ".join(lines)
    return f"    <event>\n      {body}\n    </event>\n"


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value={quoteattr(_UNWRITABLE.sub(chr(0xFFFD), value))}/>'
