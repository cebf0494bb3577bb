"""What a product costs somebody, and why: every list and promotion that was looked at says why it was taken or not.

Two rules that stand equal and differ are a conflict: it is said, and no price is given until somebody decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from polku.catalogue.logic.promoting import Deal, Reduction, best
from polku.kernel.errors import Message, gettext_noop

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of a product."""

    product_id: int
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Break:
    """A unit price of a list from a quantity on."""

    product_id: int
    min_quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class ListOffer:
    """A price list as it stands for one customer: `is_ours` says whether its customer group, if any, has them."""

    key: str
    name: str
    currency: str
    priority: int
    from_date: date | None
    to_date: date | None
    prices_include_tax: bool
    group: str = ""
    is_ours: bool = True
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that was looked at, whether it was taken, and why not. Texts are messages to translate."""

    rule: str
    text: Message
    taken: bool
    why_not: Message | None = None

    def as_dict(self) -> dict[str, object]:
        """The step as plain values."""
        why = str(self.why_not) if self.why_not else ""
        return {"rule": self.rule, "text": str(self.text), "taken": self.taken, "why_not": why}


@dataclass(frozen=True, slots=True)
class Free:
    """What comes along for nothing."""

    product_id: int
    quantity: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class Priced:
    """A price with its explanation.

    A document's line takes `unit_price` and `discount_percent` as they are; `list_price` is what the list says before
    promotions. `unit_price` is None where nothing gives a price or a `conflict` waits for a decision. `promotion_ids`
    are those whose use is to be counted once the sale is made.
    """

    product_id: int
    quantity: Decimal
    currency: str
    unit_price: Decimal | None
    list_price: Decimal | None
    discount_percent: Decimal
    prices_include_tax: bool
    steps: tuple[Step, ...]
    conflict: Message | None = None
    free: tuple[Free, ...] = ()
    promotion_ids: tuple[int, ...] = ()

    @property
    def each(self) -> Decimal | None:
        """What one costs with all taken off."""
        if self.unit_price is None:
            return None
        return self.unit_price * (100 - self.discount_percent) / 100


_PRICE: Final = gettext_noop("%(list)s: %(price)s %(currency)s")
_PRICE_FROM: Final = gettext_noop("%(list)s: %(price)s %(currency)s from %(quantity)s on")
_NO_PRICE: Final = gettext_noop("%(list)s: no price for this product")
_CURRENCY: Final = gettext_noop("The list is in %(currency)s.")
_NOT_YET: Final = gettext_noop("The list holds from %(day)s on.")
_NO_LONGER: Final = gettext_noop("The list held until %(day)s.")
_OTHER_GROUP: Final = gettext_noop("The list is for customers of the group %(group)s.")
_TOO_FEW: Final = gettext_noop("It holds from %(quantity)s on.")
_OUTRANKED: Final = gettext_noop("%(list)s goes before it: its priority is higher.")
_GROUP_FIRST: Final = gettext_noop("%(list)s goes before it: it is for the customer's group.")
_NEWER_FIRST: Final = gettext_noop("%(list)s goes before it: it holds from a later day on.")
_BETTER_BREAK: Final = gettext_noop("The price from %(quantity)s on holds.")
_SAME_PRICE: Final = gettext_noop("%(list)s says the same.")
_EQUAL: Final = gettext_noop("%(list)s stands equal and says another price.")
_LISTS_CONFLICT: Final = gettext_noop(
    "Price lists of equal priority differ: %(lists)s. Give one a higher priority."
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The break of a list that holds for the quantity."""

    offer: ListOffer
    price: Decimal

    @property
    def rank(self) -> tuple[int, bool, date]:
        return self.offer.priority, bool(self.offer.group), self.offer.from_date or date.min


def priced(
    wanted: Wanted,
    offers: Sequence[ListOffer],
    deals: Sequence[Deal],
    *,
    currency: str,
    on: date,
    at: datetime,
    codes: frozenset[str] = frozenset(),
) -> Priced:
    """The price of one line: one list's, then the promotions that hold.

    Of the lists that hold, the highest priority goes first, then the customer's own group, then the newest.
    """
    found, steps, conflict = _listed(wanted, offers, currency, on)
    base = Priced(
        wanted.product_id,
        wanted.quantity,
        currency,
        unit_price=found.price if found else None,
        list_price=found.price if found else None,
        discount_percent=ZERO,
        prices_include_tax=found.offer.prices_include_tax if found else False,
        steps=tuple(steps),
        conflict=conflict,
    )
    if found is None:
        return base
    return _promoted(base, best(deals, wanted.product_id, wanted.quantity, found.price, currency, at, codes))


