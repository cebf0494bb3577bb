"""Mail to the customer about a return: it may come, with the note to put in the parcel; refused; settled."""

import io
from datetime import datetime
from typing import Final

from django.utils.translation import gettext, override

from polku.access.logic import Actor
from polku.company.queries import company
from polku.files.actions import store
from polku.files.models import File
from polku.kernel.text import clean
from polku.mail.actions import post
from polku.mail.models import Outgoing
from polku.mail.writing import Letter, letter
from polku.returns.logic.states import State
from polku.returns.models import Return
from polku.returns.queries.papers import drawn, file_name
from polku.returns.queries.papers import lines as lines_of

SUBJECT: Final = "return"


def tell(row: Return, *, to: str, message: str = "", actor: Actor, at: datetime) -> Outgoing:
    """Put a letter about a return as it stands into the outbox; the note is attached while the goods are to come.

    Called within the transaction of an action that has checked its rights. Raises: Invalid (no such address).
    """
    words = clean(message.strip(), multiline=True, max_length=5000, field="message")
    told = _letter(row, words)
    return post(
        to=to,
        subject=told.subject,
        text=told.text,
        language=row.order.language,
        attachments=[_note(row, actor, at).pk] if row.state == State.APPROVED else [],
        subject_of=(SUBJECT, row.pk),
        case_id=row.order.deal_id,
        at=at,
        actor_id=actor.user_id,
    )


def _note(row: Return, actor: Actor, at: datetime) -> File:
    return store(
        io.BytesIO(drawn(row, at=at)),
        name=file_name(row),
        at=at,
        subject=(SUBJECT, row.pk),
        owner_id=row.order.owner_id,
        team_id=row.order.team_id,
        uploaded_by_id=actor.user_id,
    )


def _letter(row: Return, message: str) -> Letter:
    order = row.order
    with override(order.language):
        context = {
            "number": row.number,
            "order": order.number,
            "seller": company().name,
            "state": row.state,
            "message": message,
            "lines": lines_of(row),
            "carrier": row.carrier,
            "tracking": row.tracking,
            "greeting": gettext("Good day"),
        }
    return letter("returns/mail/return.txt", context, language=order.language)
