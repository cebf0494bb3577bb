"""The versions of a process: listed, looked at, compared, brought back."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polku.access.request import Request
from polku.process import actions, queries
from polku.process.hooks import version_acts
from polku.process.logic.comparison import compare, marks
from polku.process.logic.definition import Definition
from polku.process.models import Acknowledgement, Process
from polku.process.rules import ProcessPermission
from polku.process.web import showing
from polku.process.web.publishing import readers_of
from polku.ui.answers import go

DRAFT = "draft"


@require_safe
@login_required
def versions(request: Request, key: str) -> HttpResponse:
    """Every version, the newest first: when, by whom, why."""
    process = _process(request, key)
    found = list(queries.versions(process, request.actor).select_related("published_by"))
    context = {
        "process": process,
        "versions": found,
        "draft": queries.draft(process, request.actor),
        "may_edit": request.actor.may(ProcessPermission.EDIT),
        "acts": [told for act in version_acts if (told := act(request.actor, process))],
        "read": _read(request, process),
    }
    return render(request, "process/versions.html", context)


@require_safe
@login_required
def version(request: Request, key: str, number: int) -> HttpResponse:
    """One version: its map and its stages in words."""
    process = _process(request, key)
    row = queries.version(process, number, request.actor)
    definition = queries.definition(row.pk)
    context = {
        "process": process,
        "version": row,
        "definition": definition,
        "is_in_force": row == queries.versions(process, request.actor).first(),
        "maps": showing.maps(definition, links=showing.panel_links(definition, f"number={number}")),
        "stages": [showing.stage_words(definition, stage) for stage in definition.stages],
        "may_edit": request.actor.may(ProcessPermission.EDIT),
    } | readers_of(request, row)
    return render(request, "process/version.html", context)


@require_safe
@login_required
def comparison(request: Request, key: str) -> HttpResponse:
    """Two versions, or one and the draft, in words and on two maps."""
    process = _process(request, key)
    choices = _choices(request, process)
    numbers = [name for name, _said in choices]
    to = _chosen(request.GET.get("to", ""), numbers, 0)
    start = _chosen(request.GET.get("from", ""), numbers, numbers.index(to) + 1)
    old, new = (_definition(request, process, name) for name in (start, to))
    changes = compare(old, new, showing.wording().of(old).of(new))
    pins = marks(changes)
    context = {
        "process": process,
        "choices": choices,
        "start": start,
        "to": to,
        "changes": changes,
        "old": showing.maps(old, pins=pins, name="old"),
        "new": showing.maps(new, pins=pins, name="new"),
        "names": dict(choices),
    }
    return render(request, "process/comparison.html", context)


@require_POST
@login_required
def rollback(request: Request, key: str, number: int) -> HttpResponse:
    """Put an old version in force again, as a new one with the same content."""
    request.actor.require(ProcessPermission.EDIT)
    process = _process(request, key)
    old = queries.definition(queries.version(process, number, request.actor).pk)
    last = queries.versions(process, request.actor).first()
    note = _("Back to version %(number)s") % {"number": number}
    site = request.build_absolute_uri("/").rstrip("/")
    done = actions.publish_document(old, note=note, actor=request.actor, at=timezone.now(), site=site)
    said = _("Version %(number)s is in force, with the content of version %(old)s.")
    if done == last:
        said = _("Version %(number)s is in force already; it says the same as version %(old)s.")
    return go(
        request, reverse("process:versions", args=[key]), said=said % {"number": done.number, "old": number}
    )


def _read(request: Request, process: Process) -> dict[int, str]:
    """How many have read each version, of those who were told."""
    rows = Acknowledgement.objects.visible_to(request.actor).filter(version__process=process).order_by()
    counted = rows.values_list("version_id").annotate(told=Count("id"), read=Count("at"))
    return {
        version_id: _("%(read)s of %(told)s have read it") % {"read": read, "told": told}
        for version_id, told, read in counted
    }


def _process(request: Request, key: str) -> Process:
    request.actor.require(ProcessPermission.SEE)
    return queries.process(key, request.actor)


def _choices(request: Request, process: Process) -> list[tuple[str, str]]:
    found = queries.versions(process, request.actor).values_list("number", flat=True)
    numbered = [(str(number), _("Version %(number)s") % {"number": number}) for number in found]
    draft = [(DRAFT, _("The draft"))] if queries.draft(process, request.actor) else []
    return draft + numbered


def _chosen(wanted: str, names: list[str], fallback: int) -> str:
    return wanted if wanted in names else names[min(fallback, len(names) - 1)]


def _definition(request: Request, process: Process, name: str) -> Definition:
    if name == DRAFT and (draft := queries.draft(process, request.actor)):
        return queries.draft_definition(draft)
    return queries.definition(queries.version(process, int(name), request.actor).pk)
