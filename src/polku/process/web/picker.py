"""The ready-made processes, each with its small map; loading one, or a file of one's own."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.access.request import Request
from polku.kernel.errors import Message, NotFound, gettext_noop
from polku.process import actions, queries
from polku.process.logic import editing, ready_made
from polku.process.logic.definition import Definition
from polku.process.logic.yaml_source import DocumentError
from polku.process.models import Process, ProcessVersion
from polku.process.rules import ProcessPermission
from polku.process.web import showing
from polku.process.web.forms import SourceForm
from polku.process.web.source import read_sent, refuse
from polku.ui.answers import UNPROCESSABLE, go


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def templates(request: Request) -> HttpResponse:
    """Choose a process to begin with; a POST brings one's own as YAML."""
    request.actor.require(ProcessPermission.EDIT if request.method == "POST" else ProcessPermission.SEE)
    form = SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = _published(request, queries.examined(read_sent(form)))
        except DocumentError as error:
            refuse(form, error)
        else:
            return go(request, reverse("process:map", args=[version.process.key]), said=_loaded(version))
    context = {
        "ready": [(one, showing.mini(one)) for one in queries.ready_processes()],
        "taken": set(queries.processes(request.actor, archived=True).values_list("key", flat=True)),
        "may_edit": request.actor.may(ProcessPermission.EDIT),
        "form": form,
    }
    return render(request, "process/templates.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def loading(request: Request, name: str) -> HttpResponse:
    """A ready-made process looked at whole; a POST loads it as a process of the company's own."""
    request.actor.require(ProcessPermission.EDIT if request.method == "POST" else ProcessPermission.SEE)
    definition = _ready(name)
    if request.method == "POST":
        version = _published(request, editing.copied(definition, _taken()))
        return go(request, reverse("process:map", args=[version.process.key]), said=_loaded(version))
    context = {
        "definition": definition,
        "maps": showing.maps(definition),
        "stages": [showing.stage_words(definition, stage) for stage in definition.stages],
        "may_edit": request.actor.may(ProcessPermission.EDIT),
    }
    return render(request, "process/ready.html", context)


def _ready(name: str) -> Definition:
    if name not in ready_made.names():
        raise NotFound(Message(gettext_noop("There is no ready-made process “%(name)s”."), name=name))
    return ready_made.definition(name)


def _taken() -> set[str]:
    return set(Process.objects.values_list("key", flat=True))


def _published(request: Request, definition: Definition) -> ProcessVersion:
    return actions.publish_document(definition, actor=request.actor, at=timezone.now())


def _loaded(version: ProcessVersion) -> str:
    name = version.process.name.to(showing.language())
    return _("“%(name)s” is loaded, version %(number)s is in force.") % {
        "name": name,
        "number": version.number,
    }
