"""Where the addresses of exchange stand in the matrix of addresses and roles, and the things they are tried on."""

from polku.exchange.models import PastCase, PastEvent, PastLog
from polku.process.models import Process
from tests.conftest import NOW
from tests.process.bpmn.diagrams import CAMUNDA

_EDIT = "process.edit"

PAGES = {
    "exchange:log": "access.export -",
    "exchange:file": "access.export -",
    "exchange:bpmn": f"{_EDIT} {_EDIT}",
    "exchange:bpmn_draft": f"- {_EDIT}",
    "exchange:version_bpmn": "process.see -",
    "exchange:draft_bpmn": "process.see -",
    "exchange:history_draft": f"- {_EDIT}",
}

OPERATIONS = {
    "GET /exports/events.{file_format}": "access.export",
    "GET /processes/{key}/process.bpmn": "process.see",
    "POST /process-diagrams": _EDIT,
    "POST /processes/{key}/history-drafts": _EDIT,
}
FORMS: dict[str, object] = {}
BODIES: dict[str, object] = {
    "POST /process-diagrams": CAMUNDA,
    "POST /processes/{key}/history-drafts": {},
}
SPECIAL: dict[str, dict[str, object]] = {
    "exchange:": {"key": "eight-stage", "number": 1},
    "GET /exports/events": {"file_format": "xes"},
    "POST /processes/{key}/history": {"key": "eight-stage"},
}


def things() -> dict[str, object]:
    """A history in each process, so that one can be drawn of it."""
    for process in Process.objects.all():
        log = PastLog.objects.create(name=f"={process.key}", process=process, drawn=False)
        case = PastCase.objects.create(log=log, number="1", settled=True)
        PastEvent.objects.create(
            case=case, digest="a", activity="Call", at=NOW, row=2, import_id=1, seen_in=1
        )
    return {}
