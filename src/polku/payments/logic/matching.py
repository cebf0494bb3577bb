"""Which bill a booking of a bank statement pays: scored, with the reasons. Pure.

Bills are found by what the payer wrote (their numbers, our references), by the amount, by the account that paid before
and by the payer's name where it has one open bill; only those found are compared, so ten thousand bookings against
fifty thousand bills are looked at once each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from rapidfuzz import fuzz

from polku.kernel.errors import Message, gettext_noop
from polku.kernel.text import company_key

_WORD: Final = re.compile(r"[^\W_]+")
_RF: Final = re.compile(r"rf\d\d[a-z0-9]")
_BY_REFERENCE: Final = 60
_BY_AMOUNT: Final = 25
_BY_NAME: Final = 15
_BY_ACCOUNT: Final = 15
_BY_BEING_ALONE: Final = 15
_BY_LETTER: Final = 15
_BY_DATE: Final = 5
SURE: Final = 80
"""From this score on, and if nothing else comes near, a match is made by itself where the company wants that."""
WORTH_TELLING: Final = 25
TELL_MAX: Final = 5
_NEAR: Final = 10
_LIKE: Final = 80
_ALIKE_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class OpenBill:
    """A bill that is not paid in full."""

    item_id: int
    number: str
    open_minor: int
    currency: str
    customer_id: int
    customer_name: str
    due: date | None = None
    issued: date | None = None
    references: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    on_top: frozenset[int] = frozenset()
    """What reminders asked for beside it, as fee and interest."""


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """A reminder that asks for several bills at once, and what it asks for beside them, as fee and interest."""

    item_ids: frozenset[int]
    on_top: int = 0


@dataclass(frozen=True, slots=True)
class Incoming:
    """A booking that brought money."""

    key: int
    amount_minor: int
    currency: str
    booked: date
    text: str = ""
    reference: str = ""
    name: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A bill that a booking may pay, from 0 to 100, and why; `charge_minor` is its fee and interest beside it.

    Where a booking pays all of a reminder at once, `others` are its other bills, each with how much of it.
    """

    item_id: int
    score: int
    amount_minor: int
    reasons: tuple[Message, ...]
    charge_minor: int = 0
    others: tuple[tuple[int, int], ...] = ()

    @property
    def item_ids(self) -> tuple[int, ...]:
        """All bills that are paid."""
        return (self.item_id, *(pk for pk, _minor in self.others))


@dataclass(frozen=True, slots=True)
class _Together:
    """The bills of a letter, and what is paid beside them."""

    bills: tuple[OpenBill, ...]
    charge_minor: int


@dataclass(slots=True)
class _Index:
    by_word: dict[str, list[OpenBill]] = field(default_factory=lambda: defaultdict(list))
    by_amount: dict[tuple[str, int], list[OpenBill]] = field(default_factory=lambda: defaultdict(list))
    by_account: dict[str, list[OpenBill]] = field(default_factory=lambda: defaultdict(list))
    alone: dict[tuple[str, str], OpenBill | None] = field(default_factory=dict)
    """The one open bill of a name in a currency; none where there are several."""
    letters: dict[tuple[str, int], dict[frozenset[int], _Together]] = field(
        default_factory=lambda: defaultdict(dict)
    )


class Matcher:
    """Open bills, indexed by what a payer may tell of them."""

    def __init__(self, bills: Iterable[OpenBill], letters: Iterable[OpenLetter] = ()) -> None:
        self._index = _Index()
        known: dict[int, OpenBill] = {}
        keys: dict[str, str] = {}
        for bill in bills:
            known[bill.item_id] = bill
            for key in {squeezed(one) for one in (bill.number, *bill.references)} - {""}:
                self._index.by_word[key].append(bill)
            for more in (0, *bill.on_top):
                self._index.by_amount[bill.currency, bill.open_minor + more].append(bill)
            for account in bill.accounts:
                self._index.by_account[squeezed(account)].append(bill)
            if bill.customer_name not in keys:
                keys[bill.customer_name] = _name_key(bill.customer_name)
            name = (bill.currency, keys[bill.customer_name])
            self._index.alone[name] = None if name in self._index.alone else bill
        for letter in letters:
            self._add(letter, known)

    def _add(self, letter: OpenLetter, known: Mapping[int, OpenBill]) -> None:
        """A letter by what it asks for, with and without what is beside; none of which not every bill is seen."""
        bills = tuple(known[pk] for pk in sorted(letter.item_ids) if pk in known)
        if len(bills) < max(2, len(letter.item_ids)):
            return
        total = sum(bill.open_minor for bill in bills)
        for more in (0, letter.on_top):
            self._index.letters[bills[0].currency, total + more][letter.item_ids] = _Together(bills, more)

    def suggest(self, booking: Incoming) -> list[Suggestion]:
        """The likeliest bills first; empty where nothing is worth telling."""
        told = self._told(booking)
        by_account = {bill.item_id for bill in self._index.by_account.get(squeezed(booking.account), ())}
        same = self._index.by_amount.get((booking.currency, booking.amount_minor), [])
        near = {bill.item_id: bill for bill in (*told.values(), *same[:_ALIKE_MAX])}
        for bill in self._index.by_account.get(squeezed(booking.account), ())[:50]:
            near.setdefault(bill.item_id, bill)
        key = _name_key(booking.name)
        alone = self._index.alone.get((booking.currency, key)) if key else None
        if alone is not None:
            near[alone.item_id] = alone
        found = [
            one
            for pk, bill in near.items()
            if bill.currency == booking.currency
            and (one := _scored(bill, booking, pk in told, pk in by_account, bill is alone)).score
            >= WORTH_TELLING
        ]
        found += [_scored_together(one, booking, told, by_account) for one in self._together(booking, told)]
        return sorted(found, key=lambda one: (-one.score, one.item_id))[:TELL_MAX]

    def _together(self, booking: Incoming, told: Collection[int]) -> Iterable[_Together]:
        """Letters that ask for so much; of very many, that whose bills the payer named is among them."""
        of = self._index.letters.get((booking.currency, booking.amount_minor), {})
        named = frozenset(told)
        return {one: of[one] for one in (*islice(of, _ALIKE_MAX), *({named} & of.keys()))}.values()

    def _told(self, booking: Incoming) -> dict[int, OpenBill]:
        """Bills that the payer named, in the text or the reference."""
        words = _WORD.findall(f"{booking.text} {booking.reference}".casefold())
        keys = set(words) | {squeezed(booking.reference)}
        # “INV-2026-0042” comes as one word, or as the three that it is made of.
        for size in (2, 3, 4):
            keys |= {"".join(words[at : at + size]) for at in range(len(words) - size + 1)}
        # Our papers ask for a reference of ISO 11649: “RF95INV20260042” is the number behind four signs.
        keys |= {key[4:] for key in keys if _RF.match(key)}
        return {bill.item_id: bill for key in keys for bill in self._index.by_word.get(key, ())}


