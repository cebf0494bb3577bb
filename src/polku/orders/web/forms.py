"""Forms of orders. The rules live in the actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.company.queries import company
from polku.kernel.errors import DomainError, Invalid, Message, NotAllowed, NotFound, gettext_noop, say
from polku.kernel.money import CURRENCIES
from polku.orders.models import OrderLine
from polku.orders.words import CHANNELS, PAYMENT_TERMS, SETTLED, TROUBLES, WRITTEN

DATE = {"type": "date"}
LINES_MAX = 200
PARTS = ("line_id", "what", "quantity", "unit_price", "discount", "tax")


def put_errors(form: forms.Form, error: DomainError) -> None:
    """Show a refusal beside the field it names, or above the form. Raises: NotAllowed, NotFound as they are."""
    if isinstance(error, NotAllowed | NotFound) and error.field is None:
        raise error
    if isinstance(error, Invalid):
        for name, messages in error.errors_in(_).items():
            for message in messages:
                form.add_error(name if name in form.fields else None, message)
        return
    form.add_error(error.field if error.field in form.fields else None, say(error.message, _))


def exact(text: str, label: str, line: int) -> Decimal | None:
    """A number as people type it; None for nothing. Raises: Invalid, naming the line."""
    plain = "".join(text.split()).replace("\u2212", "-").replace(",", ".")
    if not plain:
        return None
    if len(plain) <= 20 and plain.isascii() and plain.lstrip("+-").replace(".", "", 1).isdecimal():
        return Decimal(plain)
    message = gettext_noop("Line %(line)s: “%(text)s” is not a number.")
    raise Invalid(Message(message, line=line, text=text[:20]), field=label)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class LetterForm(forms.Form):
    """To whom a confirmation goes, and with which words."""

    to = forms.EmailField(
        label=gettext_lazy("To"), max_length=254, required=False,
        help_text=gettext_lazy("Left empty, the confirmation is kept here and not sent"),
    )  # fmt: skip
    message = forms.CharField(
        label=gettext_lazy("A word with it"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class WrittenForm(forms.Form):
    """How orders are confirmed in writing."""

    written = forms.ChoiceField(
        label=gettext_lazy("Confirmed in writing"), choices=WRITTEN.items(), widget=forms.RadioSelect
    )


class WaiverForm(forms.Form):
    """How much of a line will not be delivered."""

    quantity = forms.CharField(label=gettext_lazy("How many"), max_length=30)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class TroubleForm(forms.Form):
    """What went wrong."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=TROUBLES.items())
    line_id = forms.TypedChoiceField(label=gettext_lazy("Line"), required=False, coerce=int, empty_value=None)
    text = forms.CharField(
        label=gettext_lazy("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, lines: Sequence[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(line.pk), line.description[:80] or line.sku) for line in lines]
        self.fields["line_id"].choices = [("", _("All")), *named]  # type: ignore[attr-defined]


class SettlementForm(ReasonForm):
    """How it is settled."""

    settled = forms.ChoiceField(
        label=gettext_lazy("What"), choices=SETTLED.items(), widget=forms.RadioSelect, initial="recreate"
    )
    field_order = ("settled", "reason")


class NewOrderForm(forms.Form):
    """The head of a new order; its lines are read by `asked_lines`."""

    deal_id = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    company = forms.CharField(label=gettext_lazy("Customer"), max_length=300, required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Source"))
    payment_terms = forms.ChoiceField(
        label=gettext_lazy("Terms of payment"), choices=PAYMENT_TERMS.items(), initial="due_date"
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    wanted_date = forms.DateField(
        label=gettext_lazy("Wanted by"), required=False, widget=forms.DateInput(attrs=DATE)
    )
    reference = forms.CharField(label=gettext_lazy("Their reference"), max_length=120, required=False)
    line1 = forms.CharField(label=gettext_lazy("Delivery address"), max_length=200, required=False)
    post_code = forms.CharField(label=gettext_lazy("Post code"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=200, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = company().currency
        codes = [own, *sorted(code for code in CURRENCIES if code != own)]
        told = [(key, CHANNELS[key]) for key in ("phone", "counter", "web", "form")]
        self.fields["channel"].choices = told  # type: ignore[attr-defined]
        self.fields["currency"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]

    def delivery(self) -> dict[str, str]:
        """Where the goods go, as far as it was told."""
        names = ("line1", "post_code", "city")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}


@dataclass(frozen=True)
class Typed:
    """A line as it was typed: texts, as the form shows them again."""

    line_id: str = ""
    what: str = ""
    quantity: str = ""
    unit_price: str = ""
    discount: str = ""
    tax: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed; a line that is there already counts while it has a quantity."""
        return not (self.quantity if self.line_id else self.what).strip()


def typed_lines(post: QueryDict) -> list[Typed]:
    """The lines of a form, each part sent as often as there are lines."""
    columns: Mapping[str, list[str]] = {name: post.getlist(name) for name in PARTS}
    number = min(max((len(found) for found in columns.values()), default=0), LINES_MAX)
    return [
        Typed(**{name: found[at][:500] if at < len(found) else "" for name, found in columns.items()})
        for at in range(number)
    ]


def of_lines(lines: Sequence[OrderLine]) -> list[Typed]:
    """The lines of an order as a form shows them."""
    return [
        Typed(
            str(line.pk),
            line.description or line.sku,
            plain(line.quantity),
            plain(line.unit_price),
            plain(line.discount_percent) if line.discount_percent else "",
            plain(line.tax_percent),
        )
        for line in lines
    ]


def asked_lines(typed: Sequence[Typed], actor: Actor) -> list[tuple[int | None, AskedLine]]:
    """The lines as the domain takes them, with their ids: the number of a product names it, other words are free text.

    Raises: Invalid, naming the line.
    """
    meant = [one for one in typed if not one.is_empty]
    numbers = {number_of(one.what) for one in meant if not one.line_id}
    rows = Product.objects.visible_to(actor).current().filter(sku__in=numbers)
    known = dict(rows.values_list("sku", "id"))
    return [
        (
            int(one.line_id) if one.line_id.isascii() and one.line_id.isdigit() else None,
            _asked(one, known.get("" if one.line_id else number_of(one.what)), number),
        )
        for number, one in enumerate(meant, start=1)
    ]


def number_of(what: str) -> str:
    """The number of the product that was chosen: what stands before its name."""
    return what.split(" – ")[0].strip()


def plain(number: Decimal) -> str:
    """A number as an input holds it."""
    return f"{number.normalize():f}"


def _asked(one: Typed, product_id: int | None, line: int) -> AskedLine:
    quantity = exact(one.quantity, "quantity", line)
    return AskedLine(
        product_id=product_id,
        quantity=Decimal(1) if quantity is None else quantity,
        description="" if product_id else one.what.strip(),
        kind="" if product_id or one.line_id else "service",
        unit_price=exact(one.unit_price, "unit_price", line),
        discount_percent=exact(one.discount, "discount", line),
        tax_percent=None if one.line_id else exact(one.tax, "tax", line),
    )
