"""Prices of many lines at once, from lists and promotions as they stand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import get_language

from polku.catalogue.logic.pricing import Break, ListOffer, Priced, Wanted, priced
from polku.catalogue.logic.promoting import Deal, folded
from polku.catalogue.models import GroupMember, Price, PriceList, Product, Promotion, PromotionUse
from polku.company.queries import day_of
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.kernel.errors import NotFound, gettext_noop
from polku.kernel.words import Text


def price_lines(
    lines: Sequence[Wanted],
    *,
    customer_id: int | None,
    currency: str,
    at: datetime,
    codes: Sequence[str],
    products: Mapping[int, Product] | None = None,
) -> list[Priced]:
    """The price of each line, in their order; `products` are those at hand.

    Raises: NotFound for a product that does not exist.
    """
    ids = {line.product_id for line in lines}
    groups = {pk: products[pk].group for pk in ids} if products is not None else _product_groups(ids)
    offers = _offers(ids, customer_id)
    given = frozenset(folded(code) for code in codes if code.strip() and code.isprintable())
    deals = _deals(groups, customer_id, at, given)
    on = day_of(at)
    return [priced(line, offers, deals, currency=currency, on=on, at=at, codes=given) for line in lines]


def _product_groups(ids: Collection[int]) -> dict[int, str]:
    known = dict(Product.objects.filter(id__in=among(ids)).values_list("id", "group"))
    if len(known) < len(ids):
        raise NotFound(gettext_noop("This product does not exist."), field="product_id")
    return known


def _offers(ids: Collection[int], customer_id: int | None) -> list[ListOffer]:
    """Every list that stands, with its prices of these products."""
    language = get_language() or "en"
    breaks: dict[int, list[Break]] = {}
    for row in _prices(list(ids)):
        breaks.setdefault(row.list_id, []).append(Break(row.product_id, row.min_quantity, row.unit_price))
    lists: Any = _lists(customer_id or 0)
    return [
        ListOffer(
            key=one.key,
            name=one.name.to(language),
            currency=one.currency,
            priority=one.priority,
            from_date=one.from_date,
            to_date=one.to_date,
            prices_include_tax=one.prices_include_tax,
            group=Text.of(one.group.name).to(language) if one.group else "",
            is_ours=one.group_id is None or one.ours,
            breaks=tuple(breaks.get(one.id, ())),
        )
        for one in lists
    ]


def _ours(customer_id: int) -> Exists:
    return Exists(GroupMember.objects.filter(customer_id=customer_id, group_id=OuterRef("group_id")))


_prices = Prepared(
    lambda product_ids: Price.objects.filter(
        product_id__in=among(product_ids), list__archived_at=None
    ).order_by("list_id", "product_id", "min_quantity")
)
_lists = Prepared(
    lambda customer_id: (
        PriceList.objects.filter(archived_at=None)
        .select_related("group")
        .annotate(ours=_ours(customer_id))
        .order_by("-priority", "key")
    )
)
_promotions = Prepared(
    lambda customer_id, at, codes: (
        Promotion.objects.filter(
            Q(stopped_at=None) & (Q(to_at=None) | Q(to_at__gt=at)) | Q(code_key__in=among(codes, text=True))
        )
        .select_related("group")
        .annotate(ours=_ours(customer_id))
        .order_by("-priority", "key")
    )
)


def _deals(
    groups: dict[int, str], customer_id: int | None, at: datetime, codes: frozenset[str]
) -> list[Deal]:
    """Promotions that stand or whose code was given; those long over are not told."""
    rows: list[Any] = _promotions(customer_id or 0, at, list(codes))
    used = _uses_of(customer_id, [row.id for row in rows if row.uses_per_customer_max is not None])
    return [_deal(row, groups, row.ours, used) for row in rows if concerns(row, groups)]


def concerns(row: Promotion, groups: dict[int, str]) -> bool:
    """Whether a promotion is for any of these products; one for others is not worth a line of explanation."""
    return _for_everything(row) or bool(_products_of(row, groups))


def _for_everything(row: Promotion) -> bool:
    return not row.product_ids and not row.product_groups


def _products_of(row: Promotion, groups: dict[int, str]) -> frozenset[int]:
    named, in_groups = set(row.product_ids), set(row.product_groups)
    return frozenset(pk for pk, group in groups.items() if pk in named or (group and group in in_groups))


def _uses_of(customer_id: int | None, promotion_ids: Sequence[int]) -> dict[int, int]:
    if customer_id is None or not promotion_ids:
        return {}
    rows = PromotionUse.objects.filter(
        customer_id=customer_id, promotion_id__in=among(promotion_ids), given_back_at=None
    )
    return dict(rows.values("promotion_id").annotate(n=Count("id")).values_list("promotion_id", "n"))


def _deal(row: Promotion, groups: dict[int, str], is_ours: bool, used: dict[int, int]) -> Deal:
    language = get_language() or "en"
    most = row.uses_per_customer_max
    return Deal(
        id=row.id,
        key=row.key,
        name=row.name.to(language),
        effect=row.effect,
        value=row.value,
        currency=row.currency,
        code=row.code,
        priority=row.priority,
        stackable=row.stackable,
        min_quantity=row.min_quantity,
        product_ids=_products_of(row, groups),
        for_everything=_for_everything(row),
        from_at=row.from_at,
        to_at=row.to_at,
        group=Text.of(row.group.name).to(language) if row.group else "",
        is_ours=row.group_id is None or is_ours,
        is_used_up=row.uses_max is not None and row.uses >= row.uses_max,
        is_used_up_by_customer=most is not None and used.get(row.id, 0) >= most,
        free_product_id=row.free_product_id,
        stopped=row.stopped_at is not None,
    )
