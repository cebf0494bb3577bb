"""Writing down what was done: one or a thousand at a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from polku.access.logic import Actor
from polku.access.models import User
from polku.contacts.models import Contact
from polku.db.bulk import insert
from polku.db.transactions import write
from polku.deals.actions import set_next_step
from polku.deals.models import Deal
from polku.engage.actions import reach
from polku.engage.events import ActivityLogged
from polku.engage.logic.codes import TOOK_PLACE, Form
from polku.engage.logic.incoming import NewActivity, completed, reaction_of
from polku.engage.logic.kinds import Kind
from polku.engage.models import Activity
from polku.engage.queries import kinds
from polku.engage.rules import EngagePermission
from polku.eventlog.actions import append
from polku.files.actions import Upload, attach, store
from polku.kernel.errors import DomainError, Invalid, Message, NotFound, gettext_noop


@dataclass(frozen=True)
class Logged:
    """What became of one row: the activity and its event, or why it was refused."""

    activity_id: int | None = None
    event_id: int | None = None
    error: DomainError | None = None


@dataclass(frozen=True)
class _Known:
    """What a batch may refer to, read once for all its rows."""

    kinds: dict[str, Kind]
    deals: dict[int, Deal]
    contact_ids: frozenset[int]
    user_ids: frozenset[int]


def log_activity(
    new: NewActivity,
    *,
    next_step: str = "",
    next_step_at: datetime | None = None,
    upload: Upload | None = None,
    upload_name: str = "",
    actor: Actor,
    at: datetime,
) -> Logged:
    """Write down one activity, with the next step agreed in it and a file, all or nothing.

    Raises: Invalid (names the field), NotFound, NotAllowed.
    """
    with write():
        done = log_activities([new], actor=actor, at=at)[0]
        if done.error is not None:
            raise done.error
        row = Activity.objects.select_related("deal").get(id=done.activity_id or 0)
        if upload is not None:
            owner = {"owner_id": row.deal.owner_id, "team_id": row.deal.team_id}
            row.file = store(upload, name=upload_name, at=at, uploaded_by_id=actor.user_id)
            attach(row.file, subject=("activity", row.id), **owner)
            row.save(update_fields=["file"])
        if next_step.strip():
            set_next_step(row.deal_id, text=next_step, due_at=next_step_at, actor=actor, at=at)
    return done


def log_activities(
    rows: Sequence[NewActivity], *, actor: Actor, at: datetime, history: bool = False
) -> list[Logged]:
    """Write down activities and answer for each; what is planned counts for no fact until it took place.

    In history mode rows state what is past elsewhere, and nothing reacts to them.

    Raises: NotAllowed.
    """
    actor.require(EngagePermission.LOG)
    with write():
        known = _known(rows, actor)
        answers: dict[int, Logged] = {}
        drafts: dict[int, Activity] = {}
        for number, row in enumerate(rows):
            try:
                drafts[number] = _draft(row, known, actor, at)
            except DomainError as error:
                answers[number] = Logged(error=error)
        insert(Activity, list(drafts.values()))
        entries = [reach.entry(_event(row), row, _happened_at(row, at)) for row in drafts.values()]
        events = append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at, history=history)
        for (number, draft), event in zip(drafts.items(), events, strict=True):
            answers[number] = Logged(draft.id, event.id)
    return [answers[number] for number in range(len(rows))]


def _known(rows: Sequence[NewActivity], actor: Actor) -> _Known:
    contacts = {row.contact_id for row in rows if row.contact_id}
    users = {row.by_id for row in rows if row.by_id}
    seen = (
        Contact.objects.visible_to(actor).current().filter(id__in=contacts)
        if contacts
        else Contact.objects.none()
    )
    people = User.objects.filter(id__in=users, is_active=True) if users else User.objects.none()
    return _Known(
        kinds=kinds(),
        deals=reach.deals([row.deal_id for row in rows], actor),
        contact_ids=frozenset(seen.values_list("id", flat=True)),
        user_ids=frozenset(people.values_list("id", flat=True)),
    )


def _draft(new: NewActivity, known: _Known, actor: Actor, at: datetime) -> Activity:
    deal = known.deals.get(new.deal_id)
    if deal is None:
        raise NotFound(gettext_noop("This deal does not exist, or you may not change it."), field="deal_id")
    kind = known.kinds.get(new.kind)
    if kind is None:
        raise Invalid(
            Message(gettext_noop("There is no kind of activity “%(key)s”."), key=new.kind), field="kind"
        )
    row = completed(new, kind, at)
    if row.contact_id and row.contact_id not in known.contact_ids:
        raise NotFound(
            gettext_noop("This person does not exist, or you may not see them."), field="contact_id"
        )
    if row.by_id and row.by_id not in known.user_ids:
        raise NotFound(gettext_noop("There is no such colleague."), field="by_id")
    is_done_task = kind.form == Form.TASK and row.outcome in TOOK_PLACE
    return Activity(
        deal=deal,
        kind=kind.key,
        form=kind.form.value,
        is_contact=kind.is_contact,
        at=row.at or at,
        by_id=row.by_id or actor.user_id,
        contact_id=row.contact_id,
        direction=row.direction,
        outcome=row.outcome,
        reaction=reaction_of(row, kind.form),
        text=row.text,
        duration_minutes=row.duration_minutes,
        due_at=row.due_at,
        done_at=(row.at or at) if is_done_task else None,
        recorded_at=at,
    )


def _happened_at(row: Activity, at: datetime) -> datetime:
    """When the log says it happened: its own time if it took place, else when it was written down."""
    return min(row.at, at) if row.outcome in TOOK_PLACE else at


def _event(row: Activity) -> ActivityLogged:
    return ActivityLogged(
        activity_id=row.id,
        activity_kind=row.kind,
        form=row.form,
        outcome=row.outcome,
        direction=row.direction,
        is_contact=row.is_contact,
        contact_id=row.contact_id,
        reaction=row.reaction or None,
    )
