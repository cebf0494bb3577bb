"""What criteria may ask of the answers about a deal: one query for all of it."""

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from polku.kernel.money import Money
from polku.process.facts import Fact, moment
from polku.qualify import events as happened
from polku.qualify.models import Answer

GROUP = "qualify.answers"
TOPICS = ("budget", "authority", "need", "time")
_CHANGED = frozenset({happened.AnswerGiven.kind, happened.AnswerRetracted.kind})


def of_answers(_names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    """Which topics are known now, by answers that are not stale."""
    rows = (
        Answer.objects.fresh(timezone.localdate(moment()))  # answers go stale as time passes
        .filter(deal_id__in=deal_ids, settles=True, topic__in=TOPICS)
        .order_by("id")
        .values_list("deal_id", "topic", "kind", "value")
    )
    topics: dict[int, set[str]] = {}
    found: dict[int, dict[str, object]] = {}
    for deal_id, topic, kind, value in rows:
        topics.setdefault(deal_id, set()).add(topic)
        known = found.setdefault(deal_id, {})
        known[f"{topic}_known"] = True
        if topic == "budget" and kind == "money":
            known["budget_amount"] = float(Money(value["minor"], value["currency"]).decimal)
    for deal_id, seen in topics.items():
        found[deal_id]["bant_complete"] = len(seen) == len(TOPICS)
    return found


def _fact(name: str, label: object, hint: object) -> Fact:
    return Fact(name, "bool", label, hint, _CHANGED, clock=True, group=GROUP)


FACTS = (
    _fact("budget_known", _("Budget"), _("Ask what is set aside, and write it down")),
    _fact("authority_known", _("Authority"), _("Ask who makes the final decision, and write it down")),
    _fact("need_known", _("Need"), _("Ask which problem should be solved, and write it down")),
    _fact(
        "time_known",
        pgettext_lazy("by when it is needed", "Time"),
        _("Ask by when it must be solved, and write it down"),
    ),
    _fact("bant_complete", _("Budget, authority, need and time"), _("Answer all four BANT questions")),
    Fact(
        "budget_amount",
        "number",
        _("Budget amount"),
        _("Enter the budget"),
        _CHANGED,
        clock=True,
        group=GROUP,
    ),
)
