"""Forms of stock and deliveries. The rules live in the actions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.catalogue.actions.products import name_key
from polku.catalogue.meaning import number_of
from polku.catalogue.models import Product
from polku.catalogue.queries import fitting
from polku.catalogue.words import counted_unit
from polku.company.queries import company
from polku.kernel.errors import DomainError, Invalid, NotAllowed, NotFound, say
from polku.orders.models import OrderLine
from polku.stock.actions.expecting import REFERENCE_MAX, Expected
from polku.stock.logic.codes import codes_of
from polku.stock.models import Arrival, Location, ShipmentLine
from polku.stock.queries import coming
from polku.stock.rules import StockPermission
from polku.ui import locale_formats

DATE = {"type": "date"}
CHOSEN_FROM = 200
FITTING_TOLD = 5


class Exact(forms.Field):
    """An exact number as people type it; empty gives None."""

    def __init__(self, **kwargs: Any) -> None:
        more = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=more), **kwargs)

    def to_python(self, value: Any) -> Any:
        plain = "".join(str(value or "").split()).replace("\u2212", "-").replace(",", ".")
        if not plain:
            return None
        if len(plain) > 20 or not plain.isascii() or not plain.lstrip("+-").replace(".", "", 1).isdecimal():
            message = _("“%(text)s” is not a number.") % {"text": plain[:20]}
            raise forms.ValidationError(message)
        return Decimal(plain)


def put_errors(form: forms.Form, error: DomainError) -> None:
    """Show a refusal beside the field it names, or above the form. Raises: NotAllowed, NotFound as they are."""
    if isinstance(error, NotAllowed | NotFound) and error.field is None:
        raise error
    if isinstance(error, Invalid):
        for name, messages in error.errors_in(_).items():
            at = name.removeprefix("0.").removesuffix("_minor").replace(".", "_")
            for message in messages:
                form.add_error(at if at in form.fields else None, message)
        return
    form.add_error(error.field if error.field in form.fields else None, say(error.message, _))


def language() -> str:
    """The language a form's words are in."""
    return get_language() or "en"


