"""Giving a buyer the link by which they say how the selling went."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from polku.access.logic import Actor
from polku.company.queries import company
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.journey.actions import reach
from polku.journey.events import BuyerAsked
from polku.journey.letters import asking
from polku.journey.logic.asking import TOKEN_BYTES, VALID_DAYS
from polku.journey.models import Asking
from polku.journey.rules import JourneyPermission
from polku.kernel.words import language as known_language
from polku.mail.actions import post


@dataclass(frozen=True)
class Asked:
    """The link as it was given out, and whether a message carries it."""

    asking: Asking
    link: str
    by_mail: bool


def ask_buyer(
    deal_id: int,
    *,
    to: str = "",
    language: str = "",
    message: str = "",
    site: str,
    actor: Actor,
    at: datetime,
) -> Asked:
    """Make the buyer's link: by mail to `to`, or to be copied. One that is open and unanswered is given again.

    Raises: NotFound, NotAllowed, Invalid (no such address).
    """
    with write():
        deal = reach.deal(deal_id, actor, JourneyPermission.ASK)
        spoken = known_language(language) or company().language
        row = (
            Asking.objects.filter(deal=deal, answer=None, expires_at__gt=at, language=spoken)
            .order_by("-id")
            .first()
        )
        if row is None:
            row = Asking.objects.create(
                deal=deal,
                token=secrets.token_urlsafe(TOKEN_BYTES),
                language=spoken,
                outcome=deal.outcome,
                by_mail=bool(to),
                by_id=actor.user_id,
                asked_at=at,
                expires_at=at + timedelta(days=VALID_DAYS),
            )
        elif to and not row.by_mail:
            row.by_mail = True
            row.save(update_fields=["by_mail"])
        link = f"{site}/b/{row.token}/"
        if to:
            letter = asking(deal, row.language, message, by=actor.name)
            post(
                to=to,
                subject=letter.subject,
                text=letter.text,
                link=(letter.button, link),
                language=row.language,
                subject_of=("asking", row.id),
                case_id=deal.id,
                at=at,
                actor_id=actor.user_id,
            )
        entry = reach.entry(BuyerAsked(row.id, bool(to)), ("asking", row.id), deal, at)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return Asked(row, link, bool(to))
