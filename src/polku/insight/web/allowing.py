"""Deviations that the company allows: who may say so, which there are, saying so and taking it back."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from polku.access.logic import Actor
from polku.access.request import Request
from polku.insight import queries
from polku.insight.actions import allow_deviation, forbid_deviation
from polku.insight.models import AllowedDeviation
from polku.insight.rules import InsightPermission
from polku.insight.web import sayings
from polku.insight.web.figures import Figure


@dataclass(frozen=True)
class Allowing:
    """What stands under the deviations: those allowed, and the ones that could be."""

    process: str
    allowed: tuple[tuple[AllowedDeviation, str], ...]
    others: tuple[tuple[str, str], ...]
    may: bool


def of(figure: Figure, actor: Actor) -> Allowing | None:
    """Only for the figure of deviations."""
    if figure.name != "deviations":
        return None
    process = figure.filter.process or queries.main_process(figure.filter)
    names = sayings.names_in(figure.table)
    rows = AllowedDeviation.objects.in_force(process).select_related("by").order_by("code")
    listed = tuple((row, sayings.deviation(row.code, names)) for row in rows)
    others = tuple(
        (one.deviation.code, sayings.deviation(one.deviation.code, names))
        for one in figure.found.deviations
        if not one.allowed
    )
    return Allowing(process, listed, others, actor.may(InsightPermission.ALLOW_DEVIATION))


@require_POST
@login_required
def allow(request: Request) -> HttpResponse:
    """Allow one with a reason."""
    given = {name: request.POST.get(name, "") for name in ("process", "code", "reason")}
    allow_deviation(
        given["process"], given["code"], reason=given["reason"], actor=request.actor, at=timezone.now()
    )
    return redirect(reverse("insight:view", args=["conformance"]))


@require_POST
@login_required
def forbid(request: Request, allowed_id: int) -> HttpResponse:
    """Let it count again."""
    forbid_deviation(allowed_id, actor=request.actor, at=timezone.now())
    return redirect(reverse("insight:view", args=["conformance"]))
