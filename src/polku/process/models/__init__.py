"""Tables of processes and their versions."""

from polku.process.models.process import Process
from polku.process.models.version import ProcessVersion

__all__ = ["Process", "ProcessVersion"]
