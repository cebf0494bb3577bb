"""Drafts: a version being worked on. It need not be proven yet, only be a document."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.kernel.errors import Invalid, NotFound, gettext_noop
from polku.process import queries
from polku.process.logic.definition import Definition
from polku.process.logic.document import from_document, to_document
from polku.process.models import DraftStep, Process, ProcessVersion, Remark
from polku.process.rules import ProcessPermission

STEPS_MAX: Final = 200
"""So many edits of a draft can be taken back."""


def save_draft(
    process: Process, document: Mapping[str, Any] | Definition, *, actor: Actor, at: datetime, note: str = ""
) -> ProcessVersion:
    """Keep a draft of the process's next version; a second call replaces the first one's document.

    Its criteria are proven when it is published. Drafts leave no trace in the log.
    Raises: NotAllowed, DocumentError, Invalid where the document belongs to another process.
    """
    actor.require(ProcessPermission.EDIT)
    definition = from_document(to_document(document) if isinstance(document, Definition) else document)
    if definition.key != process.key:
        raise Invalid(gettext_noop("This document is of another process: its key differs."), field="key")
    written = to_document(definition)
    with write():
        Process.objects.select_for_update().get(pk=process.pk)
        draft = ProcessVersion.objects.drafts().filter(process=process).first()
        before = draft.document if draft else None
        if draft is None:
            draft = ProcessVersion(process=process, created_at=at)
        draft.document, draft.note = written, note[:500]
        draft.save()
        if before != written:
            _remember(draft, before, actor, at)
    return draft


def change_draft(
    process: Process, change: Callable[[Definition], Definition], *, actor: Actor, at: datetime
) -> ProcessVersion:
    """Take one step in the draft, or from the version in force where none is begun; steps of two people follow.

    Raises: NotAllowed, DocumentError, NotFound without anything to begin with, and what `change` raises.
    """
    actor.require(ProcessPermission.EDIT)
    with write():
        Process.objects.select_for_update().get(pk=process.pk)
        draft = queries.draft(process)
        newest = draft or queries.versions(process).first()
        if newest is None:
            raise NotFound(gettext_noop("This process has no version to begin a draft with."))
        changed = change(queries.draft_definition(newest))
        return save_draft(process, changed, note=draft.note if draft else "", actor=actor, at=at)


def undo_draft(process: Process, *, actor: Actor, at: datetime) -> bool:
    """Take the last edit of the draft back; tells whether there was one. The first one takes the draft away.

    Comments stay: a draft that has some goes back to what it began with.
    """
    actor.require(ProcessPermission.EDIT)
    with write():
        Process.objects.select_for_update().get(pk=process.pk)
        draft = ProcessVersion.objects.drafts().filter(process=process).first()
        last = draft.steps.order_by("-id").first() if draft else None
        if draft is None or last is None:
            return False
        begun_with = last.document
        last.delete()
        if begun_with is None and not draft.remarks.exists():
            draft.delete()
            return True
        in_force = queries.versions(process).first()
        draft.document = begun_with or (in_force.document if in_force else draft.document)
        draft.save(update_fields=["document"])
    return True


def discard_draft(process: Process, *, actor: Actor, at: datetime) -> bool:
    """Throw the draft away with what was said of it; tells whether there was one."""
    actor.require(ProcessPermission.EDIT)
    with write():
        rows = ProcessVersion.objects.drafts().filter(process=process)
        DraftStep.objects.filter(version__in=rows).delete()
        Remark.objects.filter(version__in=rows).delete()
        gone, _ = rows.delete()
    return gone > 0


def _remember(draft: ProcessVersion, before: Any, actor: Actor, at: datetime) -> None:
    """Keep what the draft was before this edit; the oldest of very many is let go."""
    DraftStep.objects.create(version=draft, document=before, by_id=actor.user_id, at=at)
    kept = draft.steps.order_by("-id").values_list("id", flat=True)
    if (oldest := kept[STEPS_MAX : STEPS_MAX + 1].first()) is not None:
        draft.steps.filter(id__lte=oldest).delete()
