"""Reminders in the outbox that nobody needs any more, told to mail before it sends."""

from collections.abc import Iterator

from django.db.models import QuerySet

from polku.kernel.errors import gettext_noop
from polku.mail.models import Outgoing
from polku.payments.models import Reminder


def needless(rows: QuerySet[Outgoing]) -> Iterator[tuple[int, str]]:
    """Those of some letters of which every bill is paid by now."""
    owed = Reminder.objects.filter(mail_id__isnull=False, item__open_minor__gt=0).values("mail_id")
    asked = Reminder.objects.filter(mail_id__in=rows.values("id")).values("mail_id")
    for pk in rows.filter(id__in=asked).exclude(id__in=owed).values_list("id", flat=True):
        yield pk, gettext_noop("It is paid already.")
