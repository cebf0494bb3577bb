"""Findings: written down, closed."""

from datetime import datetime

from polku.access.logic import Actor
from polku.access.models import User
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, NotFound, gettext_noop
from polku.kernel.text import clean
from polku.process import queries as process
from polku.proposals.events import FindingClosed, FindingNoted
from polku.proposals.logic.incoming import NewFinding
from polku.proposals.logic.origins import Origin
from polku.proposals.models import Finding
from polku.proposals.rules import ProposalPermission


def note_finding(new: NewFinding, *, actor: Actor, at: datetime) -> Finding:
    """Write down what a figure or somebody shows, who sees to it and by when; it stands on the map from then on.

    Raises: Invalid (names the field), NotFound, NotAllowed.
    """
    actor.require(ProposalPermission.NOTE)
    text = clean(new.text, max_length=1000, multiline=True)
    if not text.strip():
        raise Invalid(gettext_noop("Write something first."), field="text")
    definition = process.published(new.process)
    if new.stage and new.stage not in definition.by_key:
        raise Invalid(gettext_noop("This process has no such stage."), field="stage")
    if new.link and not (new.link.startswith("/") and not new.link.startswith("//")):
        raise Invalid(gettext_noop("The link leads to a page of this system."), field="link")
    with write():
        row = Finding.objects.create(
            process_id=definition.process_id,
            stage=new.stage,
            text=text,
            origin=Origin(new.origin),
            link=new.link[:2000],
            owner_id=person(new.owner_id, actor),
            due_date=new.due_date,
            noted_by_id=actor.user_id,
            noted_at=at,
        )
        tell(FindingNoted(row.pk, row.process_id, row.stage), ("finding", row.pk), actor, at)
    return row


def close_finding(finding_id: int, *, actor: Actor, at: datetime) -> bool:
    """Say that nothing more is to be done about it; whether it was open. Raises: NotFound, NotAllowed."""
    actor.require(ProposalPermission.NOTE)
    with write():
        rows = Finding.objects.visible_to(actor).reached_by(actor, ProposalPermission.NOTE)
        row = rows.filter(id=finding_id).select_for_update(of=("self",)).first()
        if row is None:
            raise NotFound(gettext_noop("This finding does not exist, or you may not see it."))
        if row.closed_at is not None:
            return False
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        tell(FindingClosed(row.pk, row.process_id, row.stage), ("finding", row.pk), actor, at)
    return True


def person(user_id: int | None, actor: Actor) -> int | None:
    """Who sees to it: the one named, else who writes. Raises: Invalid."""
    if user_id is None:
        return actor.user_id
    if not User.objects.filter(id=user_id, is_active=True).exists():
        raise Invalid(gettext_noop("There is no such person."), field="owner_id")
    return user_id


def tell(
    event: Happened, subject: tuple[str, int], actor: Actor, at: datetime, version_id: int | None = None
) -> None:
    """Write one event of ours."""
    entry = Entry(event, subject, at, version_id=version_id)
    append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
