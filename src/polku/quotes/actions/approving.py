"""Approving offers below the margin: asked by one, decided by another."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, Message, NotAllowed, Refused, gettext_noop
from polku.kernel.text import clean
from polku.quotes.actions import reach
from polku.quotes.events import ApprovalAsked, ApprovalRefused, QuoteApproved
from polku.quotes.logic import margin
from polku.quotes.logic.states import State
from polku.quotes.models import Approval, Quote, QuoteLine, QuoteVersion
from polku.quotes.queries.costless import given_blindly
from polku.quotes.queries.finding import current_version, lines_of, settings
from polku.quotes.queries.own_costs import judged_costs
from polku.quotes.rules import QuotePermission

_BELOW: Final = gettext_noop("The quote %(number)s is below the margin: ask for approval first.")
_LOWERED: Final = gettext_noop(
    "Whoever wrote the offer lowered the cost of %(lines)s meanwhile: somebody else must approve it."
)


def why_approval(
    row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine] | None = None
) -> Message | None:
    """Why somebody must approve it; None where nobody must.

    Some choice of the buyer would leave less than the company wants, or the margin does not tell.
    """
    limit = settings().margin_percent
    if limit is None:
        return None
    lines = lines_of(version) if lines is None else lines
    if _falls_below(version, lines, {line.position: line.cost_minor for line in lines}, limit):
        return Message(_BELOW, number=row.number)
    return why_beyond_margin(row, version, lines)


def why_beyond_margin(row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine]) -> Message | None:
    """Why somebody must approve an offer whatever its margin says: it keeps the limit only because its author lowered
    a cost, or something is taken off where nobody knows what it costs. None where neither is so.
    """
    limit = settings().margin_percent
    if limit is None:
        return None
    costs = judged_costs(row, version, lines)
    if _falls_below(version, lines, costs, limit):
        lowered = [line for line in lines if costs[line.position] != line.cost_minor]
        if lowered:
            return Message(_LOWERED, lines=", ".join(line.description.partition("\n")[0] for line in lowered))
    return given_blindly(row, version, lines, costs)


def _falls_below(
    version: QuoteVersion, lines: Sequence[QuoteLine], costs: Mapping[int, int | None], limit: Decimal
) -> bool:
    share = Fraction(version.company_net_minor, version.net_minor) if version.net_minor else Fraction(1)
    parts = [
        margin.Part(round(line.net_minor * share), costs[line.position], line.optional, line.group)
        for line in lines
    ]
    return margin.falls_below(parts, limit)


def submit(quote_id: int, *, why: str = "", actor: Actor, at: datetime) -> Quote:
    """Say that a draft is ready: one that keeps the margin is approved at once, another waits for somebody's yes.

    Raises: NotFound, NotAllowed, Refused (not a draft).
    """
    with write():
        row = reach.quote(quote_id, QuotePermission.WRITE, actor)
        if row.state != State.DRAFT:
            raise Refused(Message(gettext_noop("The quote %(number)s is no draft."), number=row.number))
        version = current_version(row)
        event: Happened
        if why_approval(row, version):
            approval = Approval.objects.create(
                quote=row,
                version=row.version,
                margin_percent=margin.percent(version.costed_net_minor, version.cost_minor),
                why=clean(why.strip(), multiline=True, field="why"),
                asked_by_id=actor.user_id,
                asked_at=at,
            )
            row.state = State.WAITING.value
            event = ApprovalAsked(
                quote_id=row.id, number=row.number, version=row.version, approval_id=approval.id
            )
        else:
            row.state = State.APPROVED.value
            event = QuoteApproved(quote_id=row.id, number=row.number, version=row.version)
        row.save(update_fields=["state"])
        append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def decide(quote_id: int, *, approved: bool, note: str = "", actor: Actor, at: datetime) -> Quote:
    """Approve an offer that waits, or give it back with a note. Never one's own.

    Raises: NotFound, NotAllowed (its author, who asked), Refused (it does not wait), Invalid (no reason given).
    """
    with write():
        row = reach.quote(quote_id, QuotePermission.APPROVE, actor)
        approval = Approval.objects.filter(quote=row, version=row.version, decided_at=None).first()
        if row.state != State.WAITING or approval is None:
            message = gettext_noop("The quote %(number)s does not wait for an approval.")
            raise Refused(Message(message, number=row.number))
        author = current_version(row).by_id
        if actor.user_id is not None and actor.user_id in {author, approval.asked_by_id}:
            message = gettext_noop("Somebody else must approve what you wrote or asked for.")
            raise NotAllowed(QuotePermission.APPROVE, message, code="own_quote")
        words = clean(note.strip(), multiline=True, field="note")
        if not approved and not words:
            raise Invalid(gettext_noop("Say what should change."), field="note")
        approval.decided_by_id, approval.decided_at = actor.user_id, at
        approval.approved, approval.note = approved, words
        approval.save(update_fields=["decided_by", "decided_at", "approved", "note"])
        row.state = (State.APPROVED if approved else State.DRAFT).value
        row.save(update_fields=["state"])
        event: Happened = (
            QuoteApproved(quote_id=row.id, number=row.number, version=row.version)
            if approved
            else ApprovalRefused(
                quote_id=row.id, number=row.number, version=row.version, approval_id=approval.id
            )
        )
        append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row
