"""Promotions: which of them hold for a line, and what they make of its price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from polku.catalogue.logic.codes import Effect
from polku.kernel.errors import Message, gettext_noop

_MILLIONTH: Final = Decimal("0.000001")
_ORDER: Final = (Effect.PRICE.value, Effect.AMOUNT.value, Effect.PERCENT.value, Effect.FREE_ITEM.value)


@dataclass(frozen=True, slots=True)
class Deal:
    """A promotion as it stands for one customer at a moment. Without products and groups it is for everything."""

    id: int
    key: str
    name: str
    effect: str
    value: Decimal
    currency: str = ""
    code: str = ""
    priority: int = 0
    stackable: bool = False
    min_quantity: Decimal = Decimal(0)
    product_ids: frozenset[int] = frozenset()
    from_at: datetime | None = None
    to_at: datetime | None = None
    group: str = ""
    is_ours: bool = True
    is_used_up: bool = False
    is_used_up_by_customer: bool = False
    free_product_id: int | None = None
    for_everything: bool = True
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a promotion."""

    rule: str
    text: Message
    taken: bool
    why_not: Message | None = None


@dataclass(frozen=True, slots=True)
class Reduction:
    """What promotions make of a price: the unit price, per cent off it, what comes free, and the reasons."""

    unit_price: Decimal
    percent: Decimal
    verdicts: tuple[Verdict, ...] = ()
    free: tuple[tuple[int, Decimal, str], ...] = ()
    promotion_ids: tuple[int, ...] = ()
    conflict: Message | None = None


_TEXTS: Final = {
    Effect.PERCENT.value: gettext_noop("%(name)s: %(value)s %% off"),
    Effect.AMOUNT.value: gettext_noop("%(name)s: %(value)s %(currency)s off each"),
    Effect.PRICE.value: gettext_noop("%(name)s: %(value)s %(currency)s each"),
    Effect.FREE_ITEM.value: gettext_noop("%(name)s: %(value)s free"),
}
_STOPPED: Final = gettext_noop("It was stopped.")
_NOT_YET: Final = gettext_noop("It begins later.")
_OVER: Final = gettext_noop("It is over.")
_CODE: Final = gettext_noop("Its code was not given.")
_OTHER_GROUP: Final = gettext_noop("It is for customers of the group %(group)s.")
_OTHER_PRODUCT: Final = gettext_noop("It is for other products.")
_TOO_FEW: Final = gettext_noop("It holds from %(quantity)s on.")
_CURRENCY: Final = gettext_noop("It is in %(currency)s.")
_USED_UP: Final = gettext_noop("It was used as often as it may be.")
_USED_UP_BY_CUSTOMER: Final = gettext_noop("This customer has used it as often as one may.")
_OUTRANKED: Final = gettext_noop("%(name)s goes before it, and they don't add up.")
_EQUAL: Final = gettext_noop("%(name)s stands equal, and they don't add up.")
_SAME: Final = gettext_noop("%(name)s gives the same.")
_CONFLICT: Final = gettext_noop(
    "Promotions of equal priority that don't add up: %(names)s. Give one a higher priority."
)


def best(
    deals: Sequence[Deal],
    product_id: int,
    quantity: Decimal,
    price: Decimal,
    currency: str,
    at: datetime,
    codes: frozenset[str],
) -> Reduction:
    """The reduction that holds: all that add up together, or one that stands alone, whichever ranks higher."""
    refused = {deal.id: _why_not(deal, product_id, quantity, currency, at, codes) for deal in deals}
    holding = [deal for deal in deals if refused[deal.id] is None]
    choices = [[deal] for deal in holding if not deal.stackable]
    together = [deal for deal in holding if deal.stackable]
    choices += [together] if together else []
    if not choices:
        verdicts = tuple(_verdict(deal, currency, refused[deal.id]) for deal in deals)
        return Reduction(price, Decimal(0), verdicts)
    top = max(_rank(choice) for choice in choices)
    first = [choice for choice in choices if _rank(choice) == top]
    results = [_applied(choice, product_id, quantity, price) for choice in first]
    differs = len({_outcome(one) for one in results}) > 1
    for choice in choices:
        why = _why_behind(choice, first, differs)
        refused.update({deal.id: why for deal in choice})
    verdicts = tuple(_verdict(deal, currency, refused[deal.id]) for deal in deals)
    if differs:
        names = ", ".join(deal.name for choice in first for deal in choice)
        return Reduction(price, Decimal(0), verdicts, conflict=Message(_CONFLICT, names=names))
    won = results[0]
    ids = tuple(sorted(deal.id for deal in first[0]))
    return Reduction(won.unit_price, won.percent, verdicts, won.free, ids)


