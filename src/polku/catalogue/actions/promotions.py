"""Making, changing and stopping promotions."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from polku.access.logic import Actor
from polku.catalogue.actions.logging import differences, entry, log
from polku.catalogue.events import PromotionStated, PromotionStopped
from polku.catalogue.logic.codes import Effect, checked_key
from polku.catalogue.logic.products import checked_words
from polku.catalogue.logic.promoting import folded
from polku.catalogue.models import CustomerGroup, Product, Promotion
from polku.catalogue.rules import CataloguePermission
from polku.db.fields import millionths
from polku.db.lists import among
from polku.db.transactions import write
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.money import exponent
from polku.kernel.text import clean

FIELDS: Final = (
    "name", "code", "effect", "value", "currency", "free_product_id", "min_quantity", "product_ids", "product_groups",
    "group_id", "from_at", "to_at", "uses_max", "uses_per_customer_max", "stackable", "priority",
)  # fmt: skip
_COUNTS: Final = ("uses_max", "uses_per_customer_max")
_COUNT_MAX: Final = 2**31 - 1
_PRIORITY_MAX: Final = 1000


def make_promotion(key: str, *, values: Mapping[str, Any], actor: Actor, at: datetime) -> Promotion:
    """Make a promotion out of its fields (`FIELDS`): at least a name, an effect and a value.

    Raises: Invalid (names the field), NotAllowed.
    """
    actor.require(CataloguePermission.PRICE)
    with write():
        if Promotion.objects.filter(key=checked_key(key)).exists():
            message = Message(gettext_noop("There is a promotion “%(key)s” already."), key=key)
            raise Invalid(message, field="key", code="key_taken")
        row = Promotion(key=key, value=Decimal(0), recorded_at=at)
        _put(row, values)
        row.save()
        _log(row, dict.fromkeys(FIELDS), actor, at)
    return row


def change_promotion(
    promotion_id: int, *, values: Mapping[str, Any], actor: Actor, at: datetime
) -> Promotion:
    """Change a promotion; what was sold with it stays as it was.

    Raises: Invalid (names the field), NotFound, NotAllowed.
    """
    actor.require(CataloguePermission.PRICE)
    with write():
        row = _held(promotion_id)
        before = {name: getattr(row, name) for name in FIELDS}
        _put(row, values)
        row.save()
        _log(row, before, actor, at)
    return row


def stop_promotion(promotion_id: int, *, actor: Actor, at: datetime) -> Promotion:
    """Stop a promotion now; nothing happens where it was stopped already.

    Raises: NotFound, NotAllowed.
    """
    actor.require(CataloguePermission.PRICE)
    with write():
        row = _held(promotion_id)
        if row.stopped_at is None:
            row.stopped_at = at
            row.save(update_fields=["stopped_at"])
            log([entry(PromotionStopped(promotion=row.key), "promotion", row.pk, at)], actor=actor, at=at)
    return row


def _held(promotion_id: int) -> Promotion:
    row = Promotion.objects.select_for_update(of=("self",)).filter(id=promotion_id).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such promotion."))
    return row


def _put(row: Promotion, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in FIELDS:
            raise Invalid(gettext_noop("This cannot be changed here."), field=name)
        setattr(row, name, value)
    row.name = checked_words(row.name or "", "name", 120)
    row.code = clean(row.code.strip(), max_length=40, field="code")
    row.code_key = folded(row.code)
    _check_effect(row)
    _check_reach(row)
    _check_code(row)


def _check_effect(row: Promotion) -> None:
    if row.effect not in [one.value for one in Effect]:
        raise Invalid(gettext_noop("Choose what the promotion does."), field="effect")
    for name in ("value", "min_quantity"):
        number = getattr(row, name)
        if not isinstance(number, Decimal) or not number.is_finite() or number < 0:
            raise Invalid(gettext_noop("A number that is not below zero is needed."), field=name)
        millionths(number)
    if row.effect == Effect.PERCENT and not 0 < row.value <= 100:
        raise Invalid(gettext_noop("A discount is above 0 and at most 100 per cent."), field="value")
    if row.effect in (Effect.AMOUNT, Effect.FREE_ITEM) and not row.value:
        raise Invalid(gettext_noop("How much comes off, or free, must be above zero."), field="value")
    if row.effect in (Effect.AMOUNT, Effect.PRICE):
        exponent(row.currency)
    else:
        row.currency = ""


def _check_reach(row: Promotion) -> None:
    if row.from_at and row.to_at and row.to_at <= row.from_at:
        raise Invalid(gettext_noop("It would end before it begins."), field="to_at")
    for name in _COUNTS:
        count = getattr(row, name)
        if count is not None and not 0 < count <= _COUNT_MAX:
            raise Invalid(gettext_noop("A limit is a whole number above zero."), field=name)
    if row.uses_max is not None and row.uses_max < row.uses:
        message = gettext_noop("It was used %(n)s times already; the limit cannot be lower.")
        raise Invalid(Message(message, n=row.uses), field="uses_max")
    if not -_PRIORITY_MAX <= row.priority <= _PRIORITY_MAX:
        raise Invalid(gettext_noop("A priority is between -1000 and 1000."), field="priority")
    if row.group_id is not None and not CustomerGroup.objects.filter(id=row.group_id).exists():
        raise Invalid(gettext_noop("There is no such group of customers."), field="group_id")
    row.product_ids = sorted({int(one) for one in row.product_ids})
    row.product_groups = sorted(
        {clean(str(one), max_length=60, field="product_groups") for one in row.product_groups}
    )
    wanted = {*row.product_ids, *([row.free_product_id] if row.free_product_id else [])}
    if Product.objects.filter(id__in=among(wanted)).count() < len(wanted):
        raise Invalid(gettext_noop("One of these products does not exist."), field="product_ids")


def _check_code(row: Promotion) -> None:
    if not row.code_key or row.stopped_at is not None:
        return
    others = Promotion.objects.filter(code_key=row.code_key, stopped_at=None).exclude(pk=row.pk)
    if others.exists():
        raise Invalid(gettext_noop("Another promotion has this code."), field="code", code="code_taken")


def _log(row: Promotion, before: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    changes = differences("promotion", row.pk, before, {name: getattr(row, name) for name in FIELDS})
    if changes:
        event = PromotionStated(promotion=row.key, effect=row.effect)
        log([entry(event, "promotion", row.pk, at, changes)], actor=actor, at=at)
