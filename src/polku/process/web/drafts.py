"""The draft as the editor works on it: where it begins, what is wrong with it, two people in the same stage."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from polku.access.logic import Actor
from polku.kernel.errors import Conflict, NotFound, gettext_noop
from polku.kernel.words import Text
from polku.process import queries
from polku.process.logic import editing
from polku.process.logic.definition import Definition, Stage
from polku.process.logic.document import from_document, to_document
from polku.process.logic.yaml_source import DocumentError
from polku.process.models import Process, ProcessVersion
from polku.process.web.showing import PARTS, language

Change = Callable[[Definition], Definition]
# A stage after the win can't stand alone in a document.
_FIRST: Final = {"key": "the_one_before_any", "name": "a", "phase": "find"}


def begun(process: Process, actor: Actor) -> tuple[Definition, ProcessVersion | None]:
    """The draft's definition with its row, or the version in force where nobody has begun one.

    Raises: NotFound.
    """
    draft = queries.draft(process, actor)
    newest = draft or queries.versions(process, actor).first()
    if newest is None:
        raise NotFound(gettext_noop("This process has no version yet."))
    return queries.draft_definition(newest), draft


def stage_of(definition: Definition, key: str) -> Stage:
    """A stage of the draft. Raises: NotFound."""
    if key not in definition.by_key:
        raise NotFound(gettext_noop("This stage is not in the draft any more."))
    return definition.by_key[key]


def packed(definition: Definition, stage: Stage) -> str:
    """A stage as the text that a form carries, to tell later what it was opened with."""
    return json.dumps(to_document(replace(definition, stages=(stage,)))["stages"][0], ensure_ascii=False)


def unpacked(text: str) -> Stage | None:
    """The stage of such a text; none where it can't be read."""
    try:
        document = {"polku": 1, "key": "a", "name": "a", "stages": [_FIRST, json.loads(text)]}
        return from_document(document).stages[1]
    except (ValueError, RecursionError, DocumentError):
        return None


def opened_with(text: str, now: Stage) -> Stage:
    """The stage a form was opened with; what can't be read counts as unchanged since."""
    stage = unpacked(text)
    return stage if stage is not None and stage.key == now.key else now


def joined(definition: Definition, base: Stage | None, mine: Stage) -> Definition:
    """The draft with my stage, joined with what others changed in it meanwhile.

    Raises: Conflict naming the fields that both changed, NotFound where the stage is gone.
    """
    theirs = stage_of(definition, mine.key)
    stage, clashes = editing.merged(base or theirs, theirs, mine)
    if clashes:
        sides = {
            clash.field: {
                "label": str(PARTS.get(clash.field, clash.field)),
                "base": _said(clash.base),
                "theirs": _said(clash.theirs),
                "yours": _said(clash.mine),
            }
            for clash in clashes
        }
        raise Conflict(sides, gettext_noop("Somebody else changed this stage meanwhile."))
    return editing.changed(definition, stage)


def _said(value: object) -> str:
    """A field of a stage in a few words."""
    if isinstance(value, Text):
        return value.to(language())
    if isinstance(value, tuple):
        return "; ".join(
            _said(getattr(one, "text", None) or getattr(one, "say", None) or one) for one in value
        )
    return "" if value is None else str(value)
