"""A process as YAML: shown, sent, kept as a file; every fault with its line."""

import yaml
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.request import Request
from polku.kernel.errors import Invalid
from polku.kernel.errors import say as say_message
from polku.process import actions, queries
from polku.process.logic.definition import Definition
from polku.process.logic.document import parse, to_document
from polku.process.logic.yaml_source import BYTES_MAX, DocumentError
from polku.process.rules import ProcessPermission
from polku.process.web.drafts import begun
from polku.process.web.forms import SourceForm
from polku.process.web.showing import say_fault
from polku.ui.answers import UNPROCESSABLE, go

YAML = "application/yaml; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def source(request: Request, key: str) -> HttpResponse:
    """The draft as a text that can be changed or replaced by a file."""
    request.actor.require(ProcessPermission.EDIT)
    process = queries.process(key, request.actor)
    definition, _draft = begun(process, request.actor)
    form = SourceForm(request.POST or None, request.FILES or None, initial={"source": written(definition)})
    if request.method == "POST" and form.is_valid():
        try:
            sent = parse(read_sent(form))
            actions.save_draft(process, sent, actor=request.actor, at=timezone.now())
        except (DocumentError, Invalid) as error:
            refuse(form, error)
        else:
            return go(
                request, reverse("process:draft", args=[key]), said=_("The draft is now what the text says.")
            )
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "process/source.html", {"process": process, "form": form}, status=status)


@require_safe
@login_required
def download(request: Request, key: str) -> HttpResponse:
    """The draft as a YAML file; without one, the version in force."""
    request.actor.require(ProcessPermission.SEE)
    definition, _draft = begun(queries.process(key, request.actor), request.actor)
    return _file(definition, f"{key}.yaml")


@require_safe
@login_required
def version_file(request: Request, key: str, number: int) -> HttpResponse:
    """A version as a YAML file."""
    request.actor.require(ProcessPermission.SEE)
    found = queries.version(queries.process(key, request.actor), number, request.actor)
    return _file(queries.definition(found.pk), f"{key}-{number}.yaml")


def written(definition: Definition) -> str:
    """A definition as YAML for people."""
    return yaml.safe_dump(to_document(definition), allow_unicode=True, sort_keys=False, width=110)


def read_sent(form: SourceForm) -> str | bytes:
    """The text or the file of a form; a file is read no further than a process may be long."""
    file = form.cleaned_data.get("file")
    return bytes(file.read(BYTES_MAX + 1)) if file else str(form.cleaned_data.get("source") or "")


def refuse(form: SourceForm, error: Invalid) -> None:
    """Say every fault of a text with its line, beside the text."""
    name = "file" if form.cleaned_data.get("file") else "source"
    if not isinstance(error, DocumentError):
        form.add_error(name, say_message(error.message, _))
        return
    for fault in error.faults:
        said = say_fault(fault)
        if fault.line:
            said = _("Line %(line)s: %(said)s") % {"line": fault.line, "said": said}
        form.add_error(name, f"{said} ({fault.where})" if fault.where else said)


def _file(definition: Definition, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(written(definition), content_type=YAML, headers=headers)
