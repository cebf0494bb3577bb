"""Telling people of a version that touches their work, and their word that they have read it."""

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from polku.access.logic import Actor
from polku.access.models import User
from polku.company.queries import company
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import NotFound, gettext_noop
from polku.mail.actions import NewMail, post_all
from polku.process import people
from polku.process.events import VersionAcknowledged
from polku.process.logic.comparison import compare
from polku.process.logic.definition import Definition
from polku.process.logic.touching import mine, touched
from polku.process.logic.wording import Wording
from polku.process.models import Acknowledgement, ProcessVersion
from polku.process.rules import ProcessPermission

LINES_MAX: Final = 30
"""So many changes stand in a message; the page has all."""


def tell(
    version: ProcessVersion, old: Definition, new: Definition, *, actor: Actor, at: datetime, site: str = ""
) -> int:
    """Tell everybody whose stages changed, by Today and by mail, within the running transaction; how many.

    `site` is where Polku is reached, for the link in the mail. Who published it knows. A person who had not yet read
    an earlier version of this process is told of this one alone.
    """
    roles = touched(old, new, compare(old, new))
    told = {pk: one for pk, one in people.people_in(set(roles)).items() if pk != actor.user_id}
    if not told:
        return 0
    earlier = Acknowledgement.objects.filter(version__process_id=version.process_id, user_id__in=list(told))
    earlier.waiting().delete()
    rows = [
        Acknowledgement(version=version, user_id=pk, roles=sorted(parts), told_at=at)
        for pk, (_user, parts) in told.items()
    ]
    Acknowledgement.objects.bulk_create(rows)
    mails = [_mail(user, parts, version, old, new, site) for user, parts in told.values()]
    post_all(mails, at=at, actor_id=actor.user_id)
    return len(rows)


def acknowledge(version: ProcessVersion, *, actor: Actor, at: datetime) -> Acknowledgement:
    """Say that one has read what a version changes; a second time changes nothing.

    Raises: NotAllowed, NotFound where the version was not told to this person.
    """
    actor.require(ProcessPermission.SEE)
    with write():
        row = (
            Acknowledgement.objects.select_for_update()
            .filter(version=version, user_id=actor.user_id or 0)
            .first()
        )
        if row is None:
            raise NotFound(gettext_noop("This version does not touch your work."))
        if row.at is None:
            row.at = at
            row.save(update_fields=["at"])
            event = VersionAcknowledged(version.process_id, version.pk, version.process.key, version.number)
            entry = Entry(event, ("process", version.process_id), at, version_id=version.pk)
            append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def _mail(
    user: User,
    parts: frozenset[str],
    version: ProcessVersion,
    old: Definition,
    new: Definition,
    site: str,
) -> NewMail:
    """What changes for a person, in the person's language."""
    language = user.language or company().language
    with translation.override(language):
        wording = Wording(language, gettext).of(old).of(new)
        said = [one.said for one in mine(old, new, parts, wording)]
        lines = "\n".join(f"- {line}" for line in said[:LINES_MAX])
        names = {"name": new.name.to(language), "number": version.number}
        subject = gettext("“%(name)s”, version %(number)s: what changes for you") % names
        text = gettext("These changes of the sales process touch your work:") + "\n\n" + lines
        button = gettext("Read and acknowledge")
    path = reverse("process:acknowledgement", args=[new.key, version.number])
    return NewMail(
        to=user.email,
        subject=subject,
        text=text,
        language=language,
        subject_of=("process", version.process_id),
        link=(button, site + path) if site else (),
    )
