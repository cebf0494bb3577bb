"""Pages of strategies: all segments, one page each, the form."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.kernel.errors import DomainError
from polku.measures import queries
from polku.measures.actions import remove_strategy, save_strategy
from polku.measures.actions.strategies import FIELDS
from polku.measures.measuring.goals import may_see, stand
from polku.measures.models import Strategy
from polku.measures.rules import MeasurePermission
from polku.measures.web.forms import StrategyForm
from polku.measures.web.goals import card
from polku.measures.web.saving import base_of, base_sent, put_errors
from polku.ui.answers import go


@require_safe
@login_required
def strategies(request: Request) -> HttpResponse:
    """The segments with their strategies, those to be looked at first on top."""
    request.actor.require(MeasurePermission.SEE)
    context = {
        "rows": list(queries.strategies()[:200]),
        "today": timezone.localdate(),
        "may_define": request.actor.may(MeasurePermission.DEFINE),
    }
    return render(request, "measures/strategies.html", context)


@require_safe
@login_required
def strategy(request: Request, strategy_id: int) -> HttpResponse:
    """One segment: how it is sold to, its goals, what came of it."""
    row, now = queries.strategy(strategy_id, request.actor), timezone.now()
    found = stand(list(queries.goals_of(row, request.actor)[:20]), now)
    parts = [
        (_("Price position"), row.price_position), (_("Promotions"), row.promotions),
        (_("Service level"), row.service_level), (_("Channels"), row.channels), (_("Result"), row.result),
    ]  # fmt: skip
    context = {
        "row": row,
        "parts": [(label, text) for label, text in parts if text],
        "cards": [card(one) for one in found if may_see(one.known, request.actor)],
        "is_due": row.review_date is not None and row.review_date <= timezone.localdate(now),
        "may_define": request.actor.may(MeasurePermission.DEFINE),
    }
    return render(request, "measures/strategy.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """Write the strategy of a segment."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def change(request: Request, strategy_id: int) -> HttpResponse:
    """Change a strategy."""
    return _edit(request, queries.strategy(strategy_id, request.actor))


@require_POST
@login_required
def removal(request: Request, strategy_id: int) -> HttpResponse:
    """Throw a strategy away, or (with `removed` 0) take it back."""
    removed = request.POST.get("removed", "1") == "1"
    remove_strategy(strategy_id, removed=removed, actor=request.actor, at=timezone.now())
    return go(request, reverse("measures:strategies"), said=_("Deleted."))


def _edit(request: Request, row: Strategy | None) -> HttpResponse:
    request.actor.require(MeasurePermission.DEFINE)
    initial: dict[str, Any] = StrategyForm.opened(row) if row else {"responsible_id": request.actor.user_id}
    form = StrategyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_strategy(
                row.pk if row else None,
                form.cleaned_data,
                base=base_sent(request),
                actor=request.actor,
                at=timezone.now(),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("measures:strategy", args=[saved.pk]), said=_("Saved."))
    context = {"form": form, "row": row, "base": base_of(row, FIELDS) if row else ""}
    return render(request, "measures/strategy_form.html", context, status=422 if form.errors else 200)
