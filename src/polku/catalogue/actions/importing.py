"""Products from a file: new ones added, known ones brought up to date, all of it taken back on undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from polku.catalogue.actions.prices import PriceRow, PriceWritten, set_prices
from polku.catalogue.actions.products import (
    Answer,
    ProductChange,
    add_products,
    change_products,
    free_numbers,
    retire_products,
)
from polku.catalogue.actions.standard import standard_list
from polku.catalogue.actions.taxes import ensure_classes
from polku.catalogue.addresses import product_url
from polku.catalogue.logic.import_fields import FIELDS
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.logic.ready_rates import STANDARD
from polku.catalogue.logic.taxation import rate_on
from polku.catalogue.models import Price, Product
from polku.catalogue.queries import by_sku
from polku.catalogue.queries.rates import rates_of
from polku.catalogue.rules import CataloguePermission
from polku.company.queries import company, day_of
from polku.db.lists import among
from polku.db.transactions import attempt
from polku.imports.logic.kinds import AppliedRow, ImportContext, ImportKind, Issue, Outcome, Row, RowOutcome
from polku.imports.logic.telling import issues_of
from polku.kernel.errors import DomainError, Invalid, Message, gettext_noop
from polku.kernel.money import Money
from polku.kernel.words import Text

_WORDS: Final = ("name", "description")
_PLAIN: Final = ("kind", "unit", "group", "tracked")
_UNDONE: Final = ("sku", *_WORDS, *_PLAIN, "tax_class_id")
_OUT_OF_SALE = gettext_noop("The product is out of sale; it was left there.")
_CHANGED_SINCE = gettext_noop("The product was changed since; it was left as it is.")


@dataclass(frozen=True)
class _Wish:
    """What a row asks for: fields by name, and the usual price."""

    row: Row
    values: dict[str, Any]
    price: Decimal | None


def import_products(rows: Sequence[Row], context: ImportContext) -> list[RowOutcome]:
    """Add or update the products of these rows, and answer for each."""
    classes = _class_words(context)
    wishes: list[_Wish] = []
    answers: dict[int, RowOutcome] = {}
    for row in rows:
        try:
            wishes.append(_wish(row, classes, context))
        except DomainError as error:
            answers[row.number] = _failed(row, error)
    known = by_sku([wish.values["sku"] for wish in wishes])
    met = [(wish, known[wish.values["sku"]]) for wish in wishes if wish.values["sku"] in known]
    answers |= {wish.row.number: _left_alone(wish, row) for wish, row in met if row.retired_at is not None}
    met = [(wish, row) for wish, row in met if row.retired_at is None]
    answers |= _add([wish for wish in wishes if wish.values["sku"] not in known], context)
    answers |= _update(met, context)
    return [answers[row.number] for row in rows]


def undo_products(rows: Sequence[AppliedRow], context: ImportContext) -> list[tuple[int, Issue]]:
    """Take products that were added out of sale, their numbers free again; those that were changed are as before."""
    created = [row.ref for row in rows if row.outcome == Outcome.CREATED]
    retire_products(created, actor=context.actor, at=context.at)
    free_numbers(created, actor=context.actor, at=context.at)
    updated = [row for row in rows if row.outcome == Outcome.UPDATED]
    kept = []
    changes = [
        ProductChange(row.ref, _read(row.before["old"]), _read(row.before["new"]))
        for row in updated
        if row.before.get("old")
    ]
    told = {one.product_id: one for one in changes}
    done = (
        dict(zip(told, change_products(changes, actor=context.actor, at=context.at), strict=True))
        if told
        else {}
    )
    for row in updated:
        answer = done.get(row.ref)
        if answer is not None and answer.error is not None:
            kept.append((row.number, Issue("", "changed_since", _CHANGED_SINCE)))
    _prices_back(updated, context)
    return kept


def _class_words(context: ImportContext) -> dict[str, str]:
    """Tax classes by all that a file may call them: key, name in any language, rate of today."""
    found: dict[str, str] = context.memory.get("tax_classes", {})
    if found:
        return found
    classes = ensure_classes()
    seller, today = company().country, day_of(context.at)
    rates = rates_of({row.id for row in classes.values()}, {seller})
    for key, row in classes.items():
        rate = rate_on(rates, row.id, seller, today)
        if rate is not None and rate.category == "S":
            found.setdefault(f"{rate.percent.normalize():f}", key)
        found |= {name.casefold(): key for _, name in row.name.entries} | {key: key}
    context.memory["tax_classes"] = found
    return found


def _wish(row: Row, classes: Mapping[str, str], context: ImportContext) -> _Wish:
    values = dict(row.values)
    sku = str(values.get("sku", "")).strip()
    if not sku:
        raise Invalid(gettext_noop("A product needs a number."), field="sku", code="no_sku")
    wanted: dict[str, Any] = {"sku": sku, **{name: values[name] for name in _PLAIN if name in values}}
    wanted |= {name: Text.of({context.actor.language: values[name]}) for name in _WORDS if name in values}
    if "tax_class" in values:
        wanted["tax_class"] = _tax_class(str(values["tax_class"]), classes)
    if isinstance(values.get("cost"), Money):
        wanted["cost"] = values["cost"]
    price = values.get("price")
    return _Wish(row, wanted, None if price is None else Decimal(price))


def _tax_class(said: str, classes: Mapping[str, str]) -> str:
    plain = said.strip().casefold()
    bare = plain.removesuffix("%").strip().replace(",", ".")
    try:
        bare = f"{Decimal(bare).normalize():f}"
    except (InvalidOperation, ValueError):
        bare = plain
    key = classes.get(plain) or classes.get(bare)
    if key is None:
        message = gettext_noop("“%(said)s” is no tax class and no rate of today.")
        raise Invalid(Message(message, said=said[:60]), field="tax_class", code="unknown_tax_class")
    return key


def _add(wishes: Sequence[_Wish], context: ImportContext) -> dict[int, RowOutcome]:
    rows = [
        NewProduct(**{"name": "", "tax_class": STANDARD} | wish.values, price=wish.price) for wish in wishes
    ]
    made = add_products(rows, actor=context.actor, at=context.at, history=context.history) if rows else []
    return {
        wish.row.number: RowOutcome(wish.row.number, Outcome.CREATED, one.product.pk)
        if one.product
        else _failed(wish.row, one.error)
        for wish, one in zip(wishes, made, strict=True)
    }


def _update(met: Sequence[tuple[_Wish, Product]], context: ImportContext) -> dict[int, RowOutcome]:
    """Bring known products up to date; a row whose price is refused changes nothing at all."""
    if not met:
        return {}
    if context.skip_existing:
        return {wish.row.number: RowOutcome(wish.row.number, Outcome.SKIPPED, row.pk) for wish, row in met}
    ids = {row.key: row.id for row in ensure_classes().values()}
    changes = [_change(wish, product, ids) for wish, product in met]
    before = {product.pk: _columns(product) for _, product in met}
    left = list(range(len(met)))
    refused: dict[int, DomainError | None] = {}
    while left:
        with attempt() as trial:
            done = change_products([changes[n] for n in left], actor=context.actor, at=context.at)
            old, written = _write_prices([met[n] for n in left], context)
            failed = {n: one.error for n, one in zip(left, done, strict=True) if one.error}
            failed |= {n: one.error for n, one in zip(left, written, strict=True) if one and one.error}
            if failed:
                trial.take_back()
        refused |= failed
        if not failed:
            return {
                met[n][0].row.number: _updated(met[n], answer, price, before, old)
                for n, answer, price in zip(left, done, written, strict=True)
            } | {met[n][0].row.number: _failed(met[n][0].row, error) for n, error in refused.items()}
        left = [n for n in left if n not in failed]
    return {met[n][0].row.number: _failed(met[n][0].row, error) for n, error in refused.items()}


def _change(wish: _Wish, product: Product, ids: Mapping[str, int]) -> ProductChange:
    values = {name: value for name, value in wish.values.items() if name != "tax_class"}
    if "tax_class" in wish.values:
        values["tax_class_id"] = ids[wish.values["tax_class"]]
    for name in _WORDS:
        if name in values:
            values[name] = Text.of(getattr(product, name).as_dict() | values[name].as_dict())
    return ProductChange(product.pk, values)


def _write_prices(
    met: Sequence[tuple[_Wish, Product]], context: ImportContext
) -> tuple[dict[int, Decimal], list[PriceWritten | None]]:
    """Set the usual prices that rows name; the old ones, and what became of each row."""
    wanted = [(product.pk, wish.price) for wish, product in met if wish.price is not None]
    if not wanted:
        return {}, [None] * len(met)
    of = standard_list(at=context.at)
    standing = Price.objects.filter(list=of, min_quantity=0, product_id__in=among(pk for pk, _ in wanted))
    old = dict(standing.values_list("product_id", "unit_price"))
    rows = [PriceRow(pk, price) for pk, price in wanted]
    written = iter(set_prices(of.pk, rows, actor=context.actor, at=context.at, history=context.history))
    return old, [next(written) if wish.price is not None else None for wish, _ in met]


def _left_alone(wish: _Wish, product: Product) -> RowOutcome:
    return RowOutcome(
        wish.row.number, Outcome.SKIPPED, product.pk, (Issue("sku", "out_of_sale", _OUT_OF_SALE),)
    )


def _updated(
    pair: tuple[_Wish, Product],
    answer: Answer,
    price: PriceWritten | None,
    before: Mapping[int, Mapping[str, Any]],
    old_prices: Mapping[int, Decimal],
) -> RowOutcome:
    wish, product = pair
    changed_price = price is not None and price.changed
    if not answer.changed and not changed_price:
        return RowOutcome(wish.row.number, Outcome.UNCHANGED, product.pk)
    now = _columns(answer.product) if answer.product else {}
    old = {name: value for name, value in before[product.pk].items() if now.get(name) != value}
    told: dict[str, Any] = {"old": old, "new": {name: now[name] for name in old}}
    if changed_price:
        was = old_prices.get(product.pk)
        told["price"] = [None if was is None else f"{was:f}", f"{wish.price:f}"]
    return RowOutcome(wish.row.number, Outcome.UPDATED, product.pk, before=told)


def _columns(product: Product) -> dict[str, Any]:
    """The fields of a product as JSON, for an undo."""
    plain = {name: getattr(product, name) for name in _UNDONE}
    words = {name: plain[name].as_dict() for name in _WORDS}
    cost = product.cost
    return plain | words | {"cost": [cost.minor, cost.currency] if cost else None}


def _read(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What `_columns` wrote, as an action takes it."""
    found = dict(stored)
    if found.get("cost"):
        found["cost"] = Money(*found["cost"])
    return found


def _prices_back(rows: Sequence[AppliedRow], context: ImportContext) -> None:
    """Usual prices as they were, where nobody set another since."""
    back = [
        PriceRow(
            row.ref, None if row.before["price"][0] is None else Decimal(row.before["price"][0]),
            base=Decimal(row.before["price"][1]), has_base=True,
        )
        for row in rows
        if row.before.get("price")
    ]  # fmt: skip
    if back:
        set_prices(standard_list(at=context.at).pk, back, actor=context.actor, at=context.at)


def _failed(row: Row, error: DomainError | None) -> RowOutcome:
    return RowOutcome(row.number, Outcome.FAILED, errors=issues_of(error) if error else ())


PRODUCTS: Final = ImportKind(
    key="products",
    label=gettext_noop("Products"),
    fields=FIELDS,
    permission=CataloguePermission.IMPORT,
    history_permission=CataloguePermission.IMPORT,
    apply=import_products,
    undo=undo_products,
    keys=("sku",),
    url=product_url,
)
"""The kind of import that this domain offers."""
