"""Rows of Today: next steps that are due, deals past their time, deals without a next step."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.deals.models import Deal
from polku.deals.queries.today import past_their_time, steps_until, without_step
from polku.deals.web.showing import pace_sentence, when
from polku.ui.registry import TodayRow

STEPS = gettext_lazy("Next steps")
TIMES = gettext_lazy("Past their time")
PLANS = gettext_lazy("No next step")
_STUCK, _FIXED, _LATE, _REST = 10, 20, 30, 40


def rows(actor: Actor, at: datetime) -> list[TodayRow]:
    """What waits of a person's own deals; three queries."""
    if actor.user_id is None:
        return []
    return [*_steps(actor, at), *_late(actor, at), *(_planless(deal) for deal in without_step(actor))]


def _steps(actor: Actor, at: datetime) -> Iterator[TodayRow]:
    for deal in steps_until(actor, at):
        due = deal.next_step_at
        over = due is not None and due < at
        said = when(due, at, day_only=over and not _is_today(due, at))
        yield TodayRow(
            key=f"step-{deal.id}",
            why=_("Overdue, %(when)s") % {"when": said} if over else _("Step %(when)s") % {"when": said},
            title=deal.next_step,
            url=_url(deal),
            detail=_called(deal),
            signal="late" if over else "",
            due=due,
            rank=_LATE if over else _FIXED,
            kind=STEPS,
            act_label=_("Done"),
            act_url=reverse("deals:completion", args=[deal.id]),
            act_post=True,
            soon=due is not None and not over and (due - at).total_seconds() < 3600,
        )


def _late(actor: Actor, at: datetime) -> Iterator[TodayRow]:
    for card in past_their_time(actor, at):
        stuck = card.pace.signal == "stuck"
        yield TodayRow(
            key=f"late-{card.deal.id}",
            why=pace_sentence(card.pace),
            title=_("%(customer)s waits in %(stage)s")
            % {
                "customer": card.deal.customer.name,
                "stage": card.stage.name.to(get_language() or "en") if card.stage else "",
            },
            url=_url(card.deal),
            detail=_("%(deal)s. Then: %(step)s") % {"deal": card.deal.title, "step": card.deal.next_step},
            signal="stuck" if stuck else "late",
            due=card.deal.stage_entered_at,
            rank=_STUCK if stuck else _LATE,
            kind=TIMES,
            act_label=_("Move"),
            act_url=reverse("deals:stage", args=[card.deal.id]) + "?next=/",
            act_dialog=True,
        )


def _planless(deal: Deal) -> TodayRow:
    return TodayRow(
        key=f"planless-{deal.id}",
        why=_("No next step"),
        title=_called(deal),
        url=_url(deal),
        detail=_("Nothing is agreed with the buyer."),
        signal="late",
        rank=_REST,
        kind=PLANS,
        act_label=pgettext("verb", "Plan"),
        act_url=reverse("deals:next_step", args=[deal.id]) + "?next=/",
        act_dialog=True,
    )


def _is_today(due: datetime | None, at: datetime) -> bool:
    return due is not None and timezone.localdate(due) == timezone.localdate(at)


def _called(deal: Deal) -> str:
    return deal.title if deal.title == deal.customer.name else f"{deal.customer.name}: {deal.title}"


def _url(deal: Deal) -> str:
    return reverse("deals:deal", args=[deal.id])