def folded(code: str) -> str:
    """A code as it is compared: people type it in any case and with spaces around."""
    return "".join(code.split()).casefold()


def _rank(choice: Sequence[Deal]) -> int:
    return max(deal.priority for deal in choice)


def _outcome(one: Reduction) -> tuple[Decimal, tuple[tuple[int, Decimal], ...]]:
    free = sorted((product_id, quantity) for product_id, quantity, _ in one.free)
    return one.unit_price * (100 - one.percent), tuple(free)


def _applied(choice: Sequence[Deal], product_id: int, quantity: Decimal, price: Decimal) -> Reduction:
    """A price of its own first, then money off, then per cent off what is left: the order changes nothing."""
    each, left = price, Decimal(1)
    free: list[tuple[int, Decimal, str]] = []
    for deal in sorted(choice, key=lambda one: (_ORDER.index(one.effect), one.value)):
        if deal.effect == Effect.PRICE:
            each = min(each, deal.value)
        elif deal.effect == Effect.AMOUNT:
            each = max(Decimal(0), each - deal.value)
        elif deal.effect == Effect.PERCENT:
            left *= (100 - deal.value) / 100
        else:
            times = int(quantity / deal.min_quantity) if deal.min_quantity > 0 else 1
            free.append((deal.free_product_id or product_id, deal.value * times, f"promotion:{deal.key}"))
    percent = ((1 - left) * 100).quantize(_MILLIONTH, ROUND_HALF_UP).normalize() + 0
    return Reduction(each, percent, free=tuple(free))


def _why_behind(choice: Sequence[Deal], first: Sequence[Sequence[Deal]], differs: bool) -> Message | None:
    """Why a choice that holds is not taken; None for the one that is."""
    if choice not in first:
        return Message(_OUTRANKED, name=first[0][0].name)
    if len(first) == 1 or (choice is first[0] and not differs):
        return None
    other = next(one for one in first if one is not choice)
    return Message(_EQUAL if differs else _SAME, name=other[0].name)


def _why_not(
    deal: Deal, product_id: int, quantity: Decimal, currency: str, at: datetime, codes: frozenset[str]
) -> Message | None:
    tests: tuple[tuple[bool, Message], ...] = (
        (deal.stopped, Message(_STOPPED)),
        (deal.from_at is not None and at < deal.from_at, Message(_NOT_YET)),
        (deal.to_at is not None and at >= deal.to_at, Message(_OVER)),
        (not deal.for_everything and product_id not in deal.product_ids, Message(_OTHER_PRODUCT)),
        (not deal.is_ours, Message(_OTHER_GROUP, group=deal.group)),
        (bool(deal.code) and folded(deal.code) not in codes, Message(_CODE)),
        (bool(deal.currency) and deal.currency != currency, Message(_CURRENCY, currency=deal.currency)),
        (quantity < deal.min_quantity, Message(_TOO_FEW, quantity=_plain(deal.min_quantity))),
        (deal.is_used_up, Message(_USED_UP)),
        (deal.is_used_up_by_customer, Message(_USED_UP_BY_CUSTOMER)),
    )
    return next((why for fails, why in tests if fails), None)


def _verdict(deal: Deal, currency: str, why_not: Message | None) -> Verdict:
    said = {"name": deal.name, "value": _plain(deal.value), "currency": deal.currency or currency}
    return Verdict(f"promotion:{deal.key}", Message(_TEXTS[deal.effect], **said), why_not is None, why_not)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
