"""Setting money against bills, and taking it off again: links that lower what is open on both sides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from polku.access.logic import Actor
from polku.books.actions import Line, NewEntry, post
from polku.books.actions import reverse as reverse_entry
from polku.company.queries import company, day_of
from polku.db.bulk import insert
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.money import Money
from polku.payments.actions import items
from polku.payments.actions.converting import most_settled, taken_of
from polku.payments.events import (
    InvoicePaid,
    InvoiceReopened,
    LateChargeReturned,
    MatchUndone,
    PaymentMatched,
)
from polku.payments.logic.incoming import Match
from polku.payments.logic.kinds import MONEY, Kind, Side
from polku.payments.models import Allocation, Item, PaymentRules
from polku.payments.rules import PaymentPermission


@dataclass
class _Link:
    debit: Item
    credit: Item
    amount: int
    row: Allocation
    worths: tuple[int, int] = (0, 0)
    """What the books hold for the part of the bill, and for that of the money."""

    @property
    def gain_minor(self) -> int:
        """What the money is worth more than the bill was booked at."""
        return self.worths[1] - self.worths[0]

    @property
    def is_changed(self) -> bool:
        """Whether the money is in another currency than the bill."""
        return self.debit.currency != self.credit.currency


def match(wishes: Sequence[Match], *, actor: Actor, at: datetime, history: bool = False) -> list[Allocation]:
    """Set money (or credit notes) against bills, all or none; both items are locked, so nothing is spent twice.

    Where the money is worth more or less than the bill was booked at, the difference of exchange is booked. Money in
    another currency than the bill counts at the rate of the day it came; a wish's amount is in the bill's currency.
    What is left of a bill after it was paid, up to the company's small amount, is written off by rule.

    Raises: Invalid (no rate of that day, other customer, more than is open), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.IMPORT_HISTORY if history else PaymentPermission.MATCH)
    return link(wishes, actor=actor, at=at, history=history)


def link(
    wishes: Sequence[Match],
    *,
    actor: Actor,
    at: datetime,
    history: bool = False,
    found: Mapping[int, Item] | None = None,
) -> list[Allocation]:
    """`match` for reactions and for actions that have checked their own rights.

    `found` are the items where the caller holds all of them locked, or made them in this transaction.
    """
    with write():
        if found is None:
            found = items.held({one.debit_id for one in wishes} | {one.credit_id for one in wishes})
        made = (_linked(one, found, actor, at) for one in wishes)
        links = [one for one in made if one is not None]
        items.lower(list(found.values()))
        insert(Allocation, [link.row for link in links])
        _book_exchange(links, actor, at, history)
        if not history:
            links += _write_off(links, actor, at)
        entries = [entry for link in links for entry in _told(link, at)]
        append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at, history=history)
    return [one.row for one in links]


def _linked(wish: Match, found: Mapping[int, Item], actor: Actor, at: datetime) -> _Link | None:
    debit, credit = found.get(wish.debit_id), found.get(wish.credit_id)
    if debit is None or credit is None or debit.side != Side.DEBIT or credit.side != Side.CREDIT:
        raise NotFound(gettext_noop("There is no such bill or payment."))
    if debit.customer_id and credit.customer_id and debit.customer_id != credit.customer_id:
        raise Invalid(gettext_noop("The payment is another customer's."), field="credit_id")
    most = most_settled(debit, credit)
    amount = most if wish.amount_minor is None else wish.amount_minor
    if wish.as_far and not most:
        return None
    if not 0 < amount <= most:
        said = str(Money(most, debit.currency))
        raise Refused(Message(gettext_noop("At most %(most)s can be matched."), most=said), code="not_open")
    taken = taken_of(debit, credit, amount)
    worths = worth_of(debit, amount), worth_of(credit, taken)
    debit.open_minor -= amount
    credit.open_minor -= taken
    if credit.deal_id is None and credit.kind in MONEY:
        credit.deal = debit.deal
        credit.owner_id, credit.team_id = debit.owner_id, debit.team_id
    row = Allocation(
        debit=debit, credit=credit, amount_minor=amount, credit_minor=taken, by_id=actor.user_id, at=at
    )
    return _Link(debit, credit, amount, row, worths)


