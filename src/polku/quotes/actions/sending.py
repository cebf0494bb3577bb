"""Sending an offer: from then on its version stays as it is; withdrawing it; letting it run out."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from polku.access.logic import SYSTEM, Actor
from polku.company.queries import day_of
from polku.db import few
from polku.db.transactions import write
from polku.deals.actions import update_fields
from polku.documents.drawing import fingerprint
from polku.documents.logic import digest
from polku.eventlog.actions import append, append_later
from polku.files.actions import store
from polku.files.models import File
from polku.kernel.errors import Message, Refused, gettext_noop
from polku.mail.actions import NewMail, post_once
from polku.mail.models import State as MailState
from polku.mail.queries import has_server
from polku.quotes.actions import reach
from polku.quotes.actions.approving import why_approval
from polku.quotes.events import QuoteExpired, QuoteSent, QuoteWithdrawn
from polku.quotes.letters import offer
from polku.quotes.logic.states import OPEN, TRANSITIONS, State
from polku.quotes.models import Quote, QuoteLine, QuoteVersion
from polku.quotes.papering import drawn
from polku.quotes.queries.finding import offered, settings
from polku.quotes.queries.snapshots import snapshot
from polku.quotes.rules import QuotePermission

BATCH = 500


@dataclass(frozen=True)
class Sent:
    """The offer as it left: its link, whether a message carries it, and whether that can leave."""

    quote: Quote
    link: str
    by_mail: bool
    mail: str


def send(quote_id: int, *, to: str = "", message: str = "", site: str, actor: Actor, at: datetime) -> Sent:
    """Freeze the newest version and give it to the buyer: by mail to `to`, with link and paper, or by the link alone.

    `site` is where the product is reached (`https://polku.example.com`). Sending what is sent already sends the
    message again and changes nothing.

    Raises: NotFound, NotAllowed, Invalid (no such address), Refused (needs approval, has run out, was answered).
    """
    served = has_server() if to else True
    with write():
        row = reach.quote(quote_id, QuotePermission.SEND, actor)
        version, lines = offered(row, row.version)
        _may_send(row, version, lines, at)
        link = f"{site}/q/{row.token}/"
        if row.state != State.SENT:
            _freeze(row, version, lines, at)
            event = QuoteSent(
                quote_id=row.id,
                number=row.number,
                version=row.version,
                currency=row.currency,
                net_minor=version.net_minor,
                gross_minor=version.gross_minor,
                company_net_minor=version.company_net_minor,
                valid_until=version.valid_until,
                by_mail=bool(to),
                waits=None if served else True,
            )
            told = reach.entry(event, row, at)
            append_later([told], actor_id=actor.user_id, via=actor.via, recorded_at=at)
            follow_value(row, version.net_minor, at)
        if to:
            letter = offer(row, version, message)
            mail = NewMail(
                to=to,
                subject=letter.subject,
                text=letter.text,
                link=(letter.button, link),
                language=row.language,
                attachments=[version.paper_id] if version.paper_id else [],
                subject_of=("quote", row.id),
                case_id=row.deal_id,
            )
            post_once(mail, at=at, actor_id=actor.user_id)
    return Sent(row, link, bool(to), (MailState.QUEUED if served else MailState.WAITING) if to else "")


def _may_send(row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine], at: datetime) -> None:
    if row.state != State.SENT and State.SENT not in TRANSITIONS[State(row.state)]:
        message = gettext_noop("The quote %(number)s cannot be sent as it is.")
        raise Refused(Message(message, number=row.number), code="not_now")
    if version.valid_until < day_of(at):
        message = gettext_noop("The quote %(number)s would have run out already. Let it hold longer.")
        raise Refused(Message(message, number=row.number), code="expired")
    if row.state == State.DRAFT and (why := why_approval(row, version, lines)):
        raise Refused(why, code="needs_approval")


def _freeze(row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine], at: datetime) -> None:
    content = drawn(row, version, lines, at=at)
    paper = _kept(row, content, at)
    version.issued_at, version.digest = at, digest(snapshot(row, version, lines))
    version.paper, version.paper_digest = paper, fingerprint(content)
    few.change([version], ["issued_at", "digest", "paper", "paper_digest"])
    row.state, row.sent_version, row.issued_at = State.SENT.value, row.version, at
    few.change([row], ["state", "sent_version", "issued_at"])


def _kept(row: Quote, content: bytes, at: datetime) -> File:
    return store(
        io.BytesIO(content),
        name=f"{row.number}-{row.version}.pdf",
        at=at,
        subject=("quote", row.id),
        owner_id=row.owner_id,
        team_id=row.team_id,
    )


def follow_value(row: Quote, net_minor: int, at: datetime) -> None:
    """The deal is worth what was offered, where the company wants it so."""
    deal = row.deal
    if (deal.value_minor, deal.value_currency) == (net_minor, row.currency) or not settings().value_follows:
        return
    update_fields(deal.id, {"value_minor": net_minor, "value_currency": row.currency}, actor=SYSTEM, at=at)


def withdraw(quote_id: int, *, actor: Actor, at: datetime) -> Quote:
    """Take an offer back; the buyer's page says so. Doing it twice changes nothing.

    Raises: NotFound, NotAllowed, Refused (answered already).
    """
    with write():
        row = reach.quote(quote_id, QuotePermission.SEND, actor)
        if row.state == State.WITHDRAWN:
            return row
        if State(row.state) not in OPEN | {State.EXPIRED}:
            message = gettext_noop("The quote %(number)s was answered: it cannot be withdrawn.")
            raise Refused(Message(message, number=row.number), code="answered")
        row.state = State.WITHDRAWN.value
        few.change([row], ["state"])
        event = QuoteWithdrawn(quote_id=row.id, number=row.number, version=row.version)
        append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def expire(*, at: datetime) -> int:
    """Let offers run out whose day has passed; answers how many."""
    done = 0
    while found := _run_out(at):
        done += found
    return done


def _run_out(at: datetime) -> int:
    with write():
        late = QuoteVersion.objects.filter(
            quote__state=State.SENT, valid_until__lt=day_of(at), issued_at__isnull=False
        )
        rows = list(
            Quote.objects.filter(state=State.SENT, id__in=late.values("quote_id"))
            .select_related("deal")
            .select_for_update(of=("self",))
            .order_by("id")[:BATCH]
        )
        newest = {
            (one.quote_id, one.version): one.valid_until
            for one in QuoteVersion.objects.filter(quote__in=rows)
        }
        rows = [row for row in rows if newest[row.id, row.sent_version or 0] < day_of(at)]
        Quote.objects.filter(id__in=[row.id for row in rows]).update(state=State.EXPIRED)
        entries = [
            reach.entry(
                QuoteExpired(quote_id=row.id, number=row.number, version=row.sent_version or 0), row, at
            )
            for row in rows
        ]
        append(entries, actor_id=None, via=SYSTEM.via, recorded_at=at)
    return len(rows)
