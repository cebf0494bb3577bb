"""Bank statements come in; their bookings become payments, or are set aside."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from django.db.models import QuerySet

from polku.access.logic import Actor
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.transactions import write
from polku.documents.logic import digest
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.files.actions import store
from polku.files.models import File
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.money import Money
from polku.kernel.text import clean
from polku.payments.actions.charging import keep_rest
from polku.payments.actions.matching import link
from polku.payments.actions.receiving import receive, reverse
from polku.payments.events import StatementLineIgnored, StatementLineReopened, StatementTaken
from polku.payments.logic import statements as reading
from polku.payments.logic.incoming import Match, NewReceipt
from polku.payments.logic.kinds import Side
from polku.payments.logic.matching import is_sure
from polku.payments.logic.statements import tables
from polku.payments.models import Item, PaymentRules, Receipt, Statement, StatementLine
from polku.payments.queries.readings import looked
from polku.payments.queries.suggesting import suggestions
from polku.payments.rules import PaymentPermission

STEP: Final = 200
"""So many sure matches are one transaction where a long file is read in the background."""


@dataclass(frozen=True)
class Taken:
    """A statement of a file; `known` says that it was taken before, `matched` how many bookings were sure."""

    statement: Statement
    known: bool = False
    matched: int = 0


@dataclass(frozen=True)
class Confirmation:
    """A booking is a payment: of these bills (item and how much of it, None for all), or of a customer or an order.

    With `keep_late_charges` what is left is kept as the fee and interest that reminders of these bills asked for.
    """

    line_id: int
    bills: tuple[tuple[int, int | None], ...] = ()
    customer_id: int | None = None
    order_id: int | None = None
    keep_late_charges: bool = False


def take_statement(raw: bytes, *, name: str = "", actor: Actor, at: datetime) -> list[Taken]:
    """Read a file of the bank and keep it; each statement in it is taken once, however often it is sent.

    Matches beyond doubt are made at once where the company's rules want that. A table (CSV, XLSX) is read as one with
    the same headings was read before, or as its headings say.

    Raises: UnreadableStatement and Invalid (nothing is taken then), NotAllowed.
    """
    actor.require(PaymentPermission.REGISTER)
    read = read_file(raw)
    with write():
        found, fresh = _stored(read, lambda: _kept(raw, name, actor, at), actor, at)
        return [
            replace(one, matched=_match_sure(_lines(one), actor, at)) if one.statement.id in fresh else one
            for one in found
        ]


def take_read(
    read: Sequence[reading.Statement],
    file: File,
    *,
    actor: Actor,
    at: datetime,
    tell: Callable[[int, int], None] | None = None,
) -> list[Taken]:
    """Take statements that were read of a stored file in: the bookings at once, sure matches in steps that are told.

    Broken off and begun again, it goes on where it was. Raises: Invalid, NotAllowed.
    """
    actor.require(PaymentPermission.REGISTER)
    with write():
        found, _ = _stored(read, lambda: file, actor, at)
    total = sum(len(one.bookings) for one in read)
    done, taken = 0, []
    for one in found:
        lines = list(_lines(one).order_by("id"))
        sure = _sure(lines, actor)
        for start in range(0, len(sure), STEP):
            confirm_lines(sure[start : start + STEP], actor=actor, at=at)
            if tell is not None:
                tell(done + min(len(lines), start * len(lines) // len(sure)), total)
        done += len(lines)
        taken.append(replace(one, matched=len(sure)))
    return taken


def read_file(raw: bytes) -> list[reading.Statement]:
    """The statements of a file of any format. Raises: UnreadableStatement, Invalid."""
    if not tables.is_table(raw):
        return reading.read(raw)
    with NamedTemporaryFile() as file:
        file.write(raw)
        file.flush()
        table = looked(Path(file.name))
        return [tables.from_table(Path(file.name), table.reading)]


def _kept(raw: bytes, name: str, actor: Actor, at: datetime) -> File:
    return store(io.BytesIO(raw), name=name or "statement", at=at, uploaded_by_id=actor.user_id)


def _stored(
    read: Sequence[reading.Statement], file: Callable[[], File], actor: Actor, at: datetime
) -> tuple[list[Taken], set[int]]:
    """Each statement with its bookings, those that were known before as they are; and the ids of the new ones."""
    keys = [digest(_content(one)) for one in read]
    known = {row.digest: row for row in Statement.objects.filter(digest__in=keys)}
    fresh = {key: one for key, one in zip(keys, read, strict=True) if key not in known}
    kept = file() if fresh else None
    made = {key: _taken(one, key, kept, actor, at) for key, one in fresh.items() if kept is not None}
    found = [Taken(made[key]) if key in made else Taken(known[key], known=True) for key in keys]
    return found, {row.id for row in made.values()}


def _lines(one: Taken) -> QuerySet[StatementLine]:
    """The bookings of a statement that wait."""
    return StatementLine.objects.filter(statement=one.statement, receipt=None, ignored_at=None)


def _content(one: reading.Statement) -> dict[str, Any]:
    """What makes two statements the same one."""
    return {
        "account": one.account,
        "number": one.number,
        "opening": _balance(one.opening),
        "closing": _balance(one.closing),
        "bookings": [
            [str(row.amount), row.currency, str(row.booked), row.reference, row.bank_id, row.name, row.text]
            for row in one.bookings
        ],
    }


def _balance(balance: reading.Balance | None) -> list[str] | None:
    return [str(balance.amount), balance.currency, str(balance.on)] if balance else None


def _taken(one: reading.Statement, key: str, file: File, actor: Actor, at: datetime) -> Statement:
    days = [row.booked for row in one.bookings]
    row = Statement.objects.create(
        account=one.account[:60],
        number=one.number[:60],
        currency=one.currency,
        opening_minor=_minor(one.opening),
        closing_minor=_minor(one.closing),
        from_date=one.opening.on if one.opening else min(days, default=None),
        to_date=one.closing.on if one.closing else max(days, default=None),
        warnings=[{"template": said.template, "params": said.params} for said in _warnings(one)],
        digest=key,
        file=file,
        by_id=actor.user_id,
        at=at,
    )
    lines = [_line(row, place, booking) for place, booking in enumerate(one.bookings, start=1)]
    insert(StatementLine, lines)
    _tell([StatementTaken(statement_id=row.id, lines=len(lines))], actor, at, ("statement", row.id))
    return row


def _warnings(one: reading.Statement) -> list[Message]:
    """What the reading found, and whether bookings stand on an earlier statement too."""
    ids = {row.bank_id for row in one.bookings if row.bank_id}
    seen = StatementLine.objects.filter(statement__account=one.account[:60])
    twice = seen.filter(bank_id__in=among(ids, text=True)).count() if ids else 0
    if not twice:
        return list(one.warnings)
    said = gettext_noop("Bookings that stand on an earlier statement too: %(number)s. Set them aside.")
    return [*one.warnings, Message(said, number=twice)]


def _minor(balance: reading.Balance | None) -> int | None:
    return Money.from_decimal(balance.amount, balance.currency).minor if balance else None


def _line(statement: Statement, place: int, one: reading.Booking) -> StatementLine:
    return StatementLine(
        statement=statement,
        position=place,
        amount_minor=Money.from_decimal(one.amount, one.currency).minor,
        currency=one.currency,
        booked_date=one.booked,
        value_date=one.value,
        reference=one.reference[:140],
        bank_id=one.bank_id[:140],
        name=one.name[:200],
        account=one.account[:60],
        text=one.text,
    )


def _match_sure(lines: QuerySet[StatementLine], actor: Actor, at: datetime) -> int:
    """Make the payments that are beyond doubt; how many."""
    sure = _sure(list(lines.order_by("id")), actor)
    confirm_lines(sure, actor=actor, at=at)
    return len(sure)


def _sure(lines: Sequence[StatementLine], actor: Actor) -> list[Confirmation]:
    """What is beyond doubt, where the company wants that; a bill that two bookings mean waits for a person."""
    rules = PaymentRules.objects.first()
    if rules is None or not rules.match_sure:
        return []
    chosen: dict[int, list[Confirmation]] = {}
    amounts = {line.id: line.amount_minor for line in lines}
    for line_id, found in suggestions(lines, actor=actor).items():
        if is_sure(found, amounts[line_id]):
            one = Confirmation(line_id, bills=((found[0].item_id, found[0].amount_minor),))
            chosen.setdefault(found[0].item_id, []).append(one)
    return [one for (one, *others) in chosen.values() if not others]


def confirm_line(new: Confirmation, *, actor: Actor, at: datetime) -> Receipt:
    """Make a payment of one booking.

    Raises: Refused (done already, money that went out, more than is open), Invalid, NotFound, NotAllowed.
    """
    return confirm_lines([new], actor=actor, at=at)[0]


def confirm_lines(rows: Sequence[Confirmation], *, actor: Actor, at: datetime) -> list[Receipt]:
    """Make payments of bookings and match them with their bills, all or none; a constant number of statements."""
    actor.require(PaymentPermission.REGISTER)
    actor.require(PaymentPermission.MATCH)
    if not rows:
        return []
    with write():
        lines = _waiting([row.line_id for row in rows])
        ids = [item_id for row in rows for item_id, _ in row.bills]
        bills = (
            {row.id: row for row in Item.objects.filter(id__in=among(ids), side=Side.DEBIT)} if ids else {}
        )
        news = [_receipt(row, lines[row.line_id], bills) for row in rows]
        receipts = []
        for answer in receive(news, actor=actor, at=at):
            if answer.error or answer.receipt is None:
                raise answer.error or Invalid()
            receipts.append(answer.receipt)
        money = dict(
            Item.objects.filter(receipt_id__in=among([row.id for row in receipts])).values_list(
                "receipt_id", "id"
            )
        )
        wishes = [
            wish
            for row, receipt in zip(rows, receipts, strict=True)
            for wish in _wishes(row, money[receipt.id], receipt, bills)
        ]
        if wishes:
            link(wishes, actor=actor, at=at)
        for row, receipt in zip(rows, receipts, strict=True):
            if row.keep_late_charges:
                keep_rest(money[receipt.id], [item_id for item_id, _ in row.bills], actor=actor, at=at)
            lines[row.line_id].receipt = receipt
        StatementLine.objects.bulk_update(list(lines.values()), ["receipt"], batch_size=500)
    return receipts


def _waiting(ids: Sequence[int]) -> dict[int, StatementLine]:
    """Bookings that wait, locked.

    Raises: NotFound, Refused.
    """
    rows = StatementLine.objects.filter(id__in=among(ids)).order_by("id").select_for_update()
    found = {row.id: row for row in rows}
    if len(found) < len(set(ids)):
        raise NotFound(gettext_noop("There is no such booking."))
    if any(row.receipt_id is not None or row.ignored_at is not None for row in found.values()):
        raise Refused(gettext_noop("The booking is settled already."), code="settled_already")
    return found


def _receipt(row: Confirmation, line: StatementLine, bills: Mapping[int, Item]) -> NewReceipt:
    if line.amount_minor <= 0:
        raise Refused(gettext_noop("Money that went out is no payment of a customer. Set the booking aside."))
    missing = [item_id for item_id, _ in row.bills if item_id not in bills]
    if missing:
        raise NotFound(gettext_noop("There is no such invoice to be paid."), field="bills")
    meant = [bills[item_id] for item_id, _ in row.bills]
    orders = {one.order_id for one in meant}
    order_id = row.order_id or (meant[0].order_id if len(orders) == 1 else None)
    return NewReceipt(
        amount=Money(line.amount_minor, line.currency),
        received_date=line.booked_date,
        customer_id=row.customer_id or (meant[0].customer_id if meant else None),
        order_id=order_id,
        reference=line.reference,
        payer_name=line.name,
        payer_account=line.account,
    )


def _wishes(row: Confirmation, credit_id: int, receipt: Receipt, bills: Mapping[int, Item]) -> list[Match]:
    left, currency = receipt.amount_minor, receipt.currency
    found = []
    for item_id, amount in row.bills:
        if amount is None and bills[item_id].currency != currency:
            found.append(Match(item_id, credit_id, as_far=True))
            continue
        part = amount if amount is not None else min(left, bills[item_id].open_minor)
        found.append(Match(item_id, credit_id, part))
        left -= part
    return [one for one in found if one.amount_minor or one.as_far]


def ignore_line(line_id: int, *, reason: str, actor: Actor, at: datetime) -> StatementLine:
    """Set a booking aside that is no payment of a customer, and say why.

    Raises: Invalid without a reason, Refused, NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.REGISTER)
    words = clean(reason.strip(), max_length=300, field="reason")
    if not words:
        raise Invalid(gettext_noop("Say why the booking is set aside."), field="reason")
    with write():
        line = _waiting([line_id])[line_id]
        line.ignored_at, line.ignored_reason = at, words
        line.save(update_fields=["ignored_at", "ignored_reason"])
        _tell([StatementLineIgnored(line_id=line.id)], actor, at, ("statement_line", line.id))
    return line


def undo_line(line_id: int, *, reason: str, actor: Actor, at: datetime) -> StatementLine:
    """Let a booking wait again; the payment that was made of it is taken back, with its matches and its posting.

    Raises: Refused (it waits), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.REGISTER)
    with write():
        line = StatementLine.objects.filter(id=line_id).select_for_update().first()
        if line is None:
            raise NotFound(gettext_noop("There is no such booking."))
        if line.receipt_id is None and line.ignored_at is None:
            raise Refused(gettext_noop("The booking waits already."))
        if line.receipt_id is not None and not Receipt.objects.filter(
            id=line.receipt_id, reversed_at__isnull=False
        ):
            reverse(line.receipt_id, reason=reason, actor=actor, at=at)
        line.receipt, line.ignored_at, line.ignored_reason = None, None, ""
        line.save(update_fields=["receipt", "ignored_at", "ignored_reason"])
        _tell([StatementLineReopened(line_id=line.id)], actor, at, ("statement_line", line.id))
    return line


def _tell(events: Sequence[Happened], actor: Actor, at: datetime, subject: tuple[str, int]) -> None:
    entries = [Entry(event=event, subject=subject, at=at) for event in events]
    append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