def worth_of(item: Item, amount: int) -> int:
    """What a part of an item is worth in the books; the last part takes what is left, so that no cent stays.

    Called before the part is taken off.
    """
    before = _share(item, item.amount_minor - item.open_minor)
    return _share(item, item.amount_minor - item.open_minor + amount) - before


def _share(item: Item, settled: int) -> int:
    return round(Fraction(item.company_minor) * settled / item.amount_minor)


def _book_exchange(links: Sequence[_Link], actor: Actor, at: datetime, history: bool) -> None:
    """Book what money in another currency gained or lost between the bill and the payment."""
    gained = [link for link in links if link.gain_minor or link.is_changed]
    entries = [
        NewEntry(
            date=day_of(at),
            kind="exchange",
            source=("allocation", link.row.id),
            text_key="payments.exchange_difference",
            deal_id=link.debit.deal_id,
            customer_id=link.debit.customer_id,
            lines=_exchanged(link),
        )
        for link in gained
    ]
    for link, entry_id in zip(gained, post(entries, actor=actor, at=at, history=history), strict=True):
        link.row.entry_id = entry_id
    if gained:
        Allocation.objects.bulk_update([link.row for link in gained], ["entry_id"])


def _exchanged(link: _Link) -> tuple[Line, ...]:
    """The gain or loss; of money in another currency both sides, so that the debt is settled in either."""
    gain, own = link.gain_minor, company().currency
    other = "fx_loss" if gain < 0 else "fx_gain"
    if not link.is_changed:
        return _two("receivable", other, gain, own)
    bill, money = Money(link.amount, link.debit.currency), Money(link.row.credit_minor, link.credit.currency)
    of_bill, of_money = link.worths
    return (
        Line(role="receivable", credit=bill, company_minor=of_bill),
        Line(role="fx_clearing", debit=bill, company_minor=of_bill),
        Line(role="receivable", debit=money, company_minor=of_money),
        Line(role="fx_clearing", credit=money, company_minor=of_money),
        *(_two("fx_clearing", other, gain, own) if gain else ()),
    )


def _two(account: str, other: str, amount: int, currency: str) -> tuple[Line, Line]:
    """Debit one and credit the other, or the other way round where the amount is below zero."""
    money = Money(abs(amount), currency)
    if amount > 0:
        return Line(role=account, debit=money), Line(role=other, credit=money)
    return Line(role=other, debit=money), Line(role=account, credit=money)


def _write_off(links: Sequence[_Link], actor: Actor, at: datetime) -> list[_Link]:
    """Settle what is left of bills by the company's rule; undoing the payment's match undoes this with it."""
    if not any(link.debit.open_minor for link in links):
        return []
    rules = PaymentRules.objects.first()
    if rules is None or not rules.small_minor:
        return []
    found: list[_Link] = []
    for debit in {link.debit.id: link.debit for link in links}.values():
        left = debit.open_minor
        worth = _share(debit, debit.amount_minor) - _share(debit, debit.amount_minor - left)
        if not left or worth > rules.small_minor:
            continue
        credit = items.difference(debit, left, worth, day_of(at), at)
        entry = NewEntry(
            date=day_of(at),
            kind="difference",
            source=("item", credit.id),
            text_key="payments.small_difference",
            deal_id=debit.deal_id,
            customer_id=debit.customer_id,
            lines=(
                Line(role="small_differences", debit=Money(worth, company().currency)),
                Line(role="receivable", credit=Money(worth, company().currency)),
            ),
        )
        (entry_id,) = post([entry], actor=actor, at=at)
        row = items.settled(debit, credit, left, entry_id, actor, at)
        debit.open_minor = 0
        items.lower([debit])
        found.append(_Link(debit, credit, left, row))
    return found


