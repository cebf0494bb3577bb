"""The map: designed and lived, its figures, its table as a file, what is known of a stage."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.insight.exports import table_csv
from polku.kernel.errors import NotFound, gettext_noop
from polku.process import buyers, queries
from polku.process.logic.definition import Definition
from polku.process.logic.drawing import draw_lying, draw_upright
from polku.process.models import Process
from polku.process.rules import ProcessPermission
from polku.process.web import acting, causing, lived, showing
from polku.process.web.filtering import FilterForm
from polku.process.web.pinned import pinboard

CSV, SVG = "text/csv; charset=utf-8", "image/svg+xml; charset=utf-8"


@require_safe
@login_required
def home(request: Request, key: str = "") -> HttpResponse:
    """The map of the default process, or of the one an address names without a page; else the way to load one."""
    request.actor.require(ProcessPermission.SEE)
    found = queries.process(key, request.actor) if key else queries.processes(request.actor).first()
    if found is None:
        return render(request, "process/none.html", {"may_edit": request.actor.may(ProcessPermission.EDIT)})
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponseRedirect(reverse("process:map", args=[found.key]) + query)


@require_safe
@login_required
def process_map(request: Request, key: str) -> HttpResponse:
    """The frame of the map at once; what insight counts follows. Of a process only drafted, the draft's map."""
    process = _process(request, key)
    if not queries.versions(process, request.actor).exists() and queries.draft(process, request.actor):
        return HttpResponseRedirect(reverse("process:draft", args=[key]))
    may_measure = lived.may_see(request.actor)
    is_lived = may_measure and request.GET.get("show") != "designed"
    context = _frame(request, process) | _segments(request, process, may_measure, is_lived)
    if is_lived:
        chosen = lived.filter_of(request.actor, process, request.GET)
        context |= {"chips": lived.chips(process, chosen), "query": lived.state(chosen)}
    else:
        definition = queries.published(process.key)
        board = pinboard(request.actor, definition, at=timezone.now())
        links, side = showing.panel_links(definition), buyers.side_of(definition)
        context |= {
            "maps": showing.maps(buyers.seen(definition, side), links=links, pins=board.marks),
            "pinboard": board,
            "buyer_url": side.url,
        }
    return render(request, "process/map.html", context)


@require_safe
@login_required
def figures(request: Request, key: str) -> HttpResponse:
    """The lived map and the same as a table."""
    process = _process(request, key)
    chosen = lived.filter_of(request.actor, process, request.GET)
    found = lived.lived_process(chosen, now=timezone.now())
    query = lived.state(chosen)
    links = showing.panel_links(found.definition, query)
    board = pinboard(request.actor, found.definition, at=timezone.now(), lived=True, query=request.GET)
    figures_known = found.figures if found.known.n else None
    side = buyers.side_of(found.definition)
    seen = buyers.seen(found.definition, side)
    context = {
        "process": process,
        "lived": found,
        "headings": lived.headings(),
        "query": query,
        "maps": showing.maps(seen, figures_known, links=links, pins=board.marks),
        "pinboard": board,
        "buyer_url": side.url,
        "acts": acting.of_stage(found, None, request.actor),
        "no_cause": causing.nothing_said(found.causes) if found.known.n else "",
    }
    return render(request, "process/figures.html", context)


@require_safe
@login_required
def filters(request: Request, key: str) -> HttpResponse:
    """Choose which deals the map is about."""
    process = _process(request, key)
    chosen = lived.filter_of(request.actor, process, request.GET)
    form = FilterForm(process=process, chosen=chosen)
    return render(request, "process/filters.html", {"process": process, "form": form})


@require_safe
@login_required
def table_file(request: Request, key: str) -> HttpResponse:
    """The figures of the map as a CSV file."""
    process = _process(request, key)
    found = lived.lived_process(lived.filter_of(request.actor, process, request.GET), now=timezone.now())
    return _file(table_csv(found.table()), CSV, f"{key}.csv")


@require_safe
@login_required
def picture(request: Request, key: str) -> HttpResponse:
    """The map as an SVG file: the lived one, or with `show=designed` the designed one."""
    process = _process(request, key)
    definition, known = queries.published(key), None
    if lived.may_see(request.actor) and request.GET.get("show") != "designed":
        found = lived.lived_process(lived.filter_of(request.actor, process, request.GET), now=timezone.now())
        definition, known = found.definition, found.figures
    pen = draw_upright if request.GET.get("upright") else draw_lying
    return _file(pen(definition, known, wording=showing.wording(), standalone=True), SVG, f"{key}.svg")


@require_safe
@login_required
def stage(request: Request, key: str, stage_key: str) -> HttpResponse:
    """All that is known of a stage: what it is for, what it asks, how it is lived."""
    process = _process(request, key)
    definition = _version(process, request)
    found = definition.by_key.get(stage_key)
    if found is None:
        raise NotFound(gettext_noop("This stage is not in this version of the process."))
    context: dict[str, Any] = {
        "process": process,
        "words": showing.stage_words(definition, found),
        "definition": definition,
        "may_edit": request.actor.may(ProcessPermission.EDIT),
    }
    if lived.may_see(request.actor) and "number" not in request.GET:
        chosen = lived.filter_of(request.actor, process, request.GET)
        seen = lived.lived_process(chosen, now=timezone.now())
        context["line"] = seen.line_of(stage_key)
        context["acts"] = acting.of_stage(seen, context["line"], request.actor)
    return render(request, "process/stage.html", context)


def _segments(request: Request, process: Process, may_measure: bool, is_lived: bool) -> dict[str, Any]:
    """The two maps to switch between; filters are kept on the way there and back."""
    base = reverse("process:map", args=[process.key])
    query = request.GET.copy()
    query["show"] = "designed"
    designed = query.urlencode()
    query["show"] = "lived"
    found = [(_("Designed"), f"{base}?{designed}", not is_lived)]
    if may_measure:
        found.append((_("Lived"), f"{base}?{query.urlencode()}", is_lived))
    return {
        "segments": found,
        "is_lived": is_lived,
        "picture_query": query.urlencode() if is_lived else designed,
    }


def _process(request: Request, key: str) -> Process:
    request.actor.require(ProcessPermission.SEE)
    return queries.process(key, request.actor)


def _frame(request: Request, process: Process) -> dict[str, Any]:
    """What stands above the map: the process, its version in force, the others, what may be done."""
    return {
        "process": process,
        "in_force": queries.versions(process, request.actor).first(),
        "processes": showing.menu(request.actor, process),
        "has_draft": queries.draft(process, request.actor) is not None,
        "may_edit": request.actor.may(ProcessPermission.EDIT),
    }


def _version(process: Process, request: Request) -> Definition:
    """The version an address asks for: a number, the draft, else the newest among those of the filter."""
    number = request.GET.get("number", "")
    if number == "draft" and (draft := queries.draft(process, request.actor)):
        return queries.draft_definition(draft)
    if number.isdecimal() and len(number) < 9:
        return queries.definition(queries.version(process, int(number), request.actor).pk)
    if lived.may_see(request.actor):
        return lived.line(lived.filter_of(request.actor, process, request.GET))
    return queries.published(process.key)


def _file(content: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
