"""Tables of processes, their versions, and the work on drafts."""

from polku.process.models.process import Process
from polku.process.models.version import ProcessVersion
from polku.process.models.work import Acknowledgement, DraftStep, Remark, Seat

__all__ = ["Acknowledgement", "DraftStep", "Process", "ProcessVersion", "Remark", "Seat"]
