"""A process as a BPMN file, and one from a BPMN file, looked at before it becomes a draft."""

import json
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.exchange.actions import begin_draft, draw_history
from polku.exchange.web.showing import drawn
from polku.kernel.errors import say
from polku.kernel.words import LANGUAGES
from polku.process import queries
from polku.process.logic import bpmn as diagrams
from polku.process.logic.definition import Definition
from polku.process.logic.document import from_document, to_document
from polku.process.logic.wording import ROLE_NAMES, Wording
from polku.process.logic.yaml_source import DocumentError
from polku.process.rules import ProcessPermission
from polku.ui.answers import go, refill

MEDIA = "application/bpmn+xml; charset=utf-8"
DOCUMENT_MAX = 1024 * 1024


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(label=gettext_lazy("BPMN file"))
    file.widget.attrs["accept"] = ".bpmn,.xml"


class DraftForm(forms.Form):
    """What was read, and where it is to be kept."""

    document = forms.CharField(widget=forms.HiddenInput, max_length=DOCUMENT_MAX, strip=False)
    into = forms.ChoiceField(label=gettext_lazy("Keep it as the draft of"), required=False)

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(row.key, row.name.to(_language())) for row in queries.processes(request.actor)]
        self.fields["into"].choices = [("", _("a new process")), *known]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bpmn(request: Request) -> HttpResponse:
    """Bring a file; a POST shows what was understood of it, and what was left out."""
    request.actor.require(ProcessPermission.EDIT)
    form = UploadForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return (refill if form.is_bound else render)(request, "exchange/bpmn.html", {"form": form})
    try:
        found = diagrams.read(form.cleaned_data["file"].read(diagrams.BYTES_MAX + 1), role_words())
    except DocumentError as error:
        for fault in error.faults:
            line = _("Line %(line)s: %(said)s") % {"line": fault.line, "said": say(fault.message, _)}
            form.add_error("file", line if fault.line else say(fault.message, _))
        return refill(request, "exchange/bpmn.html", {"form": form})
    return render(request, "exchange/bpmn_found.html", _shown(request, found))


def _shown(request: Request, found: diagrams.Reading) -> dict[str, object]:

    definition = found.definition
    mine = queries.processes(request.actor).filter(key=definition.key).exists()
    initial = {
        "document": json.dumps(to_document(definition)),
        "into": definition.key if found.own and mine else "",
    }
    return {
        "definition": definition,
        "name": definition.name.to(_language()),
        "maps": drawn(definition),
        "notes": [(note.line, say(note.message, _)) for note in found.notes],
        "stages": [
            (stage.name.to(_language()), _(ROLE_NAMES[stage.role]), stage.expected_days)
            for stage in definition.stages
        ],
        "own": found.own,
        "form": DraftForm(initial=initial, request=request),
    }


@require_POST
@login_required
def draft(request: Request) -> HttpResponse:
    """Keep what was read as a draft, and go on in the editor."""
    request.actor.require(ProcessPermission.EDIT)
    form = DraftForm(request.POST, request=request)
    if not form.is_valid():
        return refill(request, "exchange/bpmn.html", {"form": UploadForm()})
    try:
        definition = from_document(json.loads(form.cleaned_data["document"]))
    except (ValueError, RecursionError):
        definition = None
    except DocumentError:
        definition = None
    if definition is None:
        return go(request, reverse("exchange:bpmn"), said=_("That could not be read. Bring the file again."))
    version = begin_draft(definition, into=form.cleaned_data["into"], actor=request.actor, at=timezone.now())
    return go(
        request,
        reverse("process:draft", args=[version.process.key]),
        said=_("The draft is kept. Go on here."),
    )


@require_POST
@login_required
def of_history(request: Request, key: str) -> HttpResponse:
    """Draw a first process of an imported history as a draft."""
    request.actor.require(ProcessPermission.EDIT)
    found = queries.process(key, request.actor)
    version = draw_history(found.key, actor=request.actor, at=timezone.now())
    return go(
        request,
        reverse("process:draft", args=[version.process.key]),
        said=_("The draft is kept. Go on here."),
    )


@require_safe
@login_required
def version_file(request: Request, key: str, number: int) -> HttpResponse:
    """A version as a BPMN file."""
    request.actor.require(ProcessPermission.SEE)
    found = queries.version(queries.process(key, request.actor), number, request.actor)
    return answered(queries.definition(found.pk), f"{key}-{number}.bpmn")


@require_safe
@login_required
def draft_file(request: Request, key: str) -> HttpResponse:
    """The draft as a BPMN file; without one, the version in force."""
    request.actor.require(ProcessPermission.SEE)
    process = queries.process(key, request.actor)
    row = queries.draft(process, request.actor)
    definition = queries.draft_definition(row) if row else queries.published(process.key)
    return answered(definition, f"{key}.bpmn")


def answered(definition: Definition, name: str) -> HttpResponse:
    """A definition as a BPMN file, its names in the reader's language."""
    text = diagrams.write(definition, Wording(_language(), _))
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(text, content_type=MEDIA, headers=headers)


def role_words() -> dict[str, str]:
    """Roles by what they are called in any language."""
    words: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            words |= {_(said).casefold(): role for role, said in ROLE_NAMES.items()}
    return words


def _language() -> str:
    return translation.get_language() or "en"
