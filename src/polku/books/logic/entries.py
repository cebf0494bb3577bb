"""An entry before it is posted: its lines, and whether they balance. Pure."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from polku.books.logic.periods import month_of
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.money import MINOR_LIMIT, Money

LINES_MAX: Final = 10_000
Day = date


class Unbalanced(Invalid):
    """Debits and credits of an entry differ; nothing was written."""

    default_code = "unbalanced"


@dataclass(frozen=True, slots=True)
class Line:
    """One side of an entry: an account (by its role, its code or its id) debited or credited with zero or more.

    `company_minor` is the amount in company currency; it may be left out in company currency, and in all lines of a
    foreign one, which are then converted at the rate of the entry's day. A difference of exchange has an amount of
    zero in the foreign currency and only `company_minor`. Deal, customer and campaign are those of the entry if not
    given here.
    """

    role: str = ""
    account: str = ""
    account_id: int | None = None
    debit: Money | None = None
    credit: Money | None = None
    company_minor: int | None = None
    tax_key: str = ""
    product_id: int | None = None
    deal_id: int | None = None
    customer_id: int | None = None
    campaign: str = ""

    @property
    def amount(self) -> Money:
        """The amount, whichever side it stands on."""
        found = self.debit if self.debit is not None else self.credit
        if found is None or (self.debit is not None and self.credit is not None):
            raise Invalid(gettext_noop("A line is either debited or credited."), field="lines")
        return found


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to post. `source` is the document it comes from (`("invoice", 7)`), `text_key` the registered
    sentence that tells what it is; `text` is what a person wrote.

    Where the month of `date` is closed, it is posted on `late_date`, if there is one, and `date` remains that of its
    tax (`tax_date`).
    """

    date: date
    kind: str
    lines: Sequence[Line]
    source: tuple[str, int] | None = None
    text_key: str = ""
    deal_id: int | None = None
    customer_id: int | None = None
    campaign: str = ""
    text: str = ""
    reverses_id: int | None = None
    late_date: Day | None = None
    tax_date: Day | None = None


Rate = Callable[[str, date], Callable[[Money], Money]]
"""Gives, for a currency and a day, what turns an amount into company currency."""


def checked(entry: NewEntry, *, currency: str, rate: Rate) -> NewEntry:
    """The entry with every amount in company currency, sure to balance.

    Raises: Invalid; Unbalanced, naming the currency and the difference.
    """
    if not 2 <= len(entry.lines) <= LINES_MAX:
        raise Invalid(gettext_noop("An entry has at least two lines."), field="lines")
    for line in entry.lines:
        _check_line(line, currency)
    lines = _converted(entry, currency, rate)
    own = {line.amount.currency: 0 for line in lines}
    company = 0
    for line in lines:
        sign = 1 if line.debit is not None else -1
        own[line.amount.currency] += sign * line.amount.minor
        company += sign * (line.company_minor or 0)
    for code, difference in own.items():
        _refuse_difference(difference, code)
    _refuse_difference(company, currency)
    return entry if lines is entry.lines else replace(entry, lines=lines)


def placed(entry: NewEntry, closed: Collection[int]) -> NewEntry:
    """The entry on the day it is posted, as some months are closed; its tax stays with its own."""
    if entry.late_date is None or month_of(entry.date) not in closed:
        return entry
    return replace(entry, date=entry.late_date, tax_date=entry.date)


def currencies(entries: Iterable[NewEntry]) -> set[tuple[str, date]]:
    """Pairs of currency and day whose rate is needed, because a line does not say its amount in company currency."""
    return {
        (line.amount.currency, entry.date)
        for entry in entries
        for line in entry.lines
        if line.company_minor is None
    }


def swapped(lines: Iterable[Line]) -> list[Line]:
    """The same lines on the other side: what takes an entry back."""
    return [replace(line, debit=line.credit, credit=line.debit) for line in lines]


def _check_line(line: Line, currency: str) -> None:
    amount, company = line.amount, line.company_minor
    if amount.minor < 0 or (company is not None and company < 0):
        raise Invalid(
            gettext_noop("An amount in the books is never negative: use the other side."), field="lines"
        )
    if company is not None and company >= MINOR_LIMIT:
        raise Invalid(gettext_noop("The amount is too large."), field="lines")
    if company is not None and amount.currency == currency and company != amount.minor:
        raise Invalid(gettext_noop("In company currency both amounts of a line are the same."), field="lines")
    if bool(line.role) + bool(line.account) + (line.account_id is not None) != 1:
        raise Invalid(gettext_noop("A line names its account either by role or by code."), field="lines")


def _converted(entry: NewEntry, currency: str, rate: Rate) -> Sequence[Line]:
    """Each side of a foreign currency is converted once and shared out, so that no cent is lost between lines."""
    lines = list(entry.lines)
    sides: dict[tuple[str, bool], list[int]] = defaultdict(list)
    said: set[str] = set()
    missing = False
    for place, line in enumerate(lines):
        code = line.amount.currency
        if line.company_minor is not None:
            said.add(code)
        elif code == currency:
            lines[place], missing = replace(line, company_minor=line.amount.minor), True
        else:
            sides[code, line.debit is not None].append(place)
    for (code, _), places in sides.items():
        if code in said:
            message = gettext_noop(
                "Either all lines in %(currency)s say their amount in company currency, or none."
            )
            raise Invalid(Message(message, currency=code), field="lines")
        weights = [lines[place].amount.minor for place in places]
        total = rate(code, entry.date)(Money(sum(weights), code))
        parts = total.split(weights) if any(weights) else [Money.zero(currency)] * len(places)
        for place, part in zip(places, parts, strict=True):
            lines[place] = replace(lines[place], company_minor=part.minor)
    return lines if missing or sides else entry.lines


def _refuse_difference(difference: int, currency: str) -> None:
    if difference:
        message = gettext_noop("Debit and credit differ by %(difference)s.")
        raise Unbalanced(Message(message, difference=str(Money(difference, currency))), field="lines")
