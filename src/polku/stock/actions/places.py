"""Places where goods lie: named, named anew, given up once nothing lies there."""

from datetime import datetime

from django.utils.text import slugify

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, NotFound, Refused, gettext_noop
from polku.kernel.text import clean
from polku.kernel.words import Text
from polku.stock.actions.levels import first_location
from polku.stock.events import PlaceRetired, PlaceSaved
from polku.stock.models import Level, Location
from polku.stock.rules import StockPermission

NAME_MAX = 120
PLACES_MAX = 500


def save_place(name: Text, *, place_id: int | None = None, actor: Actor, at: datetime) -> Location:
    """Make a place where goods lie, or give a known one another name. Raises: Invalid, NotFound, NotAllowed."""
    actor.require(StockPermission.COUNT)
    words = Text.of(
        {lang: clean(text.strip(), max_length=NAME_MAX, field="name") for lang, text in name.entries}
    )
    if not words.entries:
        raise Invalid(gettext_noop("Say what the place is called."), field="name")
    with write():
        first_location()
        row = _known(place_id) if place_id is not None else Location(key=_key(words))
        row.name = words
        row.save()
        _tell(PlaceSaved(location_id=row.pk), row, actor, at)
    return row


def retire_place(place_id: int, *, actor: Actor, at: datetime) -> Location:
    """Give up a place where nothing lies.

    Raises: Refused (goods lie there, or it is the last), NotFound, NotAllowed.
    """
    actor.require(StockPermission.COUNT)
    with write():
        row = _known(place_id)
        if Level.objects.filter(location=row, on_hand__gt=0).exists():
            raise Refused(gettext_noop("Goods lie there. Move them first."), code="not_empty")
        if not Location.objects.filter(retired_at=None).exclude(id=row.pk).exists():
            raise Refused(gettext_noop("It is the only place there is."), code="last_place")
        row.retired_at = at
        row.save(update_fields=["retired_at"])
        _tell(PlaceRetired(location_id=row.pk), row, actor, at)
    return row


def _known(place_id: int) -> Location:
    found = Location.objects.select_for_update().filter(id=place_id, retired_at=None).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such place."))
    return found


def _key(name: Text) -> str:
    number = Location.objects.count()
    if number >= PLACES_MAX:
        raise Refused(gettext_noop("There are 500 places already."), code="too_many")
    return f"{slugify(name.to('en'))[:40] or 'place'}-{number + 1}"


def _tell(event: Happened, row: Location, actor: Actor, at: datetime) -> None:
    told = Entry(event=event, subject=("location", row.pk), at=at)
    append([told], actor_id=actor.user_id, via=actor.via, recorded_at=at)
