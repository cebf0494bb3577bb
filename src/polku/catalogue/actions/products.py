"""Products: added, corrected, taken out of sale and put back; one or thousands at a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from polku.access.logic import Actor
from polku.catalogue.actions.indexing import drop_products, index_products
from polku.catalogue.actions.logging import differences, entry, log
from polku.catalogue.actions.prices import PriceRow, set_prices
from polku.catalogue.actions.standard import standard_list
from polku.catalogue.actions.taxes import ensure_classes
from polku.catalogue.events import ProductAdded, ProductChanged, ProductRestored, ProductRetired
from polku.catalogue.logic.changing import merged, sent
from polku.catalogue.logic.products import SKU_MAX, NewProduct, checked, checked_price
from polku.catalogue.models import Product, TaxClass
from polku.catalogue.rules import CataloguePermission
from polku.db.bulk import insert, made
from polku.db.lists import among
from polku.db.transactions import write
from polku.kernel.errors import Conflict, DomainError, Invalid, Message, NotFound, gettext_noop
from polku.kernel.text import clean, fold, transliterate

FIELDS: Final = (
    "sku", "name", "description", "kind", "unit", "group", "tax_class_id", "tracked", "cost_minor", "cost_currency",
    "custom",
)  # fmt: skip
_COST: Final = frozenset({"cost_minor", "cost_currency"})


@dataclass(frozen=True)
class Answer:
    """What became of one row: the product, or why it was refused."""

    product: Product | None = None
    changed: bool = False
    error: DomainError | None = None


@dataclass(frozen=True)
class ProductChange:
    """Fields to correct; `base` holds the values the form was opened with."""

    product_id: int
    values: Mapping[str, Any]
    base: Mapping[str, Any] = field(default_factory=dict)


def add_product(new: NewProduct, *, actor: Actor, at: datetime) -> Product:
    """Add one product, with its usual price.

    Raises: Invalid (names the field), NotAllowed.
    """
    answer = add_products([new], actor=actor, at=at)[0]
    if answer.error is not None or answer.product is None:
        raise answer.error or NotFound()
    return answer.product


def add_products(
    rows: Sequence[NewProduct], *, actor: Actor, at: datetime, history: bool = False
) -> list[Answer]:
    """Add products and answer for each; their prices go to the list of usual prices.

    Raises: NotAllowed.
    """
    actor.require(CataloguePermission.CHANGE)
    if any(row.cost is not None for row in rows):
        actor.require(CataloguePermission.COST)
    with write():
        classes = ensure_classes()
        taken = _taken([row.sku for row in rows])
        answers: dict[int, Answer] = {}
        drafts: dict[int, Product] = {}
        for number, row in enumerate(rows):
            try:
                drafts[number] = _draft(row, classes, taken, at)
                taken.add(drafts[number].sku)
            except DomainError as error:
                answers[number] = Answer(error=error)
        insert(Product, list(drafts.values()))
        log(
            [entry(ProductAdded(product_kind=one.kind), "product", one.pk, at) for one in drafts.values()],
            actor=actor, at=at, history=history,
        )  # fmt: skip
        index_products(list(drafts.values()), new=True)
        _price([(drafts[n], rows[n].price) for n in drafts], actor, at)
        answers |= {number: Answer(one, changed=True) for number, one in drafts.items()}
    return [answers[number] for number in range(len(rows))]


def change_product(
    product_id: int, *, values: Mapping[str, Any], base: Mapping[str, Any], actor: Actor, at: datetime
) -> Product:
    """Correct one product, field by field: what another changed meanwhile stays.

    Raises: Conflict (both values of each field), Invalid (names the field), NotFound, NotAllowed.
    """
    answer = change_products([ProductChange(product_id, values, base)], actor=actor, at=at)[0]
    if answer.error is not None or answer.product is None:
        raise answer.error or NotFound()
    return answer.product


def change_products(changes: Sequence[ProductChange], *, actor: Actor, at: datetime) -> list[Answer]:
    """Correct products and answer for each.

    Raises: NotAllowed.
    """
    actor.require(CataloguePermission.CHANGE)
    if any({"cost", *_COST} & one.values.keys() for one in changes):
        actor.require(CataloguePermission.COST)
    with write():
        classes = {row.id: row for row in ensure_classes().values()}
        held = _held([one.product_id for one in changes])
        taken = _taken([str(one.values["sku"]) for one in changes if "sku" in one.values])
        answers, touched, entries = [], [], []
        for one in changes:
            try:
                row, before, after = _changed(one, held, classes, taken)
            except DomainError as error:
                answers.append(Answer(error=error))
                continue
            answers.append(Answer(row, changed=bool(after)))
            if after:
                touched.append(row)
                shown = differences("product", row.pk, before, after)
                entries.append(entry(ProductChanged(fields=tuple(after)), "product", row.pk, at, shown))
        _save(touched)
        log(entries, actor=actor, at=at)
        index_products([row for row in touched if row.retired_at is None])
    return answers


def retire_products(ids: Sequence[int], *, actor: Actor, at: datetime) -> list[Answer]:
    """Take products out of sale: they stand in no list, and what was sold keeps them.

    Raises: NotAllowed.
    """
    answers = _turned(ids, None, at, actor, at)
    drop_products([one.product.pk for one in answers if one.product and one.changed])
    return answers


def restore_products(ids: Sequence[int], *, actor: Actor, at: datetime) -> list[Answer]:
    """Put products on sale again.

    Raises: NotAllowed.
    """
    answers = _turned(ids, at, None, actor, at)
    index_products([one.product for one in answers if one.product and one.changed])
    return answers


def free_numbers(ids: Sequence[int], *, actor: Actor, at: datetime) -> None:
    """Give the numbers of products that are out of sale to whoever wants them next, such as the same file again.

    Raises: NotAllowed.
    """
    with write():
        rows = Product.objects.filter(id__in=among(ids)).exclude(retired_at=None)
        names = {row.pk: f"{row.sku[: SKU_MAX - 20]}~{row.pk}" for row in rows}
        change_products([ProductChange(pk, {"sku": sku}) for pk, sku in names.items()], actor=actor, at=at)


def name_key(name: object) -> str:
    """What lists of products are ordered by."""
    return fold(transliterate(str(name)))[:300]


def _turned(
    ids: Sequence[int], sold: datetime | None, to: datetime | None, actor: Actor, at: datetime
) -> list[Answer]:
    """Retire where `to` is a moment, restore where it is None."""
    actor.require(CataloguePermission.CHANGE)
    with write():
        held = _held(ids)
        turned = [row for row in held.values() if (row.retired_at is None) != (to is None)]
        before = {row.pk: row.retired_at for row in turned}
        for row in turned:
            row.retired_at = to
        Product.objects.bulk_update(turned, ["retired_at"], batch_size=1000)
        event = ProductRetired() if to else ProductRestored()
        entries = [
            entry(event, "product", row.pk, at, differences(
                "product", row.pk, {"retired_at": before[row.pk]}, {"retired_at": to}))
            for row in turned
        ]  # fmt: skip
        log(entries, actor=actor, at=at)
    return [Answer(held[pk], changed=pk in before) if pk in held else Answer(error=_unknown()) for pk in ids]


def _draft(row: NewProduct, classes: Mapping[str, TaxClass], taken: set[str], at: datetime) -> Product:
    columns = checked(row)
    if row.price is not None:
        checked_price(row.price)
    if columns["sku"] in taken:
        raise _sku_taken(columns["sku"])
    tax_class = classes.get(row.tax_class)
    if tax_class is None:
        message = Message(gettext_noop("There is no tax class “%(key)s”."), key=row.tax_class[:60])
        raise Invalid(message, field="tax_class", code="unknown_tax_class")
    return made(
        Product, {"tax_class": tax_class}, **columns, name_key=name_key(columns["name"]), recorded_at=at
    )


def _changed(
    one: ProductChange, held: Mapping[int, Product], classes: Mapping[int, TaxClass], taken: set[str]
) -> tuple[Product, dict[str, Any], dict[str, Any]]:
    """The row with what was sent put in, the old values and the new ones."""
    row = held.get(one.product_id)
    if row is None:
        raise _unknown()
    now = {name: getattr(row, name) for name in FIELDS}
    after, clashes = merged(now, sent(one.base, partial=True), sent(one.values))
    if clashes:
        raise Conflict(clashes)
    if "sku" in after and after["sku"] in taken:
        raise _sku_taken(after["sku"])
    if "tax_class_id" in after and after["tax_class_id"] not in classes:
        raise Invalid(gettext_noop("There is no such tax class."), field="tax_class_id")
    for name, value in after.items():
        setattr(row, name, value)
    row.name_key = name_key(row.name)
    return row, now, after


def _save(rows: Sequence[Product]) -> None:
    if rows:
        Product.objects.bulk_update(rows, [*FIELDS, "name_key"], batch_size=1000)


def _price(pairs: Sequence[tuple[Product, Decimal | None]], actor: Actor, at: datetime) -> None:
    rows = [PriceRow(product.pk, price) for product, price in pairs if price is not None]
    if rows:
        actor.require(CataloguePermission.PRICE)
        set_prices(standard_list(at=at).pk, rows, actor=actor, at=at)


def _held(ids: Sequence[int]) -> dict[int, Product]:
    rows = Product.objects.select_for_update(of=("self",)).select_related("tax_class").order_by("id")
    return {row.pk: row for row in rows.filter(id__in=among(ids))}


def _taken(skus: Sequence[str]) -> set[str]:
    """The numbers among these that a product has already."""
    asked = [clean_or_nothing(sku) for sku in skus]
    return set(Product.objects.filter(sku__in=among(asked, text=True)).values_list("sku", flat=True))


def clean_or_nothing(sku: str) -> str:
    """A number a database can be asked for."""
    try:
        return clean(sku.strip())
    except Invalid:
        return ""


def _sku_taken(sku: str) -> Invalid:
    message = Message(gettext_noop("Another product has the number “%(sku)s”."), sku=sku)
    return Invalid(message, field="sku", code="sku_taken")


def _unknown() -> NotFound:
    return NotFound(gettext_noop("This product does not exist."), field="product_id")
