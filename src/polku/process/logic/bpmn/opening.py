"""A BPMN file as a process: ours as it was, another tool's as far as it is a sale."""

from collections.abc import Mapping

from polku.process.logic.bpmn.foreign import foreign_document
from polku.process.logic.bpmn.ours import our_document, tell_conditions
from polku.process.logic.bpmn.reading import chosen, root_of
from polku.process.logic.bpmn.told import BPMN, OWN, Reading
from polku.process.logic.document import from_document


def reading(text: bytes, roles: Mapping[str, str]) -> Reading:
    """The process of a file."""
    root = root_of(text)
    diagram = chosen(root)
    own = diagram.process.find(f"{{{BPMN}}}extensionElements/{{{OWN}}}process")
    document = foreign_document(diagram, roles) if own is None else our_document(diagram, own, roles)
    definition = from_document(document)
    if own is not None:
        tell_conditions(diagram, definition)
    notes = tuple(sorted(diagram.notes, key=lambda note: note.line))
    return Reading(definition, notes, own is not None)
