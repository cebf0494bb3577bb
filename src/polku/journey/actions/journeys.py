"""Making journeys, saying whose they are and over which process they lie, putting them in force."""

from datetime import datetime
from typing import Any, Final

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.journey.actions import reach
from polku.journey.events import JourneyChanged, JourneyMade, JourneyPublished
from polku.journey.logic import ready_made
from polku.journey.logic.matrix import Matrix, free_key, read
from polku.journey.models import Journey, JourneyVersion, Persona
from polku.journey.rules import JourneyPermission
from polku.kernel.errors import Invalid, Refused, gettext_noop
from polku.kernel.text import clean, transliterate
from polku.kernel.words import Text
from polku.process.models import Process

KINDS: Final = ("", "company", "person")


def make_journey(
    *,
    name: Text | str | dict[str, str],
    persona: Text | str | dict[str, str],
    persona_about: Text | str | dict[str, str] = "",
    customer_kind: str = "",
    matrix: Matrix | dict[str, Any],
    process: Process | None = None,
    actor: Actor,
    at: datetime,
) -> Journey:
    """Begin a journey for a persona; one of the same name is taken again.

    Raises: NotAllowed, Invalid.
    """
    actor.require(JourneyPermission.EDIT)
    checked = matrix if isinstance(matrix, Matrix) else read(matrix)
    with write():
        row = Journey.objects.create(
            persona=_persona(words(persona, "persona"), Text.of(persona_about), customer_kind),
            process=process,
            name=words(name, "name"),
            draft=checked.as_dict(),
            recorded_at=at,
        )
        _tell(row, JourneyMade(row.id), actor, at)
    return row


def load_ready(
    name: str, *, process: Process | None = None, publish: bool = False, actor: Actor, at: datetime
) -> Journey:
    """Take a ready-made journey as one's own. Raises: NotAllowed, NotFound."""
    found = ready_made.ready(name)
    with write():
        row = make_journey(
            name=found.name,
            persona=found.persona,
            persona_about=found.persona_about,
            customer_kind=found.customer_kind,
            matrix=found.matrix,
            process=process,
            actor=actor,
            at=at,
        )
        if publish:
            publish_journey(row.id, actor=actor, at=at)
            row.refresh_from_db()
    return row


def set_details(
    journey_id: int,
    *,
    name: Text,
    persona: Text,
    customer_kind: str = "",
    process: Process | None,
    actor: Actor,
    at: datetime,
) -> int | None:
    """Say how a journey is called, whose it is, over which process it lies; the event's id.

    Raises: NotFound, NotAllowed, Invalid.
    """
    with write():
        row = reach.journey(journey_id, actor)
        who = row.persona if row.persona.name == persona else _persona(words(persona, "persona"), Text(), "")
        if customer_kind not in KINDS:
            raise Invalid(gettext_noop("Choose one of the answers."), field="customer_kind")
        if who.customer_kind != customer_kind:
            who.customer_kind = customer_kind
            who.save(update_fields=["customer_kind"])
        called = words(name, "name")
        before = {"name": row.name.as_dict(), "persona_id": row.persona_id, "process_id": row.process_id}
        row.name, row.persona, row.process = called, who, process
        after = {
            "name": called.as_dict(),
            "persona_id": who.id,
            "process_id": process.id if process else None,
        }
        changes = [
            ("journey", row.id, key, before[key], after[key]) for key in before if before[key] != after[key]
        ]
        if not changes:
            return None
        row.save(update_fields=["name", "persona", "process"])
        return _tell(row, JourneyChanged(row.id, "details"), actor, at, changes)


def publish_journey(journey_id: int, *, note: str = "", actor: Actor, at: datetime) -> JourneyVersion:
    """Put the draft in force; one equal to the version in force writes nothing.

    Raises: NotFound, NotAllowed.
    """
    with write():
        row = reach.journey(journey_id, actor)
        latest = row.versions.filter(number=row.number).first()
        if latest is not None and latest.document == row.draft:
            return latest
        row.number += 1
        row.save(update_fields=["number"])
        version = JourneyVersion.objects.create(
            journey=row,
            number=row.number,
            document=row.draft,
            note=clean(note.strip(), max_length=300, field="note"),
            by_id=actor.user_id,
            published_at=at,
        )
        _tell(row, JourneyPublished(row.id, row.number), actor, at)
    return version


def archive_journey(journey_id: int, *, archived: bool = True, actor: Actor, at: datetime) -> Journey:
    """Put a journey away, or take it out again. Raises: NotFound, NotAllowed."""
    with write():
        row = reach.journey(journey_id, actor)
        if (row.archived_at is not None) == archived:
            return row
        row.archived_at = at if archived else None
        row.save(update_fields=["archived_at"])
        _tell(row, JourneyChanged(row.id, "archive"), actor, at)
    return row


def put_draft(
    row: Journey, matrix: Matrix, place: str, actor: Actor, at: datetime, undoes_id: int | None = None
) -> int | None:
    """Store a changed draft: the one step that differs is kept before and after, so that it can be taken back."""
    document = read(matrix.as_dict()).as_dict()
    before, after = _by_key(row.draft), _by_key(document)
    order = [[one["key"] for one in held["steps"]] for held in (row.draft, document)]
    changes: list[tuple[str, int, str, object, object]] = [
        ("journey", row.id, f"step:{key}", before.get(key), after.get(key))
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]
    if order[0] != order[1]:
        changes.append(("journey", row.id, "order", order[0], order[1]))
    if not changes:
        return None
    row.draft = document
    row.save(update_fields=["draft"])
    return _tell(row, JourneyChanged(row.id, place), actor, at, changes, undoes_id)


def words(given: Text | str | dict[str, str], name: str) -> Text:
    """Words of a name. Raises: Invalid."""
    text = Text.of(given)
    if not text:
        raise Invalid(gettext_noop("Write a few words."), field=name)
    for _, one in text.entries:
        clean(one, max_length=120, field=name)
    return text


def refuse_if_archived(row: Journey) -> None:
    """A journey that was put away is not worked on. Raises: Refused."""
    if row.archived_at is not None:
        raise Refused(gettext_noop("This journey was put away. Take it out again to change it."))


def _by_key(document: dict[str, Any]) -> dict[str, Any]:
    return {one["key"]: one for one in document["steps"]}


def _persona(name: Text, about: Text, customer_kind: str) -> Persona:
    known = next((row for row in Persona.objects.order_by("id") if str(row.name) == str(name)), None)
    if known is not None:
        return known
    taken = list(Persona.objects.values_list("key", flat=True))
    key = free_key(transliterate(str(name)), taken)
    return Persona.objects.create(key=key, name=name, about=about, customer_kind=customer_kind)


def _tell(
    row: Journey,
    event: Happened,
    actor: Actor,
    at: datetime,
    changes: reach.Changes = (),
    undoes_id: int | None = None,
) -> int:
    entry = Entry(event, ("journey", row.id), at, undoes_id=undoes_id, changes=list(changes))
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id
