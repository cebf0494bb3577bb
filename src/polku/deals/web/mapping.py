"""Deals under earlier versions of a process: which stage takes the place of theirs, how many go where, do it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods

from polku.access.request import Request
from polku.deals.actions.batches import run_batch, start_batch
from polku.deals.queries.versions import behind, ids_behind
from polku.deals.rules import DealPermission
from polku.deals.tasks import KIND
from polku.deals.web.bulk import AT_ONCE
from polku.jobs.actions import enqueue
from polku.process.logic.definition import Definition
from polku.process.logic.reshaping import mapping_of
from polku.process.queries import definitions, process, published
from polku.process.rules import ProcessPermission
from polku.ui.answers import go


@dataclass(frozen=True)
class Row:
    """One stage in which deals of earlier versions stand: its name there, how many, where they would go."""

    key: str
    name: str
    versions: str
    deals: int
    to: str
    choices: list[tuple[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mapping(request: Request, key: str) -> HttpResponse:
    """State the mapping and see how many deals go where; a POST that says `do` carries it out as one change."""
    request.actor.require(ProcessPermission.EDIT)
    request.actor.require(DealPermission.BULK)
    found = process(key, request.actor)
    new = published(found.key)
    counts = behind(found.pk, new.version_id, request.actor)
    rows = _rows(counts, new, request.POST)
    if request.method == "POST" and request.POST.get("do") and rows:
        return _change(request, found.pk, new, {row.key: row.to for row in rows if row.to})
    going: Counter[str] = Counter()
    for row in rows:
        going[row.to] += row.deals
    language = get_language() or "en"
    context = {
        "process": found,
        "new": new,
        "rows": rows,
        "going": [(one.name.to(language), going[one.key]) for one in new.stages if going[one.key]],
        "staying": going[""],
        "total": sum(row.deals for row in rows),
        "moving": sum(row.deals for row in rows if row.to),
    }
    return render(request, "deals/mapping.html", context)


def _rows(counts: Mapping[tuple[int, str], int], new: Definition, sent: Mapping[str, Any]) -> list[Row]:
    """Each stage once, whatever versions have it; chosen as sent, else as the versions suggest."""
    old = definitions({version_id for version_id, _stage in counts})
    language = get_language() or "en"
    merged: dict[str, list[tuple[Definition, int]]] = {}
    for (version_id, stage), n in sorted(counts.items()):
        merged.setdefault(stage, []).append((old[version_id], n))
    rows = []
    for stage, parts in merged.items():
        newest = max((one for one, _n in parts), key=lambda one: one.number)
        known = newest.by_key.get(stage)
        side = known.after_win if known else False
        choices = [(one.key, one.name.to(language)) for one in new.stages if one.after_win == side]
        wanted = sent.get(f"to_{stage}")
        suggested = mapping_of(newest, new).get(stage, "")
        to = wanted if wanted in {"", *(one for one, _name in choices)} else suggested
        rows.append(
            Row(
                stage,
                known.name.to(language) if known else stage,
                ", ".join(str(one.number) for one, _n in parts),
                sum(n for _one, n in parts),
                to or "",
                choices,
            )
        )
    return rows


def _change(request: Request, process_id: int, new: Definition, stages: Mapping[str, str]) -> HttpResponse:
    """At once for a few deals, in the background for many; all of it can be taken back as one."""
    at = timezone.now()
    ids = ids_behind(process_id, new.version_id, list(stages), request.actor)
    args = {"version": new.version_id, "stages": dict(stages)}
    batch = start_batch("map", args, ids, actor=request.actor, at=at)
    address = reverse("deals:batch", args=[batch.id])
    if batch.total > AT_ONCE:
        enqueue(KIND, {"batch": batch.id}, at=at, key=str(batch.id))
        return go(request, address)
    run_batch(batch, actor=request.actor, at=at)
    if batch.errors:
        return go(request, address)
    n = len(batch.events)
    said = ngettext(
        "%(n)s deal goes on under version %(number)s.", "%(n)s deals go on under version %(number)s.", n
    )
    undo = reverse("deals:batch_undo", args=[batch.id])
    url = reverse("process:versions", args=[new.key])
    return go(request, url, said=said % {"n": n, "number": new.number}, undo=undo)
