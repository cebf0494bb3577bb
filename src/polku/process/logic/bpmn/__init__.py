"""BPMN 2.0 XML: a process as a diagram that other tools draw, and their diagrams as far as they are a sale. Row A2.

Entry points: `write` and `read`. What BPMN can't say stands in elements of our own namespace, so that what was written
comes back equal. The XML library is loaded on first use.
"""

from polku.process.logic.bpmn.told import BYTES_MAX, Note, Reading
from polku.process.logic.definition import Definition
from polku.process.logic.wording import Wording

__all__ = ["BYTES_MAX", "Note", "Reading", "read", "write"]


def write(definition: Definition, wording: Wording | None = None) -> bytes:
    """A process as a BPMN file with its diagram; names stand in the wording's language."""
    from polku.process.logic.bpmn.writing import written  # noqa: PLC0415 -- heavy library, loaded on first use

    return written(definition, wording or Wording())


def read(text: bytes, roles: dict[str, str] | None = None) -> Reading:
    """The process of a BPMN file, and line by line what of the file is not in it.

    `roles` gives roles by the names that lanes may have, beside those known anyway.
    Raises: DocumentError (no XML, no BPMN, too large, nothing to be a stage).
    """
    from polku.process.logic.bpmn.opening import reading  # noqa: PLC0415 -- heavy library, loaded on first use

    return reading(text, roles or {})
