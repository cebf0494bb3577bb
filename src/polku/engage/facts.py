"""What criteria may ask of the activities of a deal: one query for all of it."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from polku.engage import events as happened
from polku.engage.logic.codes import TOOK_PLACE, Form
from polku.engage.models import Activity
from polku.process.facts import Fact

GROUP = "engage.activities"
_CHANGED = frozenset(event.kind for event in happened.ON_DEALS)


def of_activities(_names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    """What took place in each deal."""
    held = Q(outcome__in=TOOK_PLACE)
    rows = (
        Activity.objects.current()
        .filter(deal_id__in=deal_ids)
        .order_by()
        .values("deal_id")
        .annotate(
            contacts=Count("id", filter=held & Q(is_contact=True)),
            calls=Count("id", filter=held & Q(form=Form.CALL.value)),
            meetings=Count("id", filter=held & Q(form=Form.MEETING.value)),
            demos=Count("id", filter=held & Q(form=Form.DEMO.value)),
            mails=Count("id", filter=held & Q(form=Form.MAIL.value, direction="out")),
            number=Count("id", filter=held),
        )
    )
    found: dict[int, dict[str, object]] = {deal_id: {"activities": 0.0} for deal_id in deal_ids}
    for row in rows:
        found[row["deal_id"]] = {
            "first_contact_made": row["contacts"] > 0,
            "call_held": row["calls"] > 0,
            "meeting_held": row["meetings"] > 0,
            "demo_held": row["demos"] > 0,
            "mail_sent": row["mails"] > 0,
            "activities": float(row["number"]),
        }
    return found


FACTS = (
    Fact(
        "first_contact_made",
        "bool",
        _("First contact"),
        _("Log a call, mail or meeting"),
        _CHANGED,
        group=GROUP,
    ),
    Fact(
        "call_held", "bool", _("Call held"), _("Log a call in which you reached them"), _CHANGED, group=GROUP
    ),
    Fact(
        "meeting_held", "bool", _("Meeting held"), _("Log a meeting that took place"), _CHANGED, group=GROUP
    ),
    Fact("demo_held", "bool", _("Demo held"), _("Log a demo that took place"), _CHANGED, group=GROUP),
    Fact("mail_sent", "bool", _("Mail sent"), _("Log a mail that you sent"), _CHANGED, group=GROUP),
    Fact("activities", "number", _("Number of activities"), _("Log what was done"), _CHANGED, group=GROUP),
)
