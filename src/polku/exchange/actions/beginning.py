"""A process from elsewhere as a draft, to be looked at in the editor before anybody works in it."""

from dataclasses import replace
from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.process.actions import save_draft
from polku.process.logic.definition import Definition
from polku.process.logic.editing import copied
from polku.process.models import Process, ProcessVersion
from polku.process.queries import process
from polku.process.rules import ProcessPermission


def begin_draft(
    definition: Definition, *, into: str = "", note: str = "", actor: Actor, at: datetime
) -> ProcessVersion:
    """Keep a definition as the draft of a process: of `into`, or of a new one that nothing else is called like.

    Raises: NotAllowed, NotFound, DocumentError.
    """
    actor.require(ProcessPermission.EDIT)
    with write():
        if into:
            target = process(into, actor)
            definition = replace(definition, key=target.key)
        else:
            definition = copied(definition, set(Process.objects.values_list("key", flat=True)))
            target = Process.objects.create(key=definition.key, name=definition.name)
        return save_draft(target, definition, note=note, actor=actor, at=at)
