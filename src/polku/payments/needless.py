"""Reminders in the outbox that nobody needs any more, told to mail before it sends."""

from collections.abc import Iterator

from django.db.models import QuerySet

from polku.kernel.errors import gettext_noop
from polku.mail.models import Outgoing
from polku.payments.models import Reminder


def needless(rows: QuerySet[Outgoing]) -> Iterator[tuple[int, str]]:
    """Those of some letters of which a bill is paid by now: what they ask for is too much."""
    paid = Reminder.objects.filter(mail_id__in=rows.values("id"), item__open_minor=0)
    for pk in paid.values_list("mail_id", flat=True).distinct():
        yield pk or 0, gettext_noop("It is paid already.")