def _told(link: _Link, at: datetime) -> list[Entry]:
    debit, row = link.debit, link.row
    matched = PaymentMatched(
        allocation_id=row.id,
        invoice_id=debit.invoice_id,
        number=debit.number,
        currency=debit.currency,
        amount_minor=link.amount,
        open_minor=debit.open_minor,
        order_id=debit.order_id,
        paid_minor=row.credit_minor if link.is_changed else None,
        paid_currency=link.credit.currency if link.is_changed else "",
    )
    told = [items.entry(matched, debit, ("allocation", row.id), at)]
    if debit.open_minor == 0 and debit.invoice_id is not None:
        paid = InvoicePaid(
            invoice_id=debit.invoice_id,
            number=debit.number,
            currency=debit.currency,
            amount_minor=debit.amount_minor,
            order_id=debit.order_id,
        )
        told.append(items.entry(paid, debit, ("invoice", debit.invoice_id), at))
    return told


def undo_match(allocation_id: int, *, actor: Actor, at: datetime) -> Allocation:
    """Take money off a bill again: both sides, and the books, are exactly as before.

    What was written off of the bill by rule goes with it, and so does what was kept beside it as fee and interest: that
    is kept of paid bills alone. Raises: Refused (undone already), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.MATCH)
    with write():
        first = Allocation.objects.filter(id=allocation_id).first()
        if first is None:
            raise NotFound(gettext_noop("There is no such match."))
        both = items.held([first.debit_id, first.credit_id])
        rows = list(Allocation.objects.filter(id=allocation_id).select_for_update())
        row = rows[0]
        if row.undone_at is not None:
            raise Refused(gettext_noop("The match is undone already."))
        if _undo_what_rests_on(both[row.debit_id], both[row.credit_id], actor, at):
            both = items.held([row.debit_id, row.credit_id])
        debit, credit = both[row.debit_id], both[row.credit_id]
        was_paid = debit.open_minor == 0
        changed = []
        if debit.kind != Kind.LATE_CHARGE:
            debit.open_minor += row.amount_minor
            changed.append(debit)
        row.undone_at, row.undone_by_id = at, actor.user_id
        row.save(update_fields=["undone_at", "undone_by"])
        if credit.kind != Kind.DIFFERENCE:
            credit.open_minor += row.credit_minor
            _let_go(credit)
            changed.append(credit)
        items.lower(changed)
        if row.entry_id:
            reverse_entry([row.entry_id], actor=actor, at=at)
        told = [_untold(row, debit, at)]
        told += _reopened(debit, at) if was_paid else []
        append(told, actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def _untold(row: Allocation, debit: Item, at: datetime) -> Entry:
    """What takes back the word about a match."""
    is_charge = debit.kind == Kind.LATE_CHARGE
    bill = row.late_charge.bill if is_charge else debit
    event = (LateChargeReturned if is_charge else MatchUndone)(
        allocation_id=row.id,
        invoice_id=bill.invoice_id,
        number=bill.number,
        currency=bill.currency,
        amount_minor=row.amount_minor,
        order_id=bill.order_id,
    )
    subject = ("allocation", row.id)
    return items.entry(event, bill, subject, at, undoes=items.first_told(subject))


def _reopened(debit: Item, at: datetime) -> list[Entry]:
    """A bill that was said to be paid is open again."""
    if debit.invoice_id is None or (paid := items.last_paid(debit.invoice_id)) is None:
        return []
    event = InvoiceReopened(
        invoice_id=debit.invoice_id,
        number=debit.number,
        currency=debit.currency,
        open_minor=debit.open_minor,
        order_id=debit.order_id,
    )
    return [items.entry(event, debit, ("invoice", debit.invoice_id), at, undoes=paid)]


def _let_go(credit: Item) -> None:
    """Money that names no order belongs to no deal again once it pays nothing."""
    if credit.order_id or credit.kind not in MONEY:
        return
    if not Allocation.objects.filter(credit=credit, undone_at=None).exists():
        credit.deal = credit.owner = credit.team = None


def _undo_what_rests_on(debit: Item, credit: Item, actor: Actor, at: datetime) -> bool:
    """Undo what was kept beside a bill because it is paid, and what was written off of it by rule."""
    still = Allocation.objects.filter(undone_at=None).order_by("-id").values_list("id", flat=True)
    found = list(still.filter(late_charge__bill=debit))
    if credit.kind != Kind.DIFFERENCE:
        found += still.filter(debit=debit, credit__kind=Kind.DIFFERENCE)
    for allocation_id in found:
        undo_match(allocation_id, actor=actor, at=at)
    return bool(found)
