"""Second step: what was understood of the file, and which column is which field."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.eventlog.events import Via
from polku.imports import plans, queries
from polku.imports.actions import configure_import, discard_import
from polku.imports.logic.options import Options
from polku.imports.models import Import
from polku.imports.web import shown
from polku.imports.web.forms import ChoicesForm, ReadingForm, column_choices, posted_pairs, targets
from polku.imports.web.running_views import start
from polku.kernel.errors import Invalid
from polku.ui.answers import go, refill

PREVIEWED = 5
OPEN = (Import.State.DRAFT, Import.State.READY)
SEE_OTHER = 303


@require_http_methods(["GET", "POST"])
@login_required
def mapping(request: Request, import_id: int) -> HttpResponse:
    """Show what was understood; take what is chosen, and try it."""
    found = queries.visible_import(import_id, actor=request.actor)
    if found.state not in OPEN:
        return HttpResponseRedirect(reverse("imports:import", args=[found.id]))
    kind = queries.kind_named(found.kind)
    form = ChoicesForm(request.POST or None, found=found, kind=kind, actor=request.actor)
    if not form.is_valid():
        context = _context(request, found, form)
        return (refill if form.is_bound else render)(request, "imports/mapping.html", context)
    try:
        _configure(request, found, form)
    except Invalid as error:
        for message in error.errors.values():
            form.add_error(None, message)
        return refill(request, "imports/mapping.html", _context(request, found, form))
    start(found, "trial", at=timezone.now())
    return HttpResponseRedirect(reverse("imports:trial", args=[found.id]), status=SEE_OTHER)


@require_POST
@login_required
def reading(request: Request, import_id: int) -> HttpResponse:
    """Read the file again in another way."""
    found = queries.visible_import(import_id, actor=request.actor)
    options, said = Options.of(found.options), request.POST
    options = replace(
        options,
        encoding=said.get("encoding", options.encoding),
        delimiter=said.get("delimiter", options.delimiter),
        sheet=said.get("sheet", options.sheet),
        join=said.get("join", options.join),
    )
    configure_import(found, options=options, actor=request.actor.through(Via.IMPORT), at=timezone.now())
    return go(request, reverse("imports:mapping", args=[found.id]))


@require_POST
@login_required
def removal(request: Request, import_id: int) -> HttpResponse:
    """Forget a file that was not imported."""
    found = queries.visible_import(import_id, actor=request.actor)
    discard_import(found, actor=request.actor, at=timezone.now())
    return go(request, reverse("imports:imports"), said=_("The file was forgotten."))


def _configure(request: Request, found: Import, form: ChoicesForm) -> None:
    kind = queries.kind_named(found.kind)
    configure_import(
        found,
        mapping=posted_pairs(found, kind, request.POST),
        options=form.changed_options(Options.of(found.options)),
        mode=form.cleaned_data["mode"],
        process=form.cleaned_data.get("process", ""),
        actor=request.actor.through(Via.IMPORT),
        at=timezone.now(),
    )


def _context(request: Request, found: Import, form: ChoicesForm) -> dict[str, Any]:
    source = plans.source_for(found)
    options = Options.of(found.options)
    reading = ReadingForm(options=options, sheets=source.file.sheets(), shared=plans.shared_columns(found))
    preview = [record.cells for record in plans.first_records(source, PREVIEWED)]
    return shown.base(found) | {
        "form": form,
        "reading": reading,
        "columns": column_choices(found, request.POST or None),
        "targets": targets(queries.kind_named(found.kind)),
        "headings": source.columns,
        "preview": preview,
        "remembered": bool(found.mapping),
    }
