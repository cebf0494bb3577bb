"""Many deals at once: preview, do, watch, take back; and the bin."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from polku.access.models import Team, User
from polku.access.queries import teams
from polku.access.request import Request
from polku.deals.actions.batches import ACTS, DEALS_MAX, run_batch, start_batch, undo_batch
from polku.deals.logic.outcomes import REASONS
from polku.deals.models import Batch, Deal
from polku.deals.queries import listings as lists
from polku.deals.queries.boards import definition_of
from polku.deals.queries.filters import DealFilter
from polku.deals.rules import DealPermission
from polku.deals.tasks import KIND
from polku.deals.web.forms import number, owner_choices
from polku.deals.web.state import State
from polku.deals.words import OUTCOME_LABELS, REASON_LABELS
from polku.jobs.actions import enqueue
from polku.kernel.errors import Invalid, Message
from polku.kernel.words import Text
from polku.ui.answers import go, safe_next

AT_ONCE = 200
"""More deals than this are changed in the background."""

BIN = 100
TITLES = {
    "move": lambda: _("Move"), "assign": lambda: _("Give away"), "close": lambda: pgettext("a deal", "Close"),
    "void": lambda: _("Move to the bin"), "restore": lambda: _("Bring back"),
    "map": lambda: _("Into the version in force"),
}  # fmt: skip


@require_POST
@login_required
def preview(request: Request) -> HttpResponse:
    """What a change of the chosen deals would be about, and what it needs to know."""
    request.actor.require(DealPermission.BULK)
    act = request.POST.get("act", "")
    if act not in ACTS or act == "map":  # a mapping has a page of its own
        raise Http404
    ids = _chosen(request)
    context = {
        "act": act, "title": TITLES[act](), "ids": ids, "count": len(ids), "is_all": request.POST.get("all") == "1",
        "query": request.META.get("QUERY_STRING", ""), "next": safe_next(request, reverse("deals:pipeline")),
        **_choices(request, act, ids),
    }  # fmt: skip
    return render(request, "deals/dialogs/bulk.html", context)


@require_POST
@login_required
def change(request: Request) -> HttpResponse:
    """Do it: at once for a few deals, in the background for many."""
    at, act = timezone.now(), request.POST.get("act", "")
    if act == "map":
        raise Http404
    batch = start_batch(act, _args(request, act), _chosen(request), actor=request.actor, at=at)
    if batch.total > AT_ONCE:
        enqueue(KIND, {"batch": batch.id}, at=at, key=str(batch.id))
        return go(request, reverse("deals:batch", args=[batch.id]))
    run_batch(batch, actor=request.actor, at=at)
    if batch.errors:
        return go(request, reverse("deals:batch", args=[batch.id]))
    said = ngettext("%(n)s deal changed.", "%(n)s deals changed.", len(batch.events)) % {
        "n": len(batch.events)
    }
    return go(
        request,
        safe_next(request, reverse("deals:pipeline")),
        said=said,
        undo=reverse("deals:batch_undo", args=[batch.id]),
    )


@require_safe
@login_required
def batch(request: Request, batch_id: int) -> HttpResponse:
    """How far a change is, what became of it, and which deals it could not change."""
    found = _own(request, batch_id)
    titles = dict(
        Deal.objects.visible_to(request.actor)
        .filter(id__in=[int(one) for one in found.errors][:500])
        .values_list("id", "title")
    )
    errors = [
        (int(one), titles.get(int(one), one), *_told(error, request.LANGUAGE_CODE))
        for one, error in found.errors.items()
    ]
    template = "deals/parts/progress.html" if "part" in request.GET else "deals/batch.html"
    context = {
        "batch": found,
        "title": TITLES[found.act](),
        "errors": errors[:500],
        "changed": len(found.events),
    }
    return render(request, template, context)


@require_POST
@login_required
def batch_undo(request: Request, batch_id: int) -> HttpResponse:
    """Take the whole change back."""
    back, left = undo_batch(_own(request, batch_id), actor=request.actor, at=timezone.now())
    said = ngettext("%(n)s deal is as it was.", "%(n)s deals are as they were.", back) % {"n": back}
    if left:
        said += " " + ngettext("%(n)s has gone on since.", "%(n)s have gone on since.", left) % {"n": left}
    return go(request, reverse("deals:pipeline"), said=said)


@require_safe
@login_required
def bin_page(request: Request) -> HttpResponse:
    """Deals that were taken out, the newest first; each can be brought back."""
    request.actor.require(DealPermission.SEE)
    rows = Deal.objects.visible_to(request.actor).exclude(voided_at=None).select_related("customer", "owner")
    context = {
        "deals": rows.order_by("-voided_at", "-id")[:BIN],
        "may_void": request.actor.may(DealPermission.VOID),
    }
    return render(request, "deals/bin.html", context)


def _own(request: Request, batch_id: int) -> Batch:
    found = Batch.objects.filter(id=batch_id, by_id=request.actor.user_id).first()
    if found is None:
        raise Http404
    return found


def _chosen(request: Request) -> list[int]:
    """The deals that were marked, or all that the filter means."""
    if request.POST.get("all") == "1":
        at = timezone.now()
        f: DealFilter = State.of(request, at).filter
        found = lists.ids(f, request.actor, at, most=DEALS_MAX + 1)
        if len(found) > DEALS_MAX:
            raise Invalid(Message("At most %(max)s deals can be changed at once.", max=DEALS_MAX))
        return found
    return [one for text in request.POST.getlist("ids") if (one := number(text)) is not None]


def _choices(request: Request, act: str, ids: list[int]) -> dict[str, Any]:
    if act == "move":
        found = (
            Deal.objects.visible_to(request.actor).filter(id__in=ids[:1]).select_related("process").first()
        )
        key = found.process.key if found else ""
        return {
            "stages": [(stage.key, stage.name) for stage in definition_of(DealFilter(process=key)).stages]
        }
    if act == "assign":
        return {"people": owner_choices(request.actor), "teams": list(teams())}
    if act == "close":
        outcomes = [(key, OUTCOME_LABELS[key]) for key in ("lost", "no_decision", "paused", "won")]
        return {"outcomes": outcomes, "reasons": [(key, REASON_LABELS[key]) for key in REASONS]}
    return {}


def _args(request: Request, act: str) -> dict[str, Any]:
    """What the act needs, as plain values."""
    data = request.POST
    if act == "move":
        return {"stage": data.get("stage", "")}
    if act == "assign":
        owner, team = number(data.get("owner")), number(data.get("team"))
        if owner and not User.objects.filter(id=owner, is_active=True).exists():
            raise Invalid(_("There is no such person."), field="owner")
        if not owner and not Team.objects.filter(id=team or 0).exists():
            raise Invalid(_("Choose a person or a team."), field="owner")
        return {"owner_id": owner, "team_id": team}
    if act == "close":
        reasons = [one for one in data.getlist("reasons") if one in REASONS]
        return {"outcome": data.get("outcome", ""), "reasons": reasons, "words": data.get("words", "")[:5000]}
    return {}


def _told(error: dict[str, Any], language: str) -> tuple[str, list[str]]:
    """Why a deal was not changed, in the reader's language."""
    values = {name: _(value) if value else "" for name, value in error["params"].items()}
    text = _(error["message"]) % values if values else _(error["message"])
    return text, [Text.of(one).to(language) for one in error["unmet"]]
