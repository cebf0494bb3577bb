"""What Today shows of payments to who sees to them: calls, broken promises, reminders that are due, bookings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from polku.access.logic import Actor
from polku.payments.logic.chasing import Channel, Outcome
from polku.payments.models import Item, Promise, Reminder, StatementLine
from polku.payments.queries.owing import due_ids
from polku.payments.rules import PaymentPermission
from polku.ui.locale_formats import money
from polku.ui.registry import TodayRow

SHOWN: Final = 50
OVERDUE: Final = gettext_lazy("Overdue")


def chases(actor: Actor, at: datetime) -> Sequence[TodayRow]:
    """Calls to make, promises that were broken, and how many reminders wait for somebody to send them."""
    mine = Item.objects.reached_by(actor, PaymentPermission.CHASE).filter(open_minor__gt=0)
    tasks = Reminder.objects.filter(channel=Channel.TASK, done_at=None, item_id__in=mine.values("id"))
    rows: list[dict[str, Any]] = [
        _row(f"chase-{one.id}", _("Call about the payment"), one.item, one.at, _("Called"), actor)
        | {"act_url": reverse("payments:task_done", args=[one.id]), "act_post": True}
        for one in tasks.select_related("item__customer").order_by("id")[:SHOWN]
    ]
    broken = Promise.objects.filter(outcome=Outcome.BROKEN, item_id__in=mine.values("id"))
    later = Promise.objects.filter(ended_at=None).values("item_id")
    seen: set[int] = set()
    for one in broken.exclude(item_id__in=later).select_related("item__customer").order_by("-id")[:SHOWN]:
        if one.item_id not in seen:
            seen.add(one.item_id)
            url = reverse("payments:promise", args=[one.item_id])
            said = _row(f"promise-{one.id}", _("Promise broken"), one.item, one.ended_at, _("Promise"), actor)
            rows.append(said | {"act_url": url, "act_dialog": True, "signal": "stuck"})
    found = [TodayRow(**one) for one in rows]
    due = len(due_ids(actor, timezone.localdate(at)))
    if due:
        found.append(_due(due))
    return found


def _row(key: str, why: str, item: Item, due: datetime | None, act: str, actor: Actor) -> dict[str, Any]:
    return {
        "key": key,
        "why": why,
        "title": f"{item.number}, {item.customer.name if item.customer else ''}",
        "url": reverse("payments:overdue"),
        "detail": money(item.open_minor, item.currency),
        "signal": "late",
        "due": due,
        "rank": 30,
        "kind": OVERDUE,
        "act_label": act,
        "own": item.owner_id is not None and item.owner_id == actor.user_id,
    }


def _due(due: int) -> TodayRow:
    url = f"{reverse('payments:reminders')}?state=due"
    return TodayRow(
        key="reminders",
        why=_("Reminders are due"),
        title=ngettext("%(n)d late invoice", "%(n)d late invoices", due) % {"n": due},
        url=f"{reverse('payments:overdue')}?state=due",
        kind=OVERDUE,
        act_label=_("Look and send"),
        act_url=url,
    )


def bookings(actor: Actor, at: datetime) -> Sequence[TodayRow]:
    """Bookings of the bank that wait to be settled."""
    waiting = StatementLine.objects.filter(receipt=None, ignored_at=None).count()
    if not waiting:
        return []
    return [
        TodayRow(
            key="bookings",
            why=_("Bank"),
            title=ngettext("%(n)d booking waits", "%(n)d bookings wait", waiting) % {"n": waiting},
            url=reverse("payments:inbox"),
            kind=gettext_lazy("Payments"),
            act_label=_("Match"),
            act_url=reverse("payments:inbox"),
        )
    ]
