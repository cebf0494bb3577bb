"""Rows of Today: next steps that are due, deals past their time, deals without a next step."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.deals.models import Deal
from polku.deals.queries.today import (
    checklists_of,
    escalated_to,
    past_their_time,
    steps_until,
    without_step,
)
from polku.deals.web.showing import pace_sentence, when
from polku.process.people import roles_of_actor
from polku.process.queries import definition
from polku.ui.registry import TodayRow

STEPS = gettext_lazy("Next steps")
TIMES = gettext_lazy("Past their time")
PLANS = gettext_lazy("No next step")
ESCALATED = gettext_lazy("Stays too long")
LISTS = gettext_lazy("Checklists")
_STUCK, _FIXED, _LATE, _REST = 10, 20, 30, 40


def rows(actor: Actor, at: datetime) -> list[TodayRow]:
    """What waits of a person's own deals, and of those that the process brings before the person's role."""
    if actor.user_id is None:
        return []
    roles = roles_of_actor(actor)
    return [
        *_steps(actor, at),
        *_late(actor, at),
        *(_planless(deal) for deal in without_step(actor)),
        *_escalated(actor, roles),
        *_lists(actor, roles),
    ]


def _escalated(actor: Actor, roles: Collection[str]) -> Iterator[TodayRow]:
    """Deals of others that stay too long, told to who is named by the stage."""
    language = get_language() or "en"
    for row in escalated_to(actor, roles):
        if row.deal.owner_id == actor.user_id:
            continue
        stage = definition(row.deal.version_id).by_key.get(row.stage)
        yield TodayRow(
            key=f"escalated-{row.pk}",
            why=_("Stays too long"),
            title=_("%(customer)s waits in %(stage)s")
            % {"customer": row.deal.customer.name, "stage": stage.name.to(language) if stage else row.stage},
            url=_url(row.deal),
            detail=_("%(deal)s. Owner: %(owner)s")
            % {"deal": row.deal.title, "owner": row.deal.owner or _("nobody")},
            signal="stuck",
            due=row.at,
            rank=_STUCK,
            kind=ESCALATED,
        )


def _lists(actor: Actor, roles: Collection[str]) -> Iterator[TodayRow]:
    """What a stage opened for a department to tick."""
    language = get_language() or "en"
    for deal, items in checklists_of(actor, roles):
        stage = definition(deal.version_id).by_key[deal.stage]
        yield TodayRow(
            key=f"list-{deal.id}",
            why=_("Checklist of %(stage)s") % {"stage": stage.name.to(language)},
            title=_called(deal),
            url=_url(deal),
            detail="; ".join(item.text.to(language) for item in items),
            due=deal.stage_entered_at,
            rank=_REST,
            kind=LISTS,
        )


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