def squeezed(text: str) -> str:
    """Letters and digits alone, small: how numbers and accounts are compared."""
    return "".join(_WORD.findall(text.casefold()))


def _name_key(name: str) -> str:
    """A name as banks shorten and turn it: without its legal form, its words in one order."""
    return " ".join(sorted(company_key(name).split()))


def is_sure(found: Sequence[Suggestion], amount_minor: int) -> bool:
    """Whether the first is beyond doubt: one bill, high, exact, and nothing else comes near."""
    if not found or found[0].others or found[0].score < SURE:
        return False
    if found[0].amount_minor + found[0].charge_minor != amount_minor:
        return False
    return len(found) == 1 or found[1].score <= found[0].score - _NEAR


def _scored(bill: OpenBill, booking: Incoming, told: bool, by_account: bool, alone: bool) -> Suggestion:
    score, reasons = 0, []
    more = booking.amount_minor - bill.open_minor
    charge = more if more in bill.on_top else 0
    if told:
        score += _BY_REFERENCE
        reasons.append(Message(gettext_noop("The payer named %(number)s."), number=bill.number))
    if not more:
        score += _BY_AMOUNT
        reasons.append(Message(gettext_noop("The amount is exactly what is open.")))
    elif charge:
        score += _BY_AMOUNT
        reasons.append(
            Message(gettext_noop("It is exactly what is open and what a reminder asked for on top."))
        )
    elif more < 0:
        reasons.append(Message(gettext_noop("It is less than what is open.")))
    else:
        reasons.append(Message(gettext_noop("It is more than what is open.")))
    payer = _payer(bill, booking, by_account, alone)
    reasons += payer.reasons
    if alone and not told and more and not charge:
        score += _BY_BEING_ALONE
        reasons.append(Message(gettext_noop("Nothing else of %(name)s is open."), name=bill.customer_name))
    amount = min(booking.amount_minor, bill.open_minor)
    return Suggestion(bill.item_id, min(score + payer.score, 100), amount, tuple(reasons), charge)


def _scored_together(
    one: _Together, booking: Incoming, told: Collection[int], by_account: Collection[int]
) -> Suggestion:
    """All bills of a letter at once; who it comes from counts by the bill that was due last."""
    score, reasons = _BY_AMOUNT + _BY_LETTER, []
    numbers = ", ".join(bill.number for bill in one.bills)
    if all(bill.item_id in told for bill in one.bills):
        score += _BY_REFERENCE
        reasons.append(Message(gettext_noop("The payer named %(number)s."), number=numbers))
    if one.charge_minor:
        said = gettext_noop(
            "It is exactly what a reminder asked for in one letter: %(numbers)s, and what comes on top."
        )
    else:
        said = gettext_noop("It is exactly what is open of the bills of one reminder: %(numbers)s.")
    reasons.append(Message(said, numbers=numbers))
    last = max(one.bills, key=lambda bill: (bill.due or date.min, bill.item_id))
    payer = _payer(last, booking, last.item_id in by_account, False)
    first, *others = one.bills
    return Suggestion(
        first.item_id,
        min(score + payer.score, 100),
        first.open_minor,
        (*reasons, *payer.reasons),
        one.charge_minor,
        tuple((bill.item_id, bill.open_minor) for bill in others),
    )


@dataclass(frozen=True, slots=True)
class _Payer:
    """How much speaks for who paid, and when."""

    score: int
    reasons: tuple[Message, ...]


def _payer(bill: OpenBill, booking: Incoming, by_account: bool, by_name: bool) -> _Payer:
    score, reasons = 0, []
    likeness = (
        fuzz.token_set_ratio(booking.name.casefold(), bill.customer_name.casefold()) if booking.name else 0
    )
    if by_name or likeness >= _LIKE:
        score += _BY_NAME
        reasons.append(Message(gettext_noop("The payer's name is like %(name)s."), name=bill.customer_name))
    if by_account:
        score += _BY_ACCOUNT
        reasons.append(
            Message(gettext_noop("This account paid bills of %(name)s before."), name=bill.customer_name)
        )
    if bill.issued and bill.due and bill.issued <= booking.booked and (booking.booked - bill.due).days <= 14:
        score += _BY_DATE
        reasons.append(Message(gettext_noop("It came about when the bill was due.")))
    return _Payer(score, tuple(reasons))
