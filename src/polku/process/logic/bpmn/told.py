"""What reading a BPMN file answers."""

from dataclasses import dataclass
from typing import Final

from polku.kernel.errors import Message
from polku.process.logic.definition import Definition

BYTES_MAX: Final = 2 * 1024 * 1024
ELEMENTS_MAX: Final = 50_000
BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DI: Final = "http://www.omg.org/spec/DD/20100524/DI"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
OWN: Final = "https://polku.org/schema/bpmn/1"
CEL: Final = "https://cel.dev"


@dataclass(frozen=True)
class Note:
    """Something of the file that is not in the process, or is in it in another way; with its line."""

    line: int
    message: Message | str


@dataclass(frozen=True)
class Reading:
    """The process of a file, and what was left out. `own` tells that Polku wrote the file."""

    definition: Definition
    notes: tuple[Note, ...] = ()
    own: bool = False
