"""Publishing: a document is proven, becomes a version that never changes, and the log tells its stages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from polku.access.logic import Actor
from polku.company.models import Company
from polku.company.queries import calendar
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, NotFound, Refused, gettext_noop
from polku.process import queries
from polku.process.actions.acknowledging import tell
from polku.process.events import ProcessPublished
from polku.process.logic import ready_made
from polku.process.logic.definition import Definition
from polku.process.logic.document import from_document, to_document
from polku.process.logic.yaml_source import DocumentError
from polku.process.models import Process, ProcessVersion
from polku.process.rules import ProcessPermission


def publish_document(
    document: Mapping[str, Any] | Definition, *, actor: Actor, at: datetime, note: str = "", site: str = ""
) -> ProcessVersion:
    """Put a process in force. Its first version makes the process; the first process becomes the default.

    A document equal to the version in force gives that one back and writes nothing. A draft stays as it is.
    Raises: NotAllowed, DocumentError with every fault.
    """
    actor.require(ProcessPermission.EDIT)
    definition = _proven(document)
    with write():
        process = _process(definition)
        latest = queries.versions(process).first()
        written = to_document(definition)
        if latest is not None and latest.document == written:
            return latest
        version = ProcessVersion(process=process, document=written, created_at=at)
        return _publish(version, definition, latest, actor=actor, at=at, note=note, site=site)


def publish_draft(
    process: Process, *, actor: Actor, at: datetime, note: str = "", site: str = ""
) -> ProcessVersion:
    """Put the draft of a process in force; unchanged against the version in force, it is only discarded.

    Everybody whose stages it changes is told and asked to acknowledge; `site` is for the links in those messages.
    Raises: NotAllowed, NotFound without a draft, Refused while a comment is not answered, DocumentError.
    """
    actor.require(ProcessPermission.EDIT)
    with write():
        draft = ProcessVersion.objects.drafts().select_for_update().filter(process=process).first()
        if draft is None:
            raise NotFound(gettext_noop("This process has no draft."))
        if draft.remarks.open().exists():
            raise Refused(gettext_noop("Answer every comment on the draft before it is published."))
        definition = _proven(draft.document)
        draft.steps.all().delete()
        locked = _process(definition)
        latest = queries.versions(locked).first()
        if latest is not None and latest.document == to_document(definition):
            draft.remarks.all().delete()
            draft.delete()
            return latest
        draft.document = to_document(definition)
        return _publish(draft, definition, latest, actor=actor, at=at, note=note or draft.note, site=site)


def load_ready(key: str, *, actor: Actor, at: datetime) -> ProcessVersion:
    """Publish a ready-made process under its own name.

    Raises: NotAllowed, NotFound for an unknown name.
    """
    return publish_document(ready_made.definition(key), actor=actor, at=at)


def _proven(document: Mapping[str, Any] | Definition) -> Definition:
    definition = from_document(to_document(document) if isinstance(document, Definition) else document)
    if found := queries.faults(definition):
        raise DocumentError(found)
    return definition


def _process(definition: Definition) -> Process:
    """The process of this key, made if need be, its row locked so that numbers follow each other."""
    is_first = not Process.objects.filter(is_default=True).exists()
    Process.objects.get_or_create(
        key=definition.key, defaults={"name": definition.name, "is_default": is_first}
    )
    return Process.objects.select_for_update().get(key=definition.key)


def _publish(
    version: ProcessVersion,
    definition: Definition,
    latest: ProcessVersion | None,
    *,
    actor: Actor,
    at: datetime,
    note: str,
    site: str,
) -> ProcessVersion:
    process = version.process
    if process.archived_at is not None:
        raise Invalid(gettext_noop("This process is archived. Restore it before publishing a version."))
    version.number = latest.number + 1 if latest else 1
    version.status = ProcessVersion.Status.PUBLISHED
    version.published_at, version.published_by_id, version.note = at, actor.user_id, note
    version.save()
    queries.hold_back(version.pk)
    transaction.on_commit(lambda: queries.let_go(version.pk))
    if process.name != definition.name:
        process.name = definition.name
        process.save(update_fields=["name"])
    event = ProcessPublished(
        process_id=process.pk,
        version_id=version.pk,
        key=definition.key,
        number=version.number,
        stages=_stages(definition),
        calendar=_calendar(),
    )
    entry = Entry(event, ("process", process.pk), at, version_id=version.pk)
    append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    if latest is not None:
        tell(version, queries.definition(latest.pk), definition, actor=actor, at=at, site=site)
    return version


def _stages(definition: Definition) -> list[dict[str, object]]:
    return [
        {
            "key": stage.key,
            "position": position,
            "phase": stage.phase,
            "after_win": stage.after_win,
            "expected_days": stage.expected_days,
        }
        for position, stage in enumerate(definition.stages)
    ]


def _calendar() -> dict[str, object] | None:
    """The working hours in force; none before the company is set up."""
    firm = Company.objects.order_by("id").first()
    if firm is None:
        return None
    holidays = sorted(day.isoformat() for day in calendar(firm).holidays)
    return {"zone": firm.time_zone, "week": firm.week, "holidays": holidays}
