"""The draft of a process: its line of stages, each stage, publishing."""

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
from polku.process.logic.comparison import compare, marks
from polku.process.logic.definition import Definition, Stage
from polku.process.logic.yaml_source import DocumentError
from polku.process.models import Process
from polku.process.rules import ProcessPermission
from polku.process.web import drafts, showing
from polku.process.web.drafts import Change, begun, stage_of
from polku.process.web.forms import DetailsForm, NewStageForm, PublicationForm
from polku.process.web.stage_editing import StageEditor
from polku.process.web.words import words_initial
from polku.ui.answers import UNPROCESSABLE, go, is_fragment

TAKEN_OUT = "process_stage_taken_out"
CONFLICT = 409


@require_safe
@login_required
def draft(request: Request, key: str) -> HttpResponse:
    """The line of the draft, with what is wrong with it; who may not edit reads it."""
    request.actor.require(ProcessPermission.SEE)
    return _line(request, queries.process(key, request.actor))


@require_POST
@login_required
def stages(request: Request, key: str) -> HttpResponse:
    """Add a stage, then fill it in."""
    process = _editable(request, key)
    definition, _row = begun(process, request.actor)
    form = NewStageForm(request.POST, definition=definition)
    if not form.is_valid():
        return _line(request, process, form)
    new, at = form.stage(), form.cleaned_data["place"]
    try:
        _change(request, process, lambda now: editing.with_stage(now, new, at))
    except DocumentError as error:
        for fault in error.faults:
            form.add_error("phase" if fault.path[-1:] == ("phase",) else None, showing.say_fault(fault))
        return _line(request, process, form)
    return go(request, reverse("process:draft_stage", args=[key, new.key]), said=_("Added. Now fill it in."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stage(request: Request, key: str, stage_key: str) -> HttpResponse:
    """One stage: what it is called, who does it, how long, what it asks."""
    process = _editable(request, key)
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
                return go(request, reverse("process:draft", args=[key]), said=_("Saved in the draft."))
            status = UNPROCESSABLE
        except Conflict as error:
            return _stage_page(request, process, editor, found, CONFLICT, error)
    return _stage_page(request, process, editor, base, status)


@require_POST
@login_required
def preview(request: Request, key: str, stage_key: str) -> HttpResponse:
    """The map as it will be with what the form holds now; nothing while that is not right yet."""
    definition, _row = begun(_editable(request, key), request.actor)
    editor = StageEditor(definition, stage_of(definition, stage_key), request.POST)
    if not editor.is_valid():
        return HttpResponse(status=204)
    changed = editing.changed(definition, editor.made())
    return render(request, "process/parts/preview.html", {"maps": showing.maps(changed)})


@require_POST
@login_required
def place(request: Request, key: str, stage_key: str) -> HttpResponse:
    """Bring a stage to another place of the line: `to` is up, down, or a number from 0."""
    process = _editable(request, key)
    wanted = request.POST.get("to", "")

    def move(now: Definition) -> Definition:
        at = now.positions[stage_of(now, stage_key).key]
        steps = {"up": at - 1, "down": at + 1}
        return editing.moved(now, stage_key, int(wanted[:3]) if wanted.isdecimal() else steps.get(wanted, at))

    return _step(request, process, move)


@require_POST
@login_required
def removal(request: Request, key: str, stage_key: str) -> HttpResponse:
    """Take a stage out of the draft; for a while it can be put back."""
    process = _editable(request, key)
    definition, _row = begun(process, request.actor)
    gone = stage_of(definition, stage_key)
    kept = {
        "process": key,
        "place": definition.positions[stage_key],
        "stage": drafts.packed(definition, gone),
    }
    answer = _step(request, process, lambda now: editing.without_stage(now, stage_key), undo=gone)
    request.session[TAKEN_OUT] = kept
    return answer


@require_POST
@login_required
def restoration(request: Request, key: str) -> HttpResponse:
    """Put the stage back that was taken out last."""
    process = _editable(request, key)
    kept = request.session.pop(TAKEN_OUT, None) or {}
    back = drafts.unpacked(kept.get("stage", "")) if kept.get("process") == key else None
    if back is None:
        return go(request, reverse("process:draft", args=[key]), said=_("There is nothing to put back."))

    def put(now: Definition) -> Definition:
        return now if back.key in now.by_key else editing.with_stage(now, back, int(kept["place"]))

    return _step(request, process, put)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def details(request: Request, key: str) -> HttpResponse:
    """What the process is called, and for whom it is."""
    process = _editable(request, key)
    definition, _row = begun(process, request.actor)
    initial: dict[str, str] = {"won_when": definition.won_when or ""}
    initial |= words_initial("name", definition.name) | words_initial("about", definition.about)
    form = DetailsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        name, about, won_when = form.text("name"), form.text("about") or None, form.cleaned_data["won_when"]
        _change(request, process, lambda now: editing.described(now, name, about, won_when or None))
        return go(request, reverse("process:draft", args=[key]), said=_("Saved in the draft."))
    context = {"process": process, "name": form.shown("name"), "about": form.shown("about"), "form": form}
    return render(request, "process/details.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def publication(request: Request, key: str) -> HttpResponse:
    """Put the draft in force, after seeing what it changes."""
    process = _editable(request, key)
    definition, row = begun(process, request.actor)
    form = PublicationForm(request.POST or None, initial={"note": row.note if row else ""})
    faults = queries.faults(definition)
    if request.method == "POST" and row is not None and not faults and form.is_valid():
        done = actions.publish_draft(
            process, note=form.cleaned_data["note"], actor=request.actor, at=timezone.now()
        )
        said = _("Version %(number)s is in force.") % {"number": done.number}
        return go(request, reverse("process:map", args=[key]) + "?show=designed", said=said)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return _publication_page(request, process, definition, form, status)


@require_POST
@login_required
def withdrawal(request: Request, key: str) -> HttpResponse:
    """Throw the draft away; the version in force stays."""
    process = _editable(request, key)
    gone = actions.discard_draft(process, actor=request.actor, at=timezone.now())
    said = _("The draft is discarded.") if gone else _("There was no draft.")
    return go(request, reverse("process:map", args=[key]), said=said)


def _editable(request: Request, key: str) -> Process:
    request.actor.require(ProcessPermission.EDIT)
    return queries.process(key, request.actor)


def _change(request: Request, process: Process, change: Change) -> None:
    actions.change_draft(process, change, actor=request.actor, at=timezone.now())


def _step(request: Request, process: Process, change: Change, *, undo: Stage | None = None) -> HttpResponse:
    """A change of the line: the line anew in place, or the page anew; what is refused is said there."""
    problem = ""
    try:
        _change(request, process, change)
    except DocumentError as error:
        problem = " ".join(showing.say_fault(fault) for fault in error.faults)
    url = reverse("process:draft", args=[process.key])
    if undo is not None and not problem:
        said = _("“%(stage)s” is taken out of the draft.") % {"stage": undo.name.to(showing.language())}
        return go(request, url, said=said, undo=reverse("process:restoration", args=[process.key]))
    return _line(request, process, problem=problem) if problem or is_fragment(request) else go(request, url)


def _line(
    request: Request, process: Process, form: NewStageForm | None = None, *, problem: str = ""
) -> HttpResponse:
    definition, row = begun(process, request.actor)
    may_edit = request.actor.may(ProcessPermission.EDIT)
    links = showing.editor_links(definition) if may_edit else showing.panel_links(definition, "number=draft")
    context = {
        "process": process,
        "definition": definition,
        "draft": row,
        "in_force": queries.versions(process, request.actor).first(),
        "stages": [showing.stage_words(definition, one) for one in definition.stages],
        "links": links,
        "maps": showing.maps(definition, links=links),
        "small": showing.mini(definition),
        "faults": showing.placed(queries.faults(definition), definition, links=may_edit),
        "form": form or NewStageForm(definition=definition, after=request.GET.get("after", "")),
        "adding": bool(form) or request.GET.get("after") in definition.by_key,
        "may_edit": may_edit,
        "problem": problem,
    }
    wrong = bool(problem or (form and form.errors))
    return render(request, "process/draft.html", context, status=UNPROCESSABLE if wrong else 200)


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
        "maps": showing.maps(definition),
        "links": showing.editor_links(definition),
        "conflict": conflict,
    }
    return render(request, "process/draft_stage.html", context, status=status)


def _publication_page(
    request: Request, process: Process, definition: Definition, form: PublicationForm, status: int
) -> HttpResponse:
    last = queries.versions(process, request.actor).first()
    old = queries.definition(last.pk) if last else None
    changes = compare(old, definition, showing.wording()) if old else []
    pins = marks(changes)
    context = {
        "process": process,
        "form": form,
        "changes": changes,
        "in_force": last,
        "faults": showing.placed(queries.faults(definition), definition),
        "old": showing.maps(old, pins=pins, name="old") if old else None,
        "new": showing.maps(definition, pins=pins, name="new"),
    }
    return render(request, "process/publication.html", context, status=status)
