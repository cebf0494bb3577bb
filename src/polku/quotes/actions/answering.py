"""The buyer's answer: opened, accepted with evidence, declined with a reason."""

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from polku.access.logic import SYSTEM, Actor
from polku.catalogue.actions.using import Use, use_promotions
from polku.catalogue.logic.totals import Totals
from polku.company.queries import day_of
from polku.db import few
from polku.db.bulk import insert
from polku.db.transactions import holding, write
from polku.documents.logic import canonical, digest
from polku.eventlog.actions import append
from polku.eventlog.events import Via
from polku.files.actions import store
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop
from polku.kernel.text import clean
from polku.quotes.actions import reach
from polku.quotes.actions.sending import follow_value
from polku.quotes.events import QuoteAccepted, QuoteDeclined, QuoteViewed
from polku.quotes.logic.pace import AGAIN, PER_ADDRESS, PER_QUOTE, WINDOW, TooMany
from polku.quotes.logic.states import Decline, State
from polku.quotes.models import Acceptance, Quote, QuoteLine, QuoteVersion, Visit
from polku.quotes.queries.contents import chosen
from polku.quotes.queries.finding import offered, shown_to_buyer
from polku.quotes.queries.snapshots import line_snapshot
from polku.quotes.rules import QuotePermission

BUYER: Final = replace(SYSTEM, via=Via.FORM, name="")
"""Whoever holds the link: it opens one offer, and nothing else."""


@dataclass(frozen=True)
class From:
    """Where an answer came from, as far as it is kept: the address hashed, the browser as it names itself."""

    address_hash: str = ""
    user_agent: str = ""


@dataclass(frozen=True)
class Accepted:
    """The acceptance; `again` says that it was there before."""

    acceptance: Acceptance
    again: bool = False


def note_view(token: str, *, sent_from: From, at: datetime) -> bool:
    """Note that the buyer opened the offer; one reader's openings within half an hour count once.

    Raises: NotFound.
    """
    row, version = shown_to_buyer(token)
    lately = Visit.objects.filter(
        quote=row,
        deed="view",
        version=version.version,
        address_hash=sent_from.address_hash,
        at__gt=at - AGAIN,
    )
    if lately.exists():
        return False
    with write():
        Visit.objects.create(
            quote=row, version=version.version, deed="view", address_hash=sent_from.address_hash, at=at
        )
        event = QuoteViewed(quote_id=row.id, number=row.number, version=version.version)
        append([reach.entry(event, row, at)], actor_id=None, via=BUYER.via, recorded_at=at)
    return True


def keep_pace(row: Quote, deed: str, sent_from: From, at: datetime) -> None:
    """Count what comes in through the link. Raises: TooMany."""
    lately = Visit.objects.filter(at__gt=at - WINDOW).exclude(deed="view")
    mine = lately.filter(address_hash=sent_from.address_hash)
    if sent_from.address_hash and mine[:PER_ADDRESS].count() >= PER_ADDRESS:
        raise TooMany
    if lately.filter(quote=row)[:PER_QUOTE].count() >= PER_QUOTE:
        raise TooMany
    Visit.objects.create(
        quote=row, version=row.sent_version or 0, deed=deed, address_hash=sent_from.address_hash, at=at
    )


def accept_by_link(
    token: str,
    *,
    options: Collection[int] | None,
    name: str,
    email: str = "",
    version: int | None = None,
    sent_from: From,
    at: datetime,
) -> Accepted:
    """The buyer takes the offer, with the options ticked. Twice is once: the first acceptance is given back.

    `version` is the one the buyer read.

    Raises: NotFound, Invalid (no name, no such choice), Refused (run out, replaced, withdrawn), TooMany.
    """
    with write():
        row = reach.by_token(token)
        if known := _known(row):
            return known
        keep_pace(row, "accept", sent_from, at)
        return _accept(row, options, name, email, version, sent_from, BUYER, at)


