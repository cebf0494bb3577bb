"""On a deal: note an obstacle or feedback in two keystrokes, mark what the buyer has, take it back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.deals.models import Deal
from polku.journey import actions
from polku.journey.actions import reach
from polku.journey.logic.codes import LETTERS, TONE_LETTERS
from polku.journey.logic.incoming import NewFeedback, NewObstacle
from polku.journey.queries.journeys import laid_over
from polku.journey.rules import JourneyPermission
from polku.journey.web.forms import FeedbackForm, spoken
from polku.journey.words import TONE_LABELS, obstacle_labels
from polku.kernel.errors import NotFound
from polku.kernel.words import Text
from polku.process.queries import definition
from polku.ui.answers import Then, go, refill, safe_next


@require_http_methods(["GET", "POST"])
@login_required
def obstacles(request: Request, deal_id: int) -> HttpResponse:
    """Choose what holds the buyer up by its letter; a POST notes it at once, its note can follow."""
    deal = _deal(request, deal_id)
    if request.method != "POST":
        return render(request, "journey/dialogs/obstacle_codes.html", {"deal": deal, "codes": _codes(deal)})
    code, at = request.POST.get("code", ""), timezone.now()
    if own := request.POST.get("own", "").strip():
        request.actor.require(JourneyPermission.EDIT)
        code = actions.add_code(Text.of({spoken(): own}), actor=request.actor).key
    done = actions.raise_obstacles([NewObstacle(deal.id, code)], actor=request.actor, at=at)[0]
    if done.error is not None:
        raise done.error
    url = reverse("journey:obstacle", args=[done.obstacle_id])
    undo = reverse("journey:reversal", args=[done.event_id]) if done.event_id else ""
    said = _("Noted.") if done.event_id else _("This stands there already.")
    return go(request, _home(request, deal.id), said=said, undo=undo, then=Then(_("Add a note"), url))


@require_http_methods(["GET", "POST"])
@login_required
def feedback(request: Request, deal_id: int) -> HttpResponse:
    """Choose warmer, same or colder by its letter, with words where there are some."""
    deal = _deal(request, deal_id)
    form = FeedbackForm(request.POST or None, initial={"about": "selling"})
    if request.method == "POST" and form.is_valid():
        new = NewFeedback(deal.id, request.POST.get("tone", ""), **form.cleaned_data)
        done = actions.give_feedback([new], actor=request.actor, at=timezone.now())[0]
        if done.error is not None:
            raise done.error
        undo = reverse("journey:reversal", args=[done.event_id])
        return go(request, _home(request, deal.id), said=_("Noted."), undo=undo)
    tones = [(key.value, TONE_LABELS[key], letter) for key, letter in TONE_LETTERS.items()]
    context = {"deal": deal, "form": form, "tones": tones}
    return (refill if form.errors else render)(request, "journey/dialogs/feedback.html", context)


@require_POST
@login_required
def materials(request: Request, deal_id: int) -> HttpResponse:
    """The buyer got something that they must know, read it, or has it not."""
    deal, at, key = _deal(request, deal_id), timezone.now(), request.POST.get("key", "")
    act = request.POST.get("act", "sent")
    event_id: int | None
    if act == "missing":
        event_id = actions.unmark_material(deal.id, key, actor=request.actor, at=at)
    else:
        event_id = actions.mark_material(deal.id, key, opened=act == "opened", actor=request.actor, at=at)
    undo = reverse("journey:reversal", args=[event_id]) if event_id and act != "missing" else ""
    return go(request, _home(request, deal.id), said=_("Noted."), undo=undo)


@require_POST
@login_required
def reversal(request: Request, event_id: int) -> HttpResponse:
    """Take back what was just noted."""
    actions.undo(event_id, actor=request.actor, at=timezone.now())
    return go(request, safe_next(request, request.headers.get("Referer", "/")), said=_("Taken back."))


def _codes(deal: Deal) -> list[tuple[str, str, str, bool]]:
    """Every obstacle with its letter, those that the journey names at this step first."""
    labels, expected = obstacle_labels(archived=False), _expected(deal)
    letters, found = dict(LETTERS), []
    free = iter("123456789")
    for code in sorted(labels, key=lambda one: one not in expected):
        letter = letters.get(code) or next(free, "")
        found.append((code, labels[code], letter, code in expected))
    return found


def _expected(deal: Deal) -> set[str]:
    laid = laid_over([deal]).get(deal.id)
    step = laid.step_of(definition(deal.version_id), deal.stage) if laid else None
    return {entry.link_name for entry in step.cell("obstacle")} if step else set()


def _deal(request: Request, deal_id: int) -> Deal:
    """A deal that this person may write for."""
    request.actor.require(JourneyPermission.RECORD)
    reached = Deal.objects.visible_to(request.actor).reached_by(request.actor, JourneyPermission.RECORD)
    found = reached.current().filter(id=deal_id).select_related("customer").first()
    if found is None:
        raise NotFound(reach.NO_DEAL)
    return found


def _home(request: Request, deal_id: int) -> str:
    return safe_next(request, reverse("deals:deal", args=[deal_id]))