def _promoted(base: Priced, reduction: Reduction) -> Priced:
    steps = tuple(Step(one.rule, one.text, one.taken, one.why_not) for one in reduction.verdicts)
    if reduction.conflict is not None:
        return replace(base, steps=base.steps + steps, unit_price=None, conflict=reduction.conflict)
    return replace(
        base,
        unit_price=reduction.unit_price,
        discount_percent=reduction.percent,
        steps=base.steps + steps,
        free=tuple(Free(*one) for one in reduction.free),
        promotion_ids=reduction.promotion_ids,
    )


def _listed(
    wanted: Wanted, offers: Sequence[ListOffer], currency: str, on: date
) -> tuple[_Candidate | None, list[Step], Message | None]:
    """The candidate that holds, a step for every list, and the conflict if there is one."""
    steps: list[Step] = []
    candidates: list[_Candidate] = []
    for offer in offers:
        mine = sorted(
            (one for one in offer.breaks if one.product_id == wanted.product_id),
            key=lambda one: one.min_quantity,
        )
        why_not = _why_not(offer, currency, on)
        reached = [one for one in mine if one.min_quantity <= wanted.quantity]
        if why_not is None and reached:
            candidates.append(_Candidate(offer, reached[-1].unit_price))
        steps += _break_steps(offer, mine, reached, why_not)
    if not candidates:
        return None, steps, None
    top = max(one.rank for one in candidates)
    first = [one for one in candidates if one.rank == top]
    differs = len({(one.price, one.offer.prices_include_tax) for one in first}) > 1
    steps = [_settled(step, candidates, first, differs) for step in steps]
    if not differs:
        return first[0], steps, None
    named = ", ".join(f"{one.offer.name} {plain(one.price)}" for one in first)
    return None, steps, Message(_LISTS_CONFLICT, lists=named)


def _why_not(offer: ListOffer, currency: str, on: date) -> Message | None:
    if offer.currency != currency:
        return Message(_CURRENCY, currency=offer.currency)
    if offer.from_date and on < offer.from_date:
        return Message(_NOT_YET, day=offer.from_date.isoformat())
    if offer.to_date and on > offer.to_date:
        return Message(_NO_LONGER, day=offer.to_date.isoformat())
    return None if offer.is_ours else Message(_OTHER_GROUP, group=offer.group)


def _break_steps(
    offer: ListOffer, mine: Sequence[Break], reached: Sequence[Break], why_not: Message | None
) -> list[Step]:
    """A step for each price of a list; the one that holds is open (`taken`) until the lists are compared."""
    rule = f"list:{offer.key}"
    if not mine:
        text = Message(_NO_PRICE, list=offer.name)
        return [Step(rule, text, False, why_not)] if why_not is None else []
    steps = []
    for one in mine:
        holds = bool(reached) and one is reached[-1]
        reason = why_not
        if reason is None and one not in reached:
            reason = Message(_TOO_FEW, quantity=plain(one.min_quantity))
        elif reason is None and not holds:
            reason = Message(_BETTER_BREAK, quantity=plain(reached[-1].min_quantity))
        steps.append(Step(rule, _price_text(offer, one), reason is None, reason))
    return steps


def _price_text(offer: ListOffer, one: Break) -> Message:
    said = {"list": offer.name, "price": plain(one.unit_price), "currency": offer.currency}
    if one.min_quantity > 0:
        return Message(_PRICE_FROM, quantity=plain(one.min_quantity), **said)
    return Message(_PRICE, **said)


def _settled(
    step: Step, candidates: Sequence[_Candidate], first: Sequence[_Candidate], differs: bool
) -> Step:
    """A step after the lists were compared: at most one is taken."""
    if not step.taken:
        return step
    mine = next(one for one in candidates if step.rule == f"list:{one.offer.key}")
    if mine is first[0] and not differs:
        return step
    if mine in first:
        other = next(one for one in first if one is not mine)
        why = Message(_EQUAL if differs else _SAME_PRICE, list=other.offer.name)
    else:
        parts = zip(mine.rank, first[0].rank, (_OUTRANKED, _GROUP_FIRST, _NEWER_FIRST), strict=True)
        why = Message(next(text for own, other, text in parts if own != other), list=first[0].offer.name)
    return replace(step, taken=False, why_not=why)


def plain(number: Decimal) -> str:
    """A number without zeros at its end: 12.50 stays 12.50 of a price, 1000 never becomes 1E+3."""
    text = f"{number:f}"
    whole, point, rest = text.partition(".")
    rest = rest.rstrip("0")
    if not point or not rest:
        return whole
    return f"{whole}.{rest.ljust(2, '0')}"
