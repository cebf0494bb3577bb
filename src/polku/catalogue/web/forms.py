"""Forms of products, price lists, promotions, taxes and groups. The rules live in the actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.catalogue.logic.units import UNITS
from polku.catalogue.models import CustomerGroup, PriceList, Product, TaxClass
from polku.catalogue.queries import classes
from polku.catalogue.queries.lists import customer_groups, usual_have_tax
from polku.catalogue.rules import CataloguePermission, sees_costs
from polku.catalogue.web.inputs import ExactNumber
from polku.catalogue.words import CATEGORIES, FIELDS, KINDS, TRACKED, unit_name
from polku.company.queries import company
from polku.kernel.money import CURRENCIES, Money
from polku.kernel.words import Text

DATE = {"type": "date"}


def label(name: str) -> Any:
    """What a field is called."""
    return FIELDS[name]


def language() -> str:
    """The language a form's words are in."""
    return get_language() or "en"


def currencies() -> list[tuple[str, str]]:
    """All currencies, the company's own first."""
    own = company().currency
    return [(own, own), *((code, code) for code in sorted(CURRENCIES) if code != own)]


def named(rows: Sequence[TaxClass] | Sequence[CustomerGroup]) -> list[tuple[str, str]]:
    """Rows as choices, in the reader's language."""
    return [(str(row.pk), row.name.to(language())) for row in rows]


class ProductForm(forms.Form):
    """A product; price and cost for those who may set them."""

    sku = forms.CharField(label=label("sku"), max_length=60)
    name = forms.CharField(label=label("name"), max_length=300)
    kind = forms.ChoiceField(
        label=label("kind"), choices=KINDS.items(), widget=forms.RadioSelect, initial="goods"
    )
    unit = forms.ChoiceField(label=label("unit"), initial="C62")
    group = forms.CharField(
        label=label("group"), max_length=60, required=False, help_text=_("Such as seats, licences")
    )
    tax_class_id = forms.TypedChoiceField(label=label("tax_class_id"), coerce=int)
    tracked = forms.ChoiceField(label=label("tracked"), choices=TRACKED.items(), initial="none")
    price = ExactNumber(label=label("price"), required=False)
    cost = ExactNumber(label=label("cost"), required=False)
    description = forms.CharField(
        label=label("description"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, of: Product | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [*UNITS, *([of.unit] if of and of.unit not in UNITS else [])]
        self.fields["unit"].choices = [(code, unit_name(code)) for code in codes]  # type: ignore[attr-defined]
        self.fields["tax_class_id"].choices = named(list(classes()))  # type: ignore[attr-defined]
        if of is not None or not actor.may(CataloguePermission.PRICE):
            del self.fields["price"]
        if not sees_costs(actor):
            del self.fields["cost"]
        unit = _("In %(currency)s") % {"currency": company().currency}
        if "cost" in self.fields:
            self.fields["cost"].help_text = unit
        if "price" in self.fields:
            tax = _("with VAT") if usual_have_tax() else _("Without VAT")
            self.fields["price"].help_text = f"{unit} · {tax}"

    @staticmethod
    def initial_of(product: Product) -> dict[str, Any]:
        """The form's values of a product."""
        plain = {
            name: getattr(product, name)
            for name in ("sku", "kind", "unit", "group", "tax_class_id", "tracked")
        }
        words = {name: getattr(product, name).to(language()) for name in ("name", "description")}
        return plain | words | {"cost": product.cost.decimal if product.cost else None}

    def columns(self, product: Product | None = None) -> dict[str, Any]:
        """What was typed, as the action takes it; words join those of other languages."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "price"}
        for name in ("name", "description"):
            known = getattr(product, name) if product else Text()
            values[name] = known.having(language(), values[name])
        if "cost" in values:
            cost, code = values["cost"], (product.cost_currency if product else "") or company().currency
            values["cost"] = None if cost is None else Money.from_decimal(cost, code)
        return values


class PriceListForm(forms.Form):
    """A price list."""

    name = forms.CharField(label=_("Name"), max_length=120)
    currency = forms.ChoiceField(label=_("Currency"))
    group_id = forms.TypedChoiceField(label=_("For"), required=False, coerce=int, empty_value=None)
    from_date = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput(attrs=DATE))
    to_date = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs=DATE))
    priority = forms.IntegerField(
        label=_("Priority"),
        initial=0,
        min_value=-1000,
        max_value=1000,
        help_text=_("The highest goes first."),
    )
    prices_include_tax = forms.BooleanField(label=_("Prices include tax"), required=False)

    def __init__(self, *args: Any, actor: Actor, of: PriceList | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = named(list(customer_groups(actor)))
        self.fields["group_id"].choices = [("", _("Every customer")), *groups]  # type: ignore[attr-defined]
        self.fields["currency"].choices = currencies()  # type: ignore[attr-defined]
        if of is not None:
            del self.fields["currency"]

    @staticmethod
    def initial_of(row: PriceList) -> dict[str, Any]:
        """The form's values of a list."""
        names = ("group_id", "from_date", "to_date", "priority", "prices_include_tax")
        return {name: getattr(row, name) for name in names} | {"name": row.name.to(language())}

    def columns(self, row: PriceList | None = None) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        known = row.name if row else Text()
        return self.cleaned_data | {"name": known.having(language(), self.cleaned_data["name"])}


class TaxRateForm(forms.Form):
    """What a class is taxed with in a country from a day on."""

    tax_class_id = forms.TypedChoiceField(label=_("Tax class"), coerce=int)
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters; empty for any country")
    )
    category = forms.ChoiceField(label=_("Kind"), choices=CATEGORIES.items())
    percent = ExactNumber(label=_("Per cent"))
    from_date = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DATE))
    exemption_reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Stands on invoices of what is not taxed"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tax_class_id"].choices = named(list(classes()))  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        """Capital letters."""
        return str(self.cleaned_data["country"]).strip().upper()


class TaxSettingsForm(forms.Form):
    """Which rates hold for consumers in other states of the Union."""

    union = forms.ChoiceField(
        label=_("Private persons in other EU countries are taxed by"),
        widget=forms.RadioSelect,
        choices=[
            ("own", _("our own rates")),
            ("above", _("the rates of their country, once the year’s sales to them pass the threshold")),
            ("there", _("the rates of their country")),
        ],
    )
    threshold = ExactNumber(label=_("Threshold, without VAT"), required=False)


class GroupForm(forms.Form):
    """A group of customers."""

    name = forms.CharField(label=_("Name"), max_length=120)


class CustomerGroupsForm(forms.Form):
    """The groups one customer belongs to."""

    groups = forms.TypedMultipleChoiceField(
        label=_("Price groups"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = named(list(customer_groups(actor)))  # type: ignore[attr-defined]


class PriceQuestionForm(forms.Form):
    """What would somebody pay for so many on a day?"""

    customer = forms.CharField(
        label=_("Who"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Any customer")}),
    )
    customer_id = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    quantity = ExactNumber(label=_("How many"), required=False)
    day = forms.DateField(label=_("When"), required=False, widget=forms.DateInput(attrs=DATE))
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    codes = forms.CharField(label=_("Codes"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = currencies()  # type: ignore[attr-defined]
