"""The draft's map as the working surface: the line, the stop that is worked on, what is wrong at which stop."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.access.request import Request
from polku.kernel.errors import DomainError, say
from polku.process import actions, queries
from polku.process.logic.comparison import compare
from polku.process.logic.definition import Definition
from polku.process.logic.drawing import Mark
from polku.process.logic.yaml_source import DocumentError
from polku.process.models import Process, ProcessVersion, Remark
from polku.process.rules import ProcessPermission
from polku.process.web import showing
from polku.process.web.drafts import Change, begun
from polku.process.web.forms import NewStageForm
from polku.process.web.showing import Place
from polku.ui.answers import UNPROCESSABLE, go, is_fragment, toast

START = "start"


@dataclass(frozen=True)
class Line:
    """Everything the page of a draft shows."""

    process: Process
    definition: Definition
    draft: ProcessVersion | None
    remarks: Sequence[Remark]
    may_edit: bool
    lanes: bool

    @property
    def faults(self) -> list[Place]:
        """What is wrong, with its stop."""
        return showing.placed(queries.faults(self.definition), self.definition, links=self.may_edit)

    def remarks_at(self, stage: str) -> list[Remark]:
        """What was said of a stop, the oldest first."""
        return [one for one in self.remarks if one.stage == stage]

    def marks(self, faults: Sequence[Place]) -> Mapping[str, list[Mark]]:
        """Faults and open comments, pinned to their stops."""
        found: dict[str, list[Mark]] = defaultdict(list)
        wrong: dict[str, list[str]] = defaultdict(list)
        for fault in faults:
            if fault.stage:
                wrong[fault.stage].append(fault.said)
        for key, faulty in wrong.items():
            found[key].append(Mark("!", "note", "stuck", " ".join(faulty), f"?stage={key}#panel"))
        for stage in self.definition.stages:
            n = sum(1 for one in self.remarks_at(stage.key) if one.answered_at is None)
            if n:
                said = ngettext("%(n)s comment to answer", "%(n)s comments to answer", n) % {"n": n}
                found[stage.key].append(Mark(str(n), "remark", "", said, f"?stage={stage.key}#panel"))
        return found


def line_of(request: Request, process: Process) -> Line:
    """The draft as a person may see it, or the version in force where nobody has begun one."""
    definition, row = begun(process, request.actor)
    remarks: list[Remark] = []
    if row is not None:
        found = Remark.objects.visible_to(request.actor).filter(version=row).order_by("id")
        remarks = list(found.select_related("by", "answered_by"))
    may_edit = request.actor.may(ProcessPermission.EDIT)
    return Line(process, definition, row, remarks, may_edit, request.GET.get("lanes") != "0")


def answer(
    request: Request,
    process: Process,
    *,
    form: NewStageForm | None = None,
    problem: str = "",
    chosen: str = "",
    said: str = "",
) -> HttpResponse:
    """The page of the draft; after an act only its working part, with a word about what was done."""
    line = line_of(request, process)
    wrong = bool(problem or (form and form.errors))
    context = _context(request, line, form, problem, chosen or request.GET.get("stage", ""))
    response = render(request, "process/draft.html", context, status=UNPROCESSABLE if wrong else 200)
    if said and is_fragment(request):
        toast(response, said, undo=reverse("process:undo", args=[process.key]))
        response.headers["HX-Replace-Url"] = address(process.key, chosen)
    return response


def address(key: str, chosen: str = "") -> str:
    """The page of a draft with a stop chosen."""
    return reverse("process:draft", args=[key]) + (f"?stage={chosen}" if chosen else "")


def step(request: Request, process: Process, change: Change, *, chosen: str = "") -> HttpResponse:
    """One edit of the draft: done, said in words, and the page with the stop that it was about."""
    before, _row = begun(process, request.actor)
    try:
        row = actions.change_draft(process, change, actor=request.actor, at=timezone.now())
    except DocumentError as error:
        problem = " ".join(showing.say_fault(fault) for fault in error.faults)
        return answer(request, process, problem=problem, chosen=chosen)
    except DomainError as error:
        return answer(request, process, problem=say(error.message, _), chosen=chosen)
    after = queries.draft_definition(row)
    changes = compare(before, after, showing.wording().of(before).of(after))
    said = " ".join(one.said for one in changes[:3])
    chosen = chosen if chosen in after.by_key else ""
    if is_fragment(request):
        return answer(request, process, chosen=chosen, said=said)
    undo = reverse("process:undo", args=[process.key]) if said else ""
    return go(request, address(process.key, chosen), said=said, undo=undo)


def _context(
    request: Request, line: Line, form: NewStageForm | None, problem: str, chosen: str
) -> dict[str, Any]:
    definition, key = line.definition, line.process.key
    faults, adding = line.faults, request.GET.get("add", "")
    stops = {one.key: f"?stage={one.key}#panel" for one in definition.stages}
    marks = line.marks(faults)
    adders = {one.key: f"?add={one.key}#new-stage" for one in definition.stages}
    if line.may_edit:
        adders[""] = f"?add={START}#new-stage"
    maps = showing.maps(
        definition,
        links=stops,
        pins=marks,
        chosen=chosen,
        adders=adders if line.may_edit else None,
        lanes=line.lanes,
    )
    stage = definition.by_key.get(chosen)
    return {
        "process": line.process,
        "definition": definition,
        "draft": line.draft,
        "in_force": queries.versions(line.process, request.actor).first(),
        "stages": [showing.stage_words(definition, one) for one in definition.stages],
        "maps": maps,
        "faults": faults,
        "wrong": {fault.stage: True for fault in faults if fault.stage},
        "form": form or NewStageForm(definition=definition, after=adding),
        "adding": bool(form) or adding in definition.by_key or adding == START,
        "may_edit": line.may_edit,
        "may_comment": request.actor.may(ProcessPermission.COMMENT) and line.draft is not None,
        "problem": problem,
        "lanes": line.lanes,
        "can_undo": line.draft is not None and line.may_edit and line.draft.steps.exists(),
        "whole_remarks": line.remarks_at(""),
        "open_remarks": sum(1 for one in line.remarks if one.answered_at is None),
        "chosen": chosen if stage else "",
        "panel": showing.stage_words(definition, stage) if stage else None,
        "panel_faults": [fault for fault in faults if fault.stage == chosen],
        "panel_remarks": line.remarks_at(chosen) if stage else [],
        "is_first": bool(stage and definition.positions[chosen] == 0),
        "is_last": bool(stage and definition.next_after(chosen) is None),
        "next_name": nxt.name if stage and (nxt := definition.next_after(chosen)) else "",
        "full_url": reverse("process:draft_stage", args=[key, chosen]) if stage else "",
    }
