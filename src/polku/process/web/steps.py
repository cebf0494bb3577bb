"""Edits of a draft made on its map: add, move, rename, split, merge, take out, take back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.process import actions, queries
from polku.process.logic import editing, reshaping
from polku.process.logic.definition import Definition
from polku.process.logic.yaml_source import DocumentError
from polku.process.models import Process
from polku.process.rules import ProcessPermission
from polku.process.web import line, showing
from polku.process.web.drafts import begun, stage_of
from polku.process.web.forms import NewStageForm, SplitForm
from polku.ui.answers import UNPROCESSABLE, go


@require_POST
@login_required
def stages(request: Request, key: str) -> HttpResponse:
    """Add a stage; it is chosen then, to be filled in."""
    process = editable(request, key)
    definition, _row = begun(process, request.actor)
    form = NewStageForm(request.POST, definition=definition)
    if not form.is_valid():
        return line.answer(request, process, form=form)
    new, at = form.stage(), form.cleaned_data["place"]
    try:
        actions.change_draft(
            process, lambda now: editing.with_stage(now, new, at), actor=request.actor, at=timezone.now()
        )
    except DocumentError as error:
        for fault in error.faults:
            form.add_error("phase" if fault.path[-1:] == ("phase",) else None, showing.say_fault(fault))
        return line.answer(request, process, form=form)
    return go(request, line.address(key, new.key), said=_("Added. Now fill it in."))


@require_POST
@login_required
def place(request: Request, key: str, stage_key: str) -> HttpResponse:
    """Bring a stage to another place of the line: `to` is up, down, or a number from 0."""
    process = editable(request, key)
    wanted = request.POST.get("to", "")

    def move(now: Definition) -> Definition:
        at = now.positions[stage_of(now, stage_key).key]
        steps = {"up": at - 1, "down": at + 1}
        return editing.moved(now, stage_key, int(wanted[:3]) if wanted.isdecimal() else steps.get(wanted, at))

    return line.step(request, process, move, chosen=request.POST.get("stage", ""))


@require_POST
@login_required
def name(request: Request, key: str, stage_key: str) -> HttpResponse:
    """Call a stage otherwise, in the reader's language."""
    process = editable(request, key)
    wanted = " ".join(request.POST.get("name", "").split())
    if not wanted or len(wanted) > 40:
        problem = _("A name has 1 to 40 characters.")
        return line.answer(request, process, problem=problem, chosen=stage_key)

    def rename(now: Definition) -> Definition:
        return reshaping.renamed(now, stage_of(now, stage_key).key, wanted, showing.own_language())

    return line.step(request, process, rename, chosen=stage_key)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def division(request: Request, key: str, stage_key: str) -> HttpResponse:
    """Make a stage into two: what the second is called, and what of the first goes over to it."""
    process = editable(request, key)
    definition, _row = begun(process, request.actor)
    stage = stage_of(definition, stage_key)
    form = SplitForm(request.POST or None, stage=stage)
    if request.method == "POST" and form.is_valid():
        how = form.how()
        return line.step(
            request,
            process,
            lambda now: reshaping.split(now, stage_of(now, stage_key).key, how),
            chosen=stage_key,
        )
    context = {"process": process, "stage": stage, "form": form, "definition": definition}
    return render(request, "process/division.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@login_required
def union(request: Request, key: str, stage_key: str) -> HttpResponse:
    """Make a stage and the one after it into one."""
    process = editable(request, key)

    def merge(now: Definition) -> Definition:
        return reshaping.merged_with_next(now, stage_of(now, stage_key).key)

    return line.step(request, process, merge, chosen=stage_key)


@require_POST
@login_required
def removal(request: Request, key: str, stage_key: str) -> HttpResponse:
    """Take a stage out of the draft."""
    process = editable(request, key)

    def without(now: Definition) -> Definition:
        return editing.without_stage(now, stage_of(now, stage_key).key)

    return line.step(request, process, without, chosen=request.POST.get("stage", ""))


@require_POST
@login_required
def undo(request: Request, key: str) -> HttpResponse:
    """Take the last edit of the draft back, then the one before it."""
    process = editable(request, key)
    done = actions.undo_draft(process, actor=request.actor, at=timezone.now())
    said = _("The last edit is taken back.") if done else _("There is nothing to take back.")
    return go(request, line.address(key, request.POST.get("stage", "")), said=said)


def editable(request: Request, key: str) -> Process:
    """The process of an address, for who may change it."""
    request.actor.require(ProcessPermission.EDIT)
    return queries.process(key, request.actor)
