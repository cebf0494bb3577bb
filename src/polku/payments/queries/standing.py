"""What was open at the end of a day: matches made or undone since then are thought away."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from polku.access.logic import Actor
from polku.company.queries import company
from polku.payments.models import Allocation, Item


def open_on(actor: Actor, on: date) -> list[tuple[Item, int]]:
    """Items a person may see that were open at the end of a day, with how much of them was; the first due first."""
    end = datetime.combine(on + timedelta(days=1), time.min, ZoneInfo(company().time_zone))
    since: dict[int, int] = {}
    rows = Allocation.objects.filter(Q(at__gte=end) | Q(undone_at__gte=end))
    for debit, credit, amount, taken, at, undone_at in rows.values_list(
        "debit_id", "credit_id", "amount_minor", "credit_minor", "at", "undone_at"
    ):
        stood, stands = at < end, undone_at is None
        for item_id, minor in ((debit, amount), (credit, taken)):
            since[item_id] = since.get(item_id, 0) + minor * (int(stands) - int(stood))
    wanted = Q(open_minor__gt=0) | Q(id__in=[one for one, minor in since.items() if minor])
    items = Item.objects.visible_to(actor).filter(wanted, on_date__lte=on).select_related("customer")
    found = [(one, one.open_minor + since.get(one.pk, 0)) for one in items.order_by("due_date", "id")]
    return [(one, minor) for one, minor in found if minor > 0]
