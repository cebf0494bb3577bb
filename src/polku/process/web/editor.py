"""The draft of a process: its map, each stage as a form, name and departments, throwing it away."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.kernel.errors import Conflict
from polku.process import actions, queries
from polku.process.logic import editing
from polku.process.logic.definition import Stage
from polku.process.logic.yaml_source import DocumentError
from polku.process.models import Process
from polku.process.rules import ProcessPermission
from polku.process.web import drafts, line, showing
from polku.process.web.choices import value_lists
from polku.process.web.departments import DepartmentForm, department_forms, departments_of
from polku.process.web.drafts import Change, begun, stage_of
from polku.process.web.forms import DetailsForm
from polku.process.web.stage_editing import StageEditor
from polku.process.web.steps import editable
from polku.process.web.words import words_initial
from polku.ui.answers import UNPROCESSABLE, go

CONFLICT = 409


@require_safe
@login_required
def draft(request: Request, key: str) -> HttpResponse:
    """The line of the draft, with what is wrong with it; who may not edit reads it."""
    request.actor.require(ProcessPermission.SEE)
    return line.answer(request, queries.process(key, request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stage(request: Request, key: str, stage_key: str) -> HttpResponse:
    """One stage: what it is called, who does it, how long, what it asks."""
    process = editable(request, key)
    definition, _row = begun(process, request.actor)
    found = stage_of(definition, stage_key)
    editor = StageEditor(definition, found, request.POST if request.method == "POST" else None)
    base, status = found, 200
    if request.method == "POST":
        base = drafts.opened_with(request.POST.get("base", ""), found)
        try:
            if editor.is_valid():
                mine = editor.made()
                _change(request, process, lambda now: drafts.joined(now, base, mine))
                return go(request, line.address(key, stage_key), said=_("Saved in the draft."))
            status = UNPROCESSABLE
        except Conflict as error:
            return _stage_page(request, process, editor, found, CONFLICT, error)
    return _stage_page(request, process, editor, base, status)


@require_POST
@login_required
def preview(request: Request, key: str, stage_key: str) -> HttpResponse:
    """The map as it will be with what the form holds now; nothing while that is not right yet."""
    definition, _row = begun(editable(request, key), request.actor)
    editor = StageEditor(definition, stage_of(definition, stage_key), request.POST)
    if not editor.is_valid():
        return HttpResponse(status=204)
    changed = editing.changed(definition, editor.made())
    context = {"maps": showing.maps(changed, chosen=stage_key), "said": editor.sentences()}
    return render(request, "process/parts/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def details(request: Request, key: str) -> HttpResponse:
    """What the process is called, and for whom it is."""
    process = editable(request, key)
    definition, _row = begun(process, request.actor)
    initial: dict[str, str] = {"won_when": definition.won_when or ""}
    initial |= words_initial("name", definition.name) | words_initial("about", definition.about)
    form = DetailsForm(request.POST or None, initial=initial)
    rows = department_forms(definition, request.POST if request.method == "POST" else None)
    if request.method == "POST" and all([form.is_valid(), *(row.is_valid() for row in rows)]):
        name, about, won_when = form.text("name"), form.text("about") or None, form.cleaned_data["won_when"]
        departments = departments_of(definition, rows)
        try:
            _change(
                request,
                process,
                lambda now: replace(
                    editing.described(now, name, about, won_when or None), departments=departments
                ),
            )
        except DocumentError as error:
            for fault in error.faults:
                form.add_error(None, showing.say_fault(fault))
        else:
            return go(request, reverse("process:draft", args=[key]), said=_("Saved in the draft."))
    context = {
        "process": process,
        "name": form.shown("name"),
        "about": form.shown("about"),
        "form": form,
        "departments": rows,
        "blank_department": DepartmentForm(part="department", number="new"),
    }
    return render(request, "process/details.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@login_required
def withdrawal(request: Request, key: str) -> HttpResponse:
    """Throw the draft away; the version in force stays."""
    process = editable(request, key)
    gone = actions.discard_draft(process, actor=request.actor, at=timezone.now())
    said = _("The draft is discarded.") if gone else _("There was no draft.")
    return go(request, reverse("process:map", args=[key]), said=said)


def _change(request: Request, process: Process, change: Change) -> None:
    actions.change_draft(process, change, actor=request.actor, at=timezone.now())


def _stage_page(
    request: Request,
    process: Process,
    editor: StageEditor,
    base: Stage,
    status: int,
    conflict: Conflict | None = None,
) -> HttpResponse:
    definition = editor.definition
    form = editor.form
    context = {
        "process": process,
        "definition": definition,
        "stage": editor.stage,
        "editor": editor,
        "form": form,
        "words": {name: form.shown(name) for name in form.words},
        "base": drafts.packed(definition, base),
        "maps": showing.maps(definition, chosen=editor.stage.key),
        "value_lists": value_lists(),
        "links": showing.editor_links(definition),
        "conflict": conflict,
    }
    return render(request, "process/draft_stage.html", context, status=status)
