"""What happens to products, prices, promotions and taxes. A cost stands in no payload, only in what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class ProductAdded(Happened):
    """A product joined the catalogue."""

    kind: ClassVar[str] = "catalogue.product_added"
    says: ClassVar[str] = gettext_noop("{actor} added the product")
    icon: ClassVar[str] = "plus"
    product_kind: str


@dataclass(frozen=True)
class ProductChanged(Happened):
    """Facts of a product were corrected; the values stand in the changes."""

    kind: ClassVar[str] = "catalogue.product_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the product")
    icon: ClassVar[str] = "edit"
    private: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "cost_minor": ("catalogue.cost",), "cost_currency": ("catalogue.cost",)
    }  # fmt: skip
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProductRetired(Happened):
    """A product is not sold any more."""

    kind: ClassVar[str] = "catalogue.product_retired"
    says: ClassVar[str] = gettext_noop("{actor} took the product out of sale")
    icon: ClassVar[str] = "pause"


@dataclass(frozen=True)
class ProductRestored(Happened):
    """A product is sold again."""

    kind: ClassVar[str] = "catalogue.product_restored"
    says: ClassVar[str] = gettext_noop("{actor} put the product on sale again")
    icon: ClassVar[str] = "play"


@dataclass(frozen=True)
class PriceListStated(Happened):
    """A price list was made, changed or put away."""

    kind: ClassVar[str] = "catalogue.price_list_stated"
    says: ClassVar[str] = gettext_noop("{actor} changed the price list {list}")
    icon: ClassVar[str] = "list"
    list: str
    currency: str


@dataclass(frozen=True)
class PricesSet(Happened):
    """Prices of a list were written; the values stand in the changes."""

    kind: ClassVar[str] = "catalogue.prices_set"
    says: ClassVar[str] = gettext_noop("{actor} set {count} prices of the list {list}")
    icon: ClassVar[str] = "coins"
    list: str
    count: int


@dataclass(frozen=True)
class PromotionStated(Happened):
    """A promotion was made or changed."""

    kind: ClassVar[str] = "catalogue.promotion_stated"
    says: ClassVar[str] = gettext_noop("{actor} changed the promotion {promotion}")
    icon: ClassVar[str] = "star"
    promotion: str
    effect: str


@dataclass(frozen=True)
class PromotionStopped(Happened):
    """A promotion was stopped before its time."""

    kind: ClassVar[str] = "catalogue.promotion_stopped"
    says: ClassVar[str] = gettext_noop("{actor} stopped the promotion {promotion}")
    icon: ClassVar[str] = "pause"
    promotion: str


@dataclass(frozen=True)
class PromotionUsed(Happened):
    """A sale took a promotion."""

    kind: ClassVar[str] = "catalogue.promotion_used"
    says: ClassVar[str] = gettext_noop("{actor} used the promotion {promotion}")
    icon: ClassVar[str] = "star"
    promotion: str
    customer_id: int | None
    used_by: str
    used_by_id: int


@dataclass(frozen=True)
class PromotionGivenBack(Happened):
    """A sale that took a promotion was called off: the use is free again."""

    kind: ClassVar[str] = "catalogue.promotion_given_back"
    says: ClassVar[str] = gettext_noop("{actor} gave a use of the promotion {promotion} back")
    icon: ClassVar[str] = "undo"
    promotion: str
    customer_id: int | None


@dataclass(frozen=True)
class TaxRateStated(Happened):
    """What a class of products is taxed with from a day on was written down."""

    kind: ClassVar[str] = "catalogue.tax_rate_stated"
    says: ClassVar[str] = gettext_noop("{actor} stated the tax rate of {tax_class} in {country}")
    icon: ClassVar[str] = "coins"
    tax_class: str
    country: str
    percent: str
    from_date: str


@dataclass(frozen=True)
class TaxSettingsChanged(Happened):
    """Which rates hold for consumers in other states of the Union was set, or the threshold was passed."""

    kind: ClassVar[str] = "catalogue.tax_settings_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the settings of taxes")
    icon: ClassVar[str] = "coins"
    union: str
    above_since: str


@dataclass(frozen=True)
class CustomerGroupDefined(Happened):
    """A group of customers was made or renamed."""

    kind: ClassVar[str] = "catalogue.customer_group_defined"
    says: ClassVar[str] = gettext_noop("{actor} defined the customer group {group}")
    icon: ClassVar[str] = "people"
    group: str


@dataclass(frozen=True)
class CustomerGrouped(Happened):
    """A customer joined or left a group that has prices of its own."""

    kind: ClassVar[str] = "catalogue.customer_grouped"
    says: ClassVar[str] = gettext_noop("{actor} changed the price group of the customer")
    icon: ClassVar[str] = "tag"
    group: str
    joined: bool


ALL = (
    ProductAdded,
    ProductChanged,
    ProductRetired,
    ProductRestored,
    PriceListStated,
    PricesSet,
    PromotionStated,
    PromotionStopped,
    PromotionUsed,
    PromotionGivenBack,
    TaxRateStated,
    TaxSettingsChanged,
    CustomerGroupDefined,
    CustomerGrouped,
)