class ProductForm(forms.Form):
    """A product by its number or name."""

    sku = forms.CharField(
        label=gettext_lazy("Product"), help_text=gettext_lazy("Type its number or name."), max_length=200
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        found = {"list": "products-found", "hx-target": "#products-found", "hx-swap": "innerHTML"}
        asked = {
            "hx-get": reverse("orders:products"),
            "hx-trigger": "input delay:150ms",
            "hx-sync": "this:replace",
        }
        self.fields["sku"].widget.attrs |= found | asked | {"autocomplete": "off"}

    def clean_sku(self) -> str:
        """The number of a product that is named by its number or name, or by a part that fits it alone."""
        said, seen = number_of(self.cleaned_data["sku"]), Product.objects.visible_to(self.actor)
        self.product = seen.filter(sku=said).first()
        if self.product is None:
            alike = seen.filter(Q(sku__iexact=said) | Q(name_key=name_key(said))).order_by("id")[:2]
            self.product = alike[0] if len(alike) == 1 else None
        if self.product is None:
            self.product = self._fitting(said)
        return str(self.product.sku)

    def _fitting(self, said: str) -> Product:
        """The one product that these words fit. Raises: ValidationError, with the numbers where there are several."""
        found = fitting(self.actor, said)
        if not found:
            raise forms.ValidationError(_("There is no such product."))
        if len(found) > 1:
            numbers = ", ".join(one.sku for one in found[:FITTING_TOLD])
            raise forms.ValidationError(_("Several products fit: %(numbers)s.") % {"numbers": numbers})
        return found[0]

    @property
    def product_id(self) -> int:
        """The product that was named."""
        return self.product.pk if self.product else 0


class ProductPlaceForm(ProductForm):
    """A product by its number or name, and a place."""

    location_id = forms.TypedChoiceField(label=gettext_lazy("Place"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("location_id", "to_location_id"):
            if name in self.fields:
                self.fields[name].choices = places()  # type: ignore[attr-defined]


class ExpectedForm(forms.Form):
    """How much of something is expected, and when."""

    quantity = Exact(label=gettext_lazy("Quantity"))
    day = forms.DateField(
        label=gettext_lazy("Expected on"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    reference = forms.CharField(
        label=gettext_lazy("Supplier's reference"), max_length=REFERENCE_MAX, required=False
    )

    def expected(self) -> Expected:
        """As the domain takes it."""
        return Expected(**{name: self.cleaned_data[name] for name in ("quantity", "day", "reference")})


class NewExpectedForm(ProductForm, ExpectedForm):
    """Goods that are expected."""

    field_order = ("sku", "quantity", "day", "reference")


class ReceiptForm(ProductPlaceForm):
    """Goods that came in."""

    arrival_id = forms.TypedChoiceField(
        label=gettext_lazy("Expected arrival"), coerce=int, empty_value=None, required=False
    )
    quantity = Exact(label=gettext_lazy("Quantity"))
    unit_cost = Exact(label=gettext_lazy("Cost of each"), required=False)
    codes = forms.CharField(
        label=gettext_lazy("Serial numbers or lot"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    best_before = forms.DateField(
        label=gettext_lazy("Best before"), required=False, widget=forms.DateInput(attrs=DATE)
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    field_order = (
        "sku",
        "quantity",
        "unit_cost",
        "arrival_id",
        "location_id",
        "codes",
        "best_before",
        "note",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor.may(StockPermission.COST):
            self.fields["unit_cost"].help_text = _("In %(currency)s") % {"currency": company().currency}
        else:
            del self.fields["unit_cost"]
        if choices := arrivals_to_choose(self.actor):
            self.fields["arrival_id"].choices = [("", _("None of them")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["arrival_id"]


class PlaceForm(forms.Form):
    """What a place is called."""

    name = forms.CharField(label=gettext_lazy("Place"), max_length=120)


class PartForm(forms.Form):
    """How much of each line goes with a delivery; as much as is kept unless somebody says less."""

    promised_date = forms.DateField(
        label=gettext_lazy("Promised for"),
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, kept: Mapping[OrderLine, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        for line, quantity in kept.items():
            self.fields[f"quantities_{line.pk}"] = Exact(
                label=f"{line.description[:80] or line.sku}",
                required=False,
                initial=f"{quantity.normalize():f}",
                help_text=_("How many of %(most)s") % {"most": counted_unit(quantity, line.unit)},
            )
        self.order_fields([name for name in self.fields if name != "promised_date"])

    def quantities(self) -> dict[int, Decimal]:
        """How much of each line, by its id."""
        return {line.pk: self.cleaned_data[f"quantities_{line.pk}"] or Decimal(0) for line in self.kept}


class CountForm(ProductPlaceForm):
    """What somebody counted."""

    counted = Exact(label=gettext_lazy("How many lie there"))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)


class TransferForm(ProductPlaceForm):
    """Goods that go from one place to another."""

    quantity = Exact(label=gettext_lazy("Quantity"))
    to_location_id = forms.TypedChoiceField(label=gettext_lazy("To"), coerce=int)
    field_order = ("sku", "quantity", "location_id", "to_location_id")


class DepartureForm(forms.Form):
    """How a delivery leaves; a field for the codes of each line whose product wants them."""

    carrier = forms.CharField(label=gettext_lazy("Carrier"), max_length=100, required=False)
    tracking = forms.CharField(label=gettext_lazy("Tracking number"), max_length=100, required=False)

    def __init__(self, *args: Any, tracked: Sequence[ShipmentLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tracked = tracked
        for line in tracked:
            label = _("Serial numbers or lot: %(product)s") % {"product": line.order_line.description[:60]}
            area = forms.Textarea(attrs={"rows": 2})
            self.fields[f"codes_{line.order_line_id}"] = forms.CharField(
                label=label, max_length=20_000, required=False, widget=area
            )

    def codes(self) -> Mapping[int, Sequence[str]]:
        """The codes that were typed, by line of the order."""
        return {
            line.order_line_id: codes_of(self.cleaned_data[f"codes_{line.order_line_id}"])
            for line in self.tracked
        }


class ArrivalForm(forms.Form):
    """Who took a delivery, when, and a proof."""

    received_by = forms.CharField(label=gettext_lazy("Who took it"), max_length=200, required=False)
    delivered_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=gettext_lazy("Empty means now."),
    )
    proof = forms.FileField(label=gettext_lazy("Photograph or signed note"), required=False)


def arrivals_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """What is still to come, as choices, the next first."""
    return [(str(row.pk), arrival_words(row)) for row in coming.arrivals(actor)[:CHOSEN_FROM]]


def arrival_words(row: Arrival) -> str:
    """What is still to come, in one line: of what, how much, when, by whose reference."""
    count = counted_unit(row.quantity, row.product.unit)
    day = locale_formats.full_day(row.day)
    return " · ".join(part for part in (f"{row.product.sku}: {count}", day, row.reference) if part)


def places() -> list[tuple[str, str]]:
    """Places where goods lie, as choices."""
    rows = Location.objects.filter(retired_at=None).order_by("id")
    return [(str(row.pk), row.name.to(language())) for row in rows]
