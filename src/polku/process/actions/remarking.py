"""Comments on stops of a draft, and their answers."""

from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.kernel.errors import Invalid, NotAllowed, NotFound, gettext_noop
from polku.kernel.text import clean
from polku.process import queries
from polku.process.models import Process, ProcessVersion, Remark
from polku.process.rules import ProcessPermission

LENGTH = 2000


def remark(process: Process, text: str, *, stage: str = "", actor: Actor, at: datetime) -> Remark:
    """Say something of a stop of the draft, or of the whole; it is to be answered before the draft is published.

    Raises: NotAllowed, NotFound without a draft or such a stage, Invalid without words.
    """
    actor.require(ProcessPermission.COMMENT)
    if actor.user_id is None:
        raise NotAllowed(ProcessPermission.COMMENT)
    words = _words(text)
    with write():
        draft = ProcessVersion.objects.drafts().select_for_update().filter(process=process).first()
        if draft is None:
            raise NotFound(gettext_noop("This process has no draft."))
        if stage and stage not in queries.draft_definition(draft).by_key:
            raise NotFound(gettext_noop("This stage is not in the draft any more."))
        return Remark.objects.create(version=draft, stage=stage, text=words, by_id=actor.user_id, at=at)


def answer_remark(remark_id: int, text: str, *, actor: Actor, at: datetime) -> Remark:
    """Answer a comment; who wrote it reads the answer at the same stop.

    Raises: NotAllowed, NotFound, Invalid without words.
    """
    actor.require(ProcessPermission.EDIT)
    if actor.user_id is None:
        raise NotAllowed(ProcessPermission.EDIT)
    words = _words(text)
    with write():
        row = Remark.objects.visible_to(actor).select_for_update().filter(pk=remark_id).first()
        if row is None:
            raise NotFound(gettext_noop("This comment is gone."))
        row.answer, row.answered_by_id, row.answered_at = words, actor.user_id, at
        row.save(update_fields=["answer", "answered_by", "answered_at"])
    return row


def _words(text: str) -> str:
    words = clean(text.strip(), max_length=LENGTH, multiline=True, field="text")
    if not words:
        raise Invalid(gettext_noop("Write something first."), field="text")
    return words
