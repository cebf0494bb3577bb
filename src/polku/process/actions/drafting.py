"""Drafts: a version being worked on. It need not be proven yet, only be a document."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.kernel.errors import Invalid, NotFound, gettext_noop
from polku.process import queries
from polku.process.logic.definition import Definition
from polku.process.logic.document import from_document, to_document
from polku.process.models import Process, ProcessVersion
from polku.process.rules import ProcessPermission


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
    with write():
        draft, _ = ProcessVersion.objects.update_or_create(
            process=process,
            status=ProcessVersion.Status.DRAFT,
            number=0,
            defaults={"document": to_document(definition), "note": note[:500]},
            create_defaults={"document": to_document(definition), "note": note[:500], "created_at": at},
        )
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


def discard_draft(process: Process, *, actor: Actor, at: datetime) -> bool:
    """Throw the draft away; tells whether there was one."""
    actor.require(ProcessPermission.EDIT)
    with write():
        gone, _ = ProcessVersion.objects.drafts().filter(process=process).delete()
    return gone > 0
