"""What a buyer has got of what they must know to decide."""

from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.journey.actions import reach
from polku.journey.events import MaterialGiven, MaterialVoided
from polku.journey.logic.matrix import KEY
from polku.journey.models import Material
from polku.kernel.errors import Invalid, gettext_noop


def mark_material(deal_id: int, key: str, *, opened: bool = False, actor: Actor, at: datetime) -> int | None:
    """The buyer got something, or read it; the event's id, None where that was known.

    Raises: NotFound, NotAllowed, Invalid.
    """
    if len(key) > 40 or not KEY.fullmatch(key):
        raise Invalid(gettext_noop("A key has small letters, digits and lines."), field="key")
    with write():
        deal = reach.deal(deal_id, actor)
        row = Material.objects.filter(deal=deal, key=key).first()
        if row is not None and (row.opened_at is not None or not opened):
            return None
        if row is None:
            row = Material.objects.create(
                deal=deal,
                key=key,
                sent_at=at,
                opened_at=at if opened else None,
                by_id=actor.user_id,
                recorded_at=at,
            )
        else:
            row.opened_at = at
            row.save(update_fields=["opened_at"])
        event = MaterialGiven(row.id, row.key, opened)
        entry = reach.entry(event, ("material", row.id), deal, at)
        return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id


def unmark_material(
    deal_id: int, key: str, *, actor: Actor, at: datetime, undoes_id: int | None = None
) -> int | None:
    """The buyer has not got it after all; the event's id, None where they never had.

    Raises: NotFound, NotAllowed.
    """
    with write():
        deal = reach.deal(deal_id, actor)
        row = Material.objects.filter(deal=deal, key=key).first()
        if row is None:
            return None
        entry = reach.entry(
            MaterialVoided(row.id, row.key), ("material", row.id), deal, at, undoes_id=undoes_id
        )
        event = append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0]
        Material.objects.filter(id=row.id).delete()
        return event.id
