"""Writes of the playbook."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.playbook.events import QuestionSetPublished
from polku.playbook.logic import ready_made
from polku.playbook.logic.questions import parse
from polku.playbook.models import QuestionSet, QuestionSetVersion
from polku.playbook.rules import PlaybookPermission


def load_ready(name: str, *, actor: Actor, at: datetime) -> QuestionSetVersion:
    """Publish a ready-made question set by its name; nothing happens where it is in force already.

    Raises: NotFound, NotAllowed.
    """
    return publish(ready_made.document(name), actor=actor, at=at)


def publish(document: object, *, actor: Actor, at: datetime) -> QuestionSetVersion:
    """Put a question set into force as its next version; the same content again gives the version there is.

    Raises: Invalid (with the place of every fault), NotAllowed.
    """
    actor.require(PlaybookPermission.EDIT)
    made = parse(document)
    digest = _digest(document)
    with write():
        of, _ = QuestionSet.objects.get_or_create(key=made.key, defaults={"name": made.name})
        of = QuestionSet.objects.select_for_update().get(id=of.id)
        latest = QuestionSetVersion.objects.filter(set=of).order_by("-number").first()
        if latest is not None and latest.digest == digest and of.archived_at is None:
            return latest
        version = QuestionSetVersion.objects.create(
            set=of,
            number=latest.number + 1 if latest else 1,
            document=document,
            digest=digest,
            published_at=at,
            published_by_id=actor.user_id,
        )
        of.name, of.archived_at = made.name, None
        of.save(update_fields=["name", "archived_at"])
        entry = Entry(QuestionSetPublished(set=made.key, number=version.number), ("question_set", of.id), at)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return version


def _digest(document: object) -> str:
    plain = dict(document) if isinstance(document, Mapping) else document
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
