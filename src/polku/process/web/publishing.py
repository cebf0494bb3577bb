"""Putting a draft in force: what it changes, what is said of it, who has read it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.kernel.errors import DomainError, NotFound, gettext_noop, say
from polku.process import actions, people, queries
from polku.process.logic.comparison import compare, marks
from polku.process.logic.definition import Definition
from polku.process.logic.touching import mine, touched
from polku.process.models import Acknowledgement, Process, ProcessVersion, Remark
from polku.process.rules import ProcessPermission
from polku.process.web import line, showing
from polku.process.web.drafts import begun
from polku.process.web.forms import PublicationForm
from polku.process.web.steps import editable
from polku.ui.answers import UNPROCESSABLE, go


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def publication(request: Request, key: str) -> HttpResponse:
    """Put the draft in force, after seeing what it changes and whom it touches."""
    process = editable(request, key)
    definition, row = begun(process, request.actor)
    form = PublicationForm(request.POST or None, initial={"note": row.note if row else ""})
    faults = queries.faults(definition)
    if request.method == "POST" and row is not None and not faults and form.is_valid():
        try:
            return _publish(request, process, form.cleaned_data["note"])
        except DomainError as error:
            form.add_error(None, say(error.message, _))
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = _publication(request, process, definition, row) | {"form": form}
    return render(request, "process/publication.html", context, status=status)


@require_POST
@login_required
def remarks(request: Request, key: str) -> HttpResponse:
    """Say something of a stop of the draft, or of the whole."""
    request.actor.require(ProcessPermission.COMMENT)
    process = queries.process(key, request.actor)
    stage = request.POST.get("stage", "")
    try:
        actions.remark(
            process, request.POST.get("text", ""), stage=stage, actor=request.actor, at=timezone.now()
        )
    except NotFound:
        raise
    except DomainError as error:
        return line.answer(request, process, problem=say(error.message, _), chosen=stage)
    return go(
        request, line.address(key, stage), said=_("Said. It is answered before the draft is published.")
    )


@require_POST
@login_required
def remark_answer(request: Request, key: str, remark_id: int) -> HttpResponse:
    """Answer a comment."""
    process = editable(request, key)
    row = Remark.objects.visible_to(request.actor).filter(pk=remark_id, version__process=process).first()
    if row is None:
        raise NotFound(gettext_noop("This comment is gone."))
    try:
        actions.answer_remark(row.pk, request.POST.get("text", ""), actor=request.actor, at=timezone.now())
    except DomainError as error:
        return line.answer(request, process, problem=say(error.message, _), chosen=row.stage)
    return go(request, line.address(key, row.stage), said=_("Answered."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def acknowledgement(request: Request, key: str, number: int) -> HttpResponse:
    """What a version changes for the person who reads it, and the word that it is read."""
    request.actor.require(ProcessPermission.SEE)
    process = queries.process(key, request.actor)
    version = queries.version(process, number, request.actor)
    if request.method == "POST":
        actions.acknowledge(version, actor=request.actor, at=timezone.now())
        return go(request, reverse("process:version", args=[key, number]), said=_("Thank you: noted."))
    own = Acknowledgement.objects.visible_to(request.actor).filter(
        version=version, user_id=request.actor.user_id or 0
    )
    return render(request, "process/acknowledgement.html", _reading(request, process, version, own.first()))


@require_safe
@login_required
def readers(request: Request, key: str, number: int) -> HttpResponse:
    """Who was told of a version, who has read it and who has not."""
    request.actor.require(ProcessPermission.SEE)
    process = queries.process(key, request.actor)
    version = queries.version(process, number, request.actor)
    context = {"process": process, "version": version} | readers_of(request, version)
    return render(request, "process/readers.html", context)


def readers_of(request: Request, version: ProcessVersion) -> dict[str, Any]:
    """Who was told of a version, who has read it first."""
    rows = Acknowledgement.objects.visible_to(request.actor).filter(version=version).select_related("user")
    said = showing.wording().of(queries.definition(version.pk))
    told = [
        (row, ", ".join(said.role(role) for role in row.roles)) for row in rows.order_by("user__name", "id")
    ]
    return {
        "readers": [one for one in told if one[0].at] + [one for one in told if not one[0].at],
        "read": sum(1 for row, _roles in told if row.at),
        "told": len(told),
    }


def _publish(request: Request, process: Process, note: str) -> HttpResponse:
    """Put it in force; say how many people are told."""
    site = request.build_absolute_uri("/").rstrip("/")
    done = actions.publish_draft(process, note=note, actor=request.actor, at=timezone.now(), site=site)
    told = done.acknowledgements.count()
    said = _("Version %(number)s is in force.") % {"number": done.number}
    if told:
        more = ngettext("%(n)s person is told.", "%(n)s people are told.", told) % {"n": told}
        said = f"{said} {more}"
    return go(request, reverse("process:map", args=[process.key]) + "?show=designed", said=said)


def _publication(
    request: Request, process: Process, definition: Definition, row: ProcessVersion | None
) -> dict[str, Any]:
    last = queries.versions(process, request.actor).first()
    old = queries.definition(last.pk) if last else None
    wording = showing.wording()
    changes = compare(old, definition, wording.of(old).of(definition)) if old else []
    pins = marks(changes)
    waiting = (
        Remark.objects.visible_to(request.actor).filter(version=row).open() if row else Remark.objects.none()
    )
    return {
        "process": process,
        "changes": changes,
        "in_force": last,
        "faults": showing.placed(queries.faults(definition), definition),
        "remarks": list(waiting.select_related("by").order_by("id")),
        "stage_names": {one.key: one.name for one in definition.stages},
        "told": _told(request, old, definition, changes) if old else [],
        "old": showing.maps(old, pins=pins, name="old") if old else None,
        "new": showing.maps(definition, pins=pins, name="new"),
    }


def _told(request: Request, old: Definition, new: Definition, changes: Any) -> list[tuple[str, list[Any]]]:
    """The roles that the draft touches, each with the people behind it; nobody where a department stands empty."""
    roles = touched(old, new, changes)
    behind = people.people_in(set(roles)).values()
    said = showing.wording().of(old).of(new)
    return [
        (said.role(role), [user for user, parts in behind if role in parts])
        for role in dict.fromkeys((*new.roles, *old.roles))
        if role in roles
    ]


def _reading(
    request: Request, process: Process, version: ProcessVersion, own: Acknowledgement | None
) -> dict[str, Any]:
    """The changes that touch the reader, then the others."""
    new = queries.definition(version.pk)
    before = queries.versions(process, request.actor).filter(number__lt=version.number).first()
    old = queries.definition(before.pk) if before else new
    wording = showing.wording().of(old).of(new)
    parts = frozenset(own.roles) if own else people.roles_of_actor(request.actor)
    touching = mine(old, new, parts, wording)
    everything = compare(old, new, wording)
    return {
        "process": process,
        "version": version,
        "own": own,
        "roles": ", ".join(wording.role(role) for role in sorted(parts)),
        "mine": touching,
        "others": [one for one in everything if one not in touching],
        "maps": showing.maps(new, pins=marks(everything)),
    } | readers_of(request, version)
