"""The buyer's answer at the door without an account: once for each link, counted, and it becomes feedback."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from polku.access.logic import SYSTEM, Actor
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.eventlog.events import Via
from polku.journey.actions import reach
from polku.journey.actions.feedback import drafted, given
from polku.journey.events import BuyerAnswered
from polku.journey.logic.asking import AGAIN, EASE, KNEW, PER_ADDRESS, PER_LINK, WINDOW, WORDS_MAX, TooMany
from polku.journey.logic.incoming import NewFeedback
from polku.journey.models import BuyerAnswer, Knock
from polku.journey.queries.asking import by_token
from polku.kernel.errors import Invalid, Refused, gettext_noop
from polku.kernel.text import clean

BUYER: Final[Actor] = replace(SYSTEM, via=Via.FORM, name="")
"""Whoever holds the link: it opens three questions, and nothing else."""


def answer_by_link(
    token: str, *, ease: object, knew: str, again: str, words: str = "", address_hash: str = "", at: datetime
) -> BuyerAnswer:
    """Take the buyer's answers in.

    Raises: NotFound, Invalid (names the question), Refused (answered already), TooMany.
    """
    keep_pace(token, address_hash, at)
    with write():
        row = by_token(token, at=at, locked=True)
        if BuyerAnswer.objects.filter(asking=row).exists():
            raise Refused(gettext_noop("This was answered already."), code="answered")
        found = BuyerAnswer.objects.create(
            asking=row,
            deal=row.deal,
            outcome=row.deal.outcome,
            ease=_ease(ease),
            knew=_one_of(knew, KNEW, "knew"),
            again=_one_of(again, AGAIN, "again"),
            words=clean(words.strip(), multiline=True, max_length=WORDS_MAX, field="words"),
            at=at,
        )
        said = drafted(NewFeedback(row.deal_id, words=found.words, score=found.ease), at)
        said.deal, said.stage, said.by_buyer = row.deal, row.deal.stage, True
        said.save()
        event = BuyerAnswered(row.id, found.ease, found.knew, found.again)
        entries = [
            reach.entry(event, ("asking", row.id), row.deal, at),
            reach.entry(given(said), ("feedback", said.id), row.deal, at),
        ]
        append(entries, actor_id=None, via=BUYER.via, recorded_at=at)
    return found


def keep_pace(token: str, address_hash: str, at: datetime) -> None:
    """Count what comes in through a link. Raises: NotFound, TooMany."""
    with write():
        row = by_token(token, at=at)
        lately = Knock.objects.filter(at__gt=at - WINDOW)
        if address_hash and lately.filter(address_hash=address_hash)[:PER_ADDRESS].count() >= PER_ADDRESS:
            raise TooMany
        if lately.filter(asking=row)[:PER_LINK].count() >= PER_LINK:
            raise TooMany
        Knock.objects.create(asking=row, address_hash=address_hash, at=at)


def _ease(value: object) -> int:
    number = (
        int(value)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 3
        else value
    )
    if not isinstance(number, int) or isinstance(number, bool) or number not in EASE:
        raise Invalid(gettext_noop("Choose one of the answers."), field="ease")
    return number


def _one_of(value: str, known: tuple[str, ...], name: str) -> str:
    if value not in known:
        raise Invalid(gettext_noop("Choose one of the answers."), field=name)
    return value
