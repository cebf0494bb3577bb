"""Noting what buyers say of the selling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from polku.access.logic import Actor
from polku.db.bulk import insert
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.journey.actions import reach
from polku.journey.events import FeedbackGiven, FeedbackVoided
from polku.journey.logic.asking import EASE, tone
from polku.journey.logic.codes import ABOUT, Tone
from polku.journey.logic.incoming import NewFeedback
from polku.journey.models import Feedback
from polku.journey.rules import JourneyPermission
from polku.kernel.errors import DomainError, Invalid, Message, NotFound, gettext_noop
from polku.kernel.text import clean

WORDS_MAX: Final = 2000


@dataclass(frozen=True)
class Said:
    """What became of one row: the feedback and its event, or why it was refused."""

    feedback_id: int | None = None
    event_id: int | None = None
    error: DomainError | None = None


def give_feedback(
    rows: Sequence[NewFeedback], *, actor: Actor, at: datetime, history: bool = False
) -> list[Said]:
    """Note what buyers said and answer for each, at a constant number of queries.

    Raises: NotAllowed.
    """
    actor.require(JourneyPermission.RECORD)
    with write():
        deals = reach.deals([row.deal_id for row in rows], actor)
        answers: dict[int, Said] = {}
        drafts: dict[int, Feedback] = {}
        for number, new in enumerate(rows):
            try:
                if new.deal_id not in deals:
                    raise NotFound(reach.NO_DEAL, field="deal_id")
                drafts[number] = drafted(new, at)
            except DomainError as error:
                answers[number] = Said(error=error)
                continue
            draft, deal = drafts[number], deals[new.deal_id]
            draft.deal, draft.stage, draft.by_id = deal, deal.stage, actor.user_id
        insert(Feedback, list(drafts.values()))
        entries = [
            reach.entry(given(row), ("feedback", row.id), row.deal, min(row.at, at))
            for row in drafts.values()
        ]
        events = append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at, history=history)
        for (number, draft), event in zip(drafts.items(), events, strict=True):
            answers[number] = Said(draft.id, event.id)
    return [answers[number] for number in range(len(rows))]


def drafted(new: NewFeedback, at: datetime) -> Feedback:
    """A row from what was said, without its deal. Raises: Invalid."""
    if new.score is not None and new.score not in EASE:
        raise Invalid(gettext_noop("Choose one of the answers."), field="score")
    heard = new.tone or (tone(new.score) if new.score else "")
    if heard not in set(Tone):
        raise Invalid(Message(gettext_noop("“%(tone)s” is no tone."), tone=heard[:20]), field="tone")
    if new.about not in ABOUT:
        raise Invalid(
            Message(gettext_noop("Feedback is not about “%(about)s”."), about=new.about[:20]), field="about"
        )
    if new.at is not None and new.at > at:
        raise Invalid(gettext_noop("What was noted cannot be to come."), field="at")
    words = clean(new.words.strip(), multiline=True, max_length=WORDS_MAX, field="words")
    return Feedback(
        about=new.about, tone=heard, score=new.score, words=words, at=new.at or at, recorded_at=at
    )


def given(row: Feedback) -> FeedbackGiven:
    """The event of a row."""
    return FeedbackGiven(row.id, row.about, row.tone, row.by_buyer, row.score)


def void_feedback(row: Feedback, *, actor: Actor, at: datetime, undoes_id: int | None = None) -> int:
    """Take feedback back, inside the caller's transaction; the event's id."""
    row.voided_at = at
    row.save(update_fields=["voided_at"])
    entry = reach.entry(
        FeedbackVoided(row.id, row.about), ("feedback", row.id), row.deal, at, undoes_id=undoes_id
    )
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id