def accept(
    quote_id: int,
    *,
    options: Collection[int] | None = None,
    name: str,
    email: str = "",
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Accepted:
    """A colleague writes down that the buyer took the offer; `name` is who said so. Twice is once.

    Raises: NotFound, NotAllowed, Invalid, Refused.
    """
    with write():
        row = reach.quote(quote_id, QuotePermission.SEND, actor)
        if known := _known(row):
            return known
        return _accept(row, options, name, email, version, From(), actor, at)


def _known(row: Quote) -> Accepted | None:
    found = Acceptance.objects.filter(quote=row).first() if row.state == State.ACCEPTED else None
    return Accepted(found, again=True) if found else None


def _accept(
    row: Quote,
    options: Collection[int] | None,
    name: str,
    email: str,
    read: int | None,
    sent_from: From,
    actor: Actor,
    at: datetime,
) -> Accepted:
    who = clean(" ".join(name.split()), max_length=200, field="name")
    if not who:
        raise Invalid(gettext_noop("Say who accepts the offer."), field="name")
    address = clean(email.strip(), max_length=254, field="email")
    version, lines = offered(row, _answerable(row, read))
    if version.valid_until < day_of(at):
        message = gettext_noop("The offer held until %(day)s. Ask for a new one.")
        raise Refused(Message(message, day=version.valid_until.isoformat()), code="expired")
    kept, totals = chosen(row, version, lines, options)
    evidence = _evidence(row, version, kept, totals, who, address, sent_from, actor, at)
    file = store(
        io.BytesIO(canonical(evidence)),
        name=f"{row.number}-{version.version}-accepted.json",
        at=at,
        subject=("quote", row.id),
        owner_id=row.owner_id,
        team_id=row.team_id,
    )
    acceptance = Acceptance(
        quote=row,
        version=version,
        chosen=[line.position for line in kept],
        name=who,
        email=address,
        by_id=actor.user_id,
        address_hash=sent_from.address_hash,
        digest=digest(evidence),
        net_minor=totals.net_minor,
        gross_minor=totals.gross_minor,
        evidence=file,
        at=at,
    )
    insert(Acceptance, [acceptance])
    row.state, row.answered_at = State.ACCEPTED.value, at
    few.change([row], ["state", "answered_at"])
    _use_promotions(row, version, actor, at)
    event = QuoteAccepted(
        quote_id=row.id,
        number=row.number,
        version=version.version,
        acceptance_id=acceptance.id,
        currency=row.currency,
        net_minor=totals.net_minor,
        gross_minor=totals.gross_minor,
        chosen=tuple(line.position for line in kept),
    )
    with holding({("accepted", acceptance.id): (row, version, kept)}):
        append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    follow_value(row, totals.net_minor, at)
    return Accepted(acceptance)


_WHY: Final = {
    State.DECLINED: ("declined", gettext_noop("The offer was declined.")),
    State.EXPIRED: ("expired", gettext_noop("The offer has run out. Ask for a new one.")),
    State.WITHDRAWN: ("withdrawn", gettext_noop("The offer was withdrawn.")),
    State.ACCEPTED: ("accepted", gettext_noop("The offer was accepted.")),
}


def _answerable(row: Quote, read: int | None) -> int:
    """The number of the version that can be answered now."""
    state = State(row.state)
    if state != State.SENT or row.sent_version is None:
        newer = ("replaced", gettext_noop("A new version of this offer is being written."))
        code, text = _WHY.get(state, newer)
        raise Refused(text, code=code)
    if read is not None and read != row.sent_version:
        message = gettext_noop("There is a newer version of this offer. Please read it first.")
        raise Refused(message, code="replaced")
    return row.sent_version


def _evidence(
    row: Quote,
    version: QuoteVersion,
    kept: Sequence[QuoteLine],
    totals: Totals,
    name: str,
    email: str,
    sent_from: From,
    actor: Actor,
    at: datetime,
) -> dict[str, Any]:
    """All that shows what was agreed, by whom and when; its digest stands in the acceptance."""
    return {
        "kind": "quote_accepted",
        "number": row.number,
        "version": version.version,
        "document_digest": version.digest,
        "paper_digest": version.paper_digest,
        "issued_at": version.issued_at.isoformat() if version.issued_at else None,
        "accepted_at": at.isoformat(),
        "name": name,
        "email": email,
        "written_down_by": actor.user_id,
        "address_hash": sent_from.address_hash,
        "user_agent": "".join(one for one in sent_from.user_agent[:300] if one.isprintable()),
        "lines": [line_snapshot(line) for line in kept],
        "currency": row.currency,
        "net_minor": totals.net_minor,
        "tax_minor": totals.tax_minor,
        "gross_minor": totals.gross_minor,
    }


def _use_promotions(row: Quote, version: QuoteVersion, actor: Actor, at: datetime) -> None:
    """Count the promotions of the offer. One that ran out meanwhile holds all the same: it was promised."""
    if version.promotion_ids:
        uses = [Use(one, row.customer_id, ("quote", row.id)) for one in version.promotion_ids]
        use_promotions(uses, actor=actor, at=at)


def decline_by_link(
    token: str, *, reason: str, words: str = "", name: str = "", sent_from: From, at: datetime
) -> Quote:
    """The buyer says no. Raises: NotFound, Invalid, Refused, TooMany."""
    with write():
        row = reach.by_token(token)
        keep_pace(row, "decline", sent_from, at)
        return _decline(row, reason, words, BUYER, at)


def decline(quote_id: int, *, reason: str, words: str = "", actor: Actor, at: datetime) -> Quote:
    """A colleague writes down that the buyer said no. Raises: NotFound, NotAllowed, Invalid, Refused."""
    with write():
        row = reach.quote(quote_id, QuotePermission.SEND, actor)
        return _decline(row, reason, words, actor, at)


def _decline(row: Quote, reason: str, words: str, actor: Actor, at: datetime) -> Quote:
    if row.state == State.DECLINED:
        return row
    if reason not in set(Decline):
        raise Invalid(gettext_noop("Choose a reason."), field="reason")
    told = clean(words.strip(), multiline=True, max_length=4000, field="words")
    if reason == Decline.OTHER and not told:
        raise Invalid(gettext_noop("Say why in a few words."), field="words")
    version = _answerable(row, None)
    row.state, row.answered_at = State.DECLINED.value, at
    row.decline_key, row.decline_reason = reason, told
    few.change([row], ["state", "answered_at", "decline_key", "decline_reason"])
    event = QuoteDeclined(quote_id=row.id, number=row.number, version=version, reason=reason)
    append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row
