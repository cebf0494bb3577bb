"""What is said beside an offer: comments, wishes of the buyer and what is given for them."""

from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.kernel.errors import Invalid, NotFound, Refused, gettext_noop
from polku.kernel.text import clean
from polku.quotes.actions import reach
from polku.quotes.actions.answering import BUYER, From, keep_pace
from polku.quotes.events import ConcessionAnswered, ConcessionAsked, QuoteCommented
from polku.quotes.models import Comment, Concession, Quote
from polku.quotes.rules import QuotePermission

TEXT_MAX = 4000


def comment_by_link(token: str, *, text: str, name: str = "", sent_from: From, at: datetime) -> Comment:
    """The buyer writes. Raises: NotFound, Invalid (nothing written), TooMany."""
    with write():
        row = reach.by_token(token)
        keep_pace(row, "comment", sent_from, at)
        return _comment(row, text, name, False, BUYER, at)


def comment(quote_id: int, *, text: str, internal: bool = True, actor: Actor, at: datetime) -> Comment:
    """A colleague writes: among colleagues, or to the buyer on the page of the offer.

    Raises: NotFound, NotAllowed, Invalid.
    """
    with write():
        row = reach.quote(quote_id, QuotePermission.WRITE, actor)
        return _comment(row, text, actor.name, internal, actor, at)


def _comment(row: Quote, text: str, name: str, internal: bool, actor: Actor, at: datetime) -> Comment:
    words = clean(text.strip(), multiline=True, max_length=TEXT_MAX, field="text")
    if not words:
        raise Invalid(gettext_noop("Write a few words."), field="text")
    by_buyer = actor is BUYER
    found = Comment.objects.create(
        quote=row,
        version=(row.sent_version if by_buyer else row.version) or row.version,
        name=clean(" ".join(name.split()), max_length=200, field="name"),
        text=words,
        internal=internal,
        by_id=actor.user_id,
        at=at,
    )
    event = QuoteCommented(
        quote_id=row.id,
        number=row.number,
        version=found.version,
        comment_id=found.id,
        by_buyer=by_buyer,
        internal=internal,
    )
    append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return found


def ask_concession(
    quote_id: int, *, asked: str, worth_minor: int | None = None, actor: Actor, at: datetime
) -> Concession:
    """Note what the buyer asks for, and what it would cost. Raises: NotFound, NotAllowed, Invalid."""
    with write():
        row = reach.quote(quote_id, QuotePermission.WRITE, actor)
        words = clean(asked.strip(), multiline=True, max_length=TEXT_MAX, field="asked")
        if not words:
            raise Invalid(gettext_noop("Say what the customer asks for."), field="asked")
        found = Concession.objects.create(
            quote=row, asked=words, worth_minor=worth_minor, by_id=actor.user_id, at=at
        )
        event = ConcessionAsked(quote_id=row.id, number=row.number, concession_id=found.id)
        append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return found


def answer_concession(
    concession_id: int,
    *,
    given: str,
    worth_minor: int | None = None,
    in_return: str = "",
    actor: Actor,
    at: datetime,
) -> Concession:
    """Say what was given, what it is worth, and what came in return; nothing given is an answer too.

    Raises: NotFound, NotAllowed, Invalid, Refused (answered already).
    """
    actor.require(QuotePermission.WRITE)
    with write():
        found = Concession.objects.filter(id=concession_id).first()
        if found is None:
            raise NotFound(gettext_noop("There is no such wish."))
        row = reach.quote(found.quote_id, QuotePermission.WRITE, actor)
        found.refresh_from_db()
        if found.answered_at is not None:
            raise Refused(gettext_noop("This wish was answered already."), code="answered")
        found.given = clean(given.strip(), multiline=True, max_length=TEXT_MAX, field="given")
        found.in_return = clean(in_return.strip(), multiline=True, max_length=TEXT_MAX, field="in_return")
        found.worth_minor = worth_minor if worth_minor is not None else found.worth_minor
        if found.worth_minor is not None and found.worth_minor < 0:
            raise Invalid(gettext_noop("What it is worth is not less than 0."), field="worth_minor")
        found.answered_at = at
        found.save(update_fields=["given", "in_return", "worth_minor", "answered_at"])
        event = ConcessionAnswered(
            quote_id=row.id,
            number=row.number,
            concession_id=found.id,
            currency=row.currency,
            worth_minor=found.worth_minor,
        )
        append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return found
