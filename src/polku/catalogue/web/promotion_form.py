"""The form of a promotion."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.catalogue.models import Product, Promotion
from polku.catalogue.queries import by_sku
from polku.catalogue.queries.lists import customer_groups
from polku.catalogue.web.forms import currencies, language, named
from polku.catalogue.web.inputs import ExactNumber, Listed
from polku.catalogue.words import EFFECTS
from polku.kernel.words import Text

_PLAIN = (
    "code", "effect", "value", "currency", "min_quantity", "group_id", "from_at", "to_at", "uses_max",
    "uses_per_customer_max", "stackable", "priority",
)  # fmt: skip
_MOMENT = "%Y-%m-%dT%H:%M"
RENAMED = {"product_ids": "products", "free_product_id": "free_product"}


class PromotionForm(forms.Form):
    """What a promotion does, for what, for whom, and how long."""

    name = forms.CharField(label=_("Name"), max_length=120)
    effect = forms.ChoiceField(label=_("What it does"), choices=EFFECTS.items())
    value = ExactNumber(label=_("How much"), help_text=_("Per cent, money, or how many come free"))
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    code = forms.CharField(
        label=_("Code"), max_length=40, required=False, help_text=_("Empty: it holds without a code")
    )
    products = Listed(
        label=_("Products"), required=False, help_text=_("Their numbers, apart by commas; empty for all")
    )
    product_groups = Listed(label=_("Groups of products"), required=False, help_text=_("Apart by commas"))
    min_quantity = ExactNumber(label=_("From how many on"), required=False)
    free_product = forms.CharField(
        label=_("What comes free"),
        max_length=60,
        required=False,
        help_text=_("A number; empty for the product itself"),
    )
    group_id = forms.TypedChoiceField(label=_("For whom"), required=False, coerce=int, empty_value=None)
    from_at = forms.DateTimeField(label=_("Begins"), required=False)
    to_at = forms.DateTimeField(label=_("Ends"), required=False)
    uses_max = forms.IntegerField(label=_("How often in all"), required=False, min_value=1)
    uses_per_customer_max = forms.IntegerField(label=_("How often a customer"), required=False, min_value=1)
    priority = forms.IntegerField(label=_("Priority"), initial=0, min_value=-1000, max_value=1000)
    stackable = forms.BooleanField(label=_("Adds up with others"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = named(list(customer_groups(actor)))
        self.fields["group_id"].choices = [("", _("Every customer")), *groups]  # type: ignore[attr-defined]
        self.fields["currency"].choices = currencies()  # type: ignore[attr-defined]
        for name in ("from_at", "to_at"):
            widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
            self.fields[name].widget = widget

    @staticmethod
    def initial_of(row: Promotion) -> dict[str, Any]:
        """The form's values of a promotion."""
        skus = Product.objects.filter(id__in=row.product_ids).order_by("sku").values_list("sku", flat=True)
        return {name: getattr(row, name) for name in _PLAIN} | {
            "name": row.name.to(language()),
            "products": list(skus),
            "product_groups": row.product_groups,
            "free_product": row.free_product.sku if row.free_product else "",
        }

    def clean(self) -> dict[str, Any]:
        """Numbers of products become the products."""
        data = super().clean() or self.cleaned_data
        wanted = data.get("products", [])
        free = data.get("free_product", "").strip()
        known = by_sku([*wanted, *([free] if free else [])]) if wanted or free else {}
        self._unknown("products", [sku for sku in wanted if sku not in known])
        self._unknown("free_product", [free] if free and free not in known else [])
        data["product_ids"] = [known[sku].pk for sku in wanted if sku in known]
        data["free_product_id"] = known[free].pk if free in known else None
        return data

    def columns(self, row: Promotion | None = None) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        values = {name: data[name] for name in (*_PLAIN, "product_ids", "product_groups", "free_product_id")}
        values["min_quantity"] = values["min_quantity"] or 0 * data["value"]
        return values | {"name": (row.name if row else Text()).having(language(), data["name"])}

    def _unknown(self, name: str, skus: Sequence[str]) -> None:
        if skus:
            self.add_error(name, _("There is no product with the number %(sku)s.") % {"sku": ", ".join(skus)})
