"""Making dashboards, sharing them, throwing them away; to whom they are mailed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from polku.access.logic import Actor, Role
from polku.access.models import User
from polku.company.queries import company
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Message, NotAllowed, NotFound, gettext_noop
from polku.kernel.text import clean
from polku.measures.actions.merging import Changes, put
from polku.measures.events import DashboardChanged
from polku.measures.logic.tiles import RHYTHMS, Spec, next_mailing
from polku.measures.models import Dashboard, Mailing, Tile
from polku.measures.models.dashboard import Sharing
from polku.measures.rules import MeasurePermission

FIELDS = frozenset({"name", "sharing", "role", "query"})
MAILINGS_MAX = 100


def save_dashboard(
    dashboard_id: int | None,
    values: Mapping[str, Any],
    *,
    tiles: Sequence[Spec] = (),
    base: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> Dashboard:
    """Make a dashboard of one's own with its first tiles, or change its name, filter and who sees it.

    Raises: Invalid (names the field), NotFound, Conflict, NotAllowed.
    """
    actor.require(MeasurePermission.ARRANGE)
    if actor.user_id is None:
        raise NotAllowed(MeasurePermission.ARRANGE)
    told = _checked(values)
    with write():
        row = (
            locked(dashboard_id, actor) if dashboard_id else Dashboard(owner_id=actor.user_id, recorded_at=at)
        )
        changes = put(row, "dashboard", told, base if dashboard_id else None)
        _share(row, actor)
        row.save()
        Tile.objects.bulk_create(
            [
                Tile(
                    dashboard=row, position=place, kind=one.kind, ref=one.ref, width=one.width,
                    query=one.query, title=one.title,
                )
                for place, one in enumerate(tiles, 1)
            ]
        )  # fmt: skip
        if changes:
            log(row, "settings", changes if dashboard_id else [], actor, at)
    return row


def remove_dashboard(dashboard_id: int, *, removed: bool = True, actor: Actor, at: datetime) -> Dashboard:
    """Throw a dashboard away, or take it back; it is mailed to nobody meanwhile. Raises: NotFound, NotAllowed."""
    with write():
        row = locked(dashboard_id, actor, removed=not removed)
        changes = put(row, "dashboard", {"removed_at": at if removed else None})
        row.save(update_fields=["removed_at"])
        log(row, "removed" if removed else "restored", changes, actor, at)
    return row


def mail_dashboard(
    dashboard_id: int,
    *,
    recipient_id: int,
    rhythm: str,
    hour: int,
    actor: Actor,
    at: datetime,
    link: str = "",
) -> Mailing:
    """Mail a dashboard to a person by a rhythm, or change the rhythm. One mails to oneself, its owner to others.

    `link` is the address of its page, for the mail.

    Raises: Invalid (names the field), NotFound, NotAllowed.
    """
    if rhythm not in RHYTHMS:
        raise Invalid(gettext_noop("Choose how often."), field="rhythm")
    if not 0 <= hour <= 23:
        raise Invalid(gettext_noop("An hour lies between 0 and 23."), field="hour")
    with write():
        row = _visible(dashboard_id, actor)
        if recipient_id != actor.user_id:
            _own(row, actor)
        if not User.objects.filter(id=recipient_id, is_active=True).exists():
            raise NotFound(gettext_noop("There is no such person."), field="recipient_id")
        if row.mailings.exclude(recipient_id=recipient_id).count() >= MAILINGS_MAX:
            told = Message(gettext_noop("At most %(most)s people can get it."), most=MAILINGS_MAX)
            raise Invalid(told, field="recipient_id")
        due = next_mailing(rhythm, hour, at, company().time_zone)
        mailing, _is_new = Mailing.objects.update_or_create(
            dashboard=row,
            recipient_id=recipient_id,
            defaults={"rhythm": rhythm, "hour": hour, "next_at": due, "link": link[:500]},
        )
        log(row, "mailing", [], actor, at, fields=(rhythm,))
    return mailing


def stop_mailing(mailing_id: int, *, actor: Actor, at: datetime) -> None:
    """Mail a dashboard no more to somebody: its owner, or whoever gets it. Raises: NotFound, NotAllowed."""
    with write():
        found = Mailing.objects.select_related("dashboard").filter(id=mailing_id).first()
        if found is None:
            raise NotFound(gettext_noop("There is no such mailing."))
        row = _visible(found.dashboard_id, actor)
        if found.recipient_id != actor.user_id:
            _own(row, actor)
        found.delete()
        log(row, "mailing", [], actor, at, fields=("stopped",))


def locked(dashboard_id: int, actor: Actor, *, removed: bool = False) -> Dashboard:
    """A dashboard that this person may change, for the length of a transaction. Raises: NotFound, NotAllowed."""
    actor.require(MeasurePermission.ARRANGE)
    row = _visible(dashboard_id, actor, removed=removed)
    _own(row, actor)
    return row


def log(
    row: Dashboard, what: str, changes: Changes, actor: Actor, at: datetime, *, fields: tuple[str, ...] = ()
) -> int:
    """Write down what was done with a dashboard; answers the event's id."""
    names = fields or tuple(name for _, _, name, _, _ in changes)
    entry = Entry(DashboardChanged(what=what, fields=names), ("dashboard", row.pk), at, changes=changes)
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].pk


def _visible(dashboard_id: int, actor: Actor, *, removed: bool = False) -> Dashboard:
    rows = Dashboard.objects.select_for_update(of=("self",)).visible_to(actor)
    row = rows.filter(id=dashboard_id, removed_at__isnull=not removed).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such dashboard."))
    return row


def _own(row: Dashboard, actor: Actor) -> None:
    """Its owner changes it; one shared with a team also those who share, one for everybody too."""
    if row.owner_id == actor.user_id or actor.user_id is None:
        return
    if row.sharing != Sharing.PRIVATE and actor.may(MeasurePermission.SHARE):
        return
    raise NotAllowed(
        MeasurePermission.ARRANGE, gettext_noop("Only its owner can change this dashboard. Take a copy.")
    )


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise Invalid(Message(gettext_noop("There is no field “%(key)s”."), key=name), field=name)
        found[name] = clean(value or "", max_length=2000 if name == "query" else 80, field=name).strip()
    if "name" in found and not found["name"]:
        raise Invalid(gettext_noop("Give the dashboard a name."), field="name")
    if found.get("sharing", Sharing.PRIVATE) not in Sharing.values:
        raise Invalid(gettext_noop("Choose who sees it."), field="sharing")
    if found.get("role") and found["role"] not in [one.value for one in Role]:
        raise Invalid(gettext_noop("There is no such role."), field="role")
    return found


def _share(row: Dashboard, actor: Actor) -> None:
    if row.role:
        row.sharing = Sharing.EVERYBODY
    if row.sharing == Sharing.EVERYBODY:
        actor.require(MeasurePermission.SHARE)
    if row.sharing == Sharing.TEAM and row.team_id is None:
        if actor.home_team_id is None:
            raise Invalid(gettext_noop("You are in no team that it could be shared with."), field="sharing")
        row.team_id = actor.home_team_id
