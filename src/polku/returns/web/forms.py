"""Forms of returns. The rules live in the actions."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.catalogue.words import counted_unit
from polku.kernel.errors import DomainError, Invalid, NotAllowed, NotFound, say
from polku.payments.words import METHODS
from polku.returns.logic.incoming import CameLine, WantedLine
from polku.returns.logic.states import Condition, Reason, Resolution
from polku.returns.models import ReturnLine
from polku.returns.queries.returnable import Returnable
from polku.returns.words import CONDITIONS, REASONS, RESOLUTIONS
from polku.stock.models import Location


def put_errors(form: forms.Form, error: DomainError) -> None:
    """Show a refusal beside the field it names, or above the form. Raises: NotAllowed, NotFound as they are."""
    if isinstance(error, NotAllowed | NotFound) and error.field is None:
        raise error
    if isinstance(error, Invalid):
        for name, messages in error.errors_in(_).items():
            for message in messages:
                form.add_error(_field(form, name), message)
        return
    form.add_error(_field(form, error.field or ""), say(error.message, _))


def _field(form: forms.Form, name: str) -> str | None:
    """`lines.12.quantity` names the field `quantity_12`, or that of the twelfth line that was filled in."""
    parts = name.split(".")
    if len(parts) == 3:
        keys = getattr(form, "filled", [])
        at = keys[int(parts[1])] if keys and int(parts[1]) < len(keys) else parts[1]
        name = f"{parts[2]}_{at}"
    elif len(parts) == 2:
        name = f"resolution_{parts[1]}"
    return name if name in form.fields else None


def _exact(label: Any, most: Decimal, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_value=most,
        decimal_places=6,
        localize=True,
        **more,
    )


class FindForm(forms.Form):
    """Of which order something comes back."""

    number = forms.CharField(label=gettext_lazy("Number of the order or the delivery"), max_length=60)


class MailForm(forms.Form):
    """Whether the customer is written to."""

    mail_to = forms.EmailField(
        label=gettext_lazy("Mail to"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Empty: nobody is written to."),
    )
    message = forms.CharField(
        label=gettext_lazy("A word with it"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefusalForm(forms.Form):
    """Why the goods stay with the customer."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    mail_to = forms.EmailField(
        label=gettext_lazy("Mail to"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Empty: nobody is written to."),
    )


class LinesForm(forms.Form):
    """A form with fields for each line: a group of them under the line's name."""

    parts: tuple[str, ...] = ()

    def about(self, title: str, key: int) -> tuple[str, list[BoundField]]:
        """A line's name, and its fields."""
        names = [f"{part}_{key}" for part in self.parts]
        return title, [self[name] for name in names if name in self.fields]

    def rest(self) -> Iterator[BoundField]:
        """The fields that belong to no line."""
        yield from (self[name] for name in self.fields if name.split("_")[0] not in self.parts)


class RequestForm(LinesForm):
    """How many of each line come back, why, and what the customer gets."""

    parts = ("quantity", "reason", "resolution")

    def __init__(self, *args: Any, there: Sequence[Returnable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = there
        for one in there:
            pk = one.line.pk
            label = _("How many of %(most)s") % {"most": counted_unit(one.left, one.line.unit)}
            self.fields[f"quantity_{pk}"] = _exact(label, one.left)
            self.fields[f"reason_{pk}"] = forms.ChoiceField(label=_("Reason"), choices=list(REASONS.items()))
            self.fields[f"resolution_{pk}"] = forms.ChoiceField(
                label=_("What the customer gets"), choices=list(RESOLUTIONS.items())
            )
            for name in ("reason", "resolution"):
                self.fields[f"{name}_{pk}"].required = False
        self.fields["note"] = forms.CharField(
            label=_("What the customer says"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The lines with their fields."""
        return [self.about(one.line.description or one.line.sku, one.line.pk) for one in self.there]

    def wanted(self, shipment_id: int | None) -> tuple[WantedLine, ...]:
        """The lines of which something comes back."""
        said = self.cleaned_data
        self.filled = [one.line.pk for one in self.there if said.get(f"quantity_{one.line.pk}")]
        return tuple(
            WantedLine(
                pk,
                said[f"quantity_{pk}"],
                said[f"reason_{pk}"] or "other",
                said[f"resolution_{pk}"] or Resolution.CREDIT.value,
                shipment_id,
            )
            for pk in self.filled
        )


class ReceiptForm(LinesForm):
    """What came of each line, how it looks and where it is put."""

    parts = ("quantity", "condition", "location", "codes")

    def __init__(self, *args: Any, lines: Sequence[ReturnLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        rows = Location.objects.filter(retired_at=None).order_by("id")
        places = [(str(row.pk), row.name.to(get_language() or "en")) for row in rows]
        for line in lines:
            pk, product = line.pk, line.shipment_line.order_line.product
            label = _("How many of %(most)s") % {"most": counted_unit(line.quantity, line.order_line.unit)}
            self.fields[f"quantity_{pk}"] = _exact(label, line.quantity, initial=line.quantity.normalize())
            self.fields[f"condition_{pk}"] = forms.ChoiceField(
                label=_("How it looks"),
                choices=list(CONDITIONS.items()),
                required=False,
                initial=_looks(line),
            )
            if len(places) > 1 and line.resolution != Resolution.REPAIR:
                self.fields[f"location_{pk}"] = forms.TypedChoiceField(
                    label=_("Place"),
                    choices=places,
                    coerce=int,
                    required=False,
                    empty_value=None,
                    initial=line.shipment_line.location_id,
                )
            if product is not None and product.tracked != "none":
                self.fields[f"codes_{pk}"] = forms.CharField(
                    label=_("Serial numbers or lot"), max_length=20_000, required=False
                )

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The lines with their fields."""
        return [self.about(one.order_line.description or one.order_line.sku, one.pk) for one in self.lines]

    def came(self) -> tuple[CameLine, ...]:
        """What came, line by line; an empty quantity means nothing of it."""
        said = self.cleaned_data
        return tuple(
            CameLine(
                line.pk,
                said[f"quantity_{line.pk}"] or Decimal(0),
                said[f"condition_{line.pk}"] or Condition.AS_NEW.value,
                said.get(f"location_{line.pk}"),
                tuple(dict.fromkeys(said.get(f"codes_{line.pk}", "").replace(",", " ").split())),
            )
            for line in self.lines
        )


def _looks(line: ReturnLine) -> str:
    """How it will look, as far as its reason tells: goods that broke are not offered to be put on the shelf."""
    broken = line.reason in (Reason.DAMAGED, Reason.FAULTY) and line.resolution != Resolution.REPAIR
    return (Condition.DAMAGED if broken else Condition.AS_NEW).value


class SettlementForm(LinesForm):
    """What the customer gets for each line, how the money goes back, how repaired goods do."""

    parts = ("resolution",)

    def __init__(self, *args: Any, lines: Sequence[ReturnLine], may_agree: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            choices = [
                (key, label)
                for key, label in RESOLUTIONS.items()
                if key in (line.resolution, *(Resolution if may_agree else ()))
                and (key != Resolution.REPAIR or line.resolution == key)
            ]
            self.fields[f"resolution_{line.pk}"] = forms.ChoiceField(
                label=_("What the customer gets"), choices=choices, initial=line.resolution
            )
        if may_agree or any(line.resolution == Resolution.REFUND for line in lines):
            methods = [(key, label) for key, label in METHODS.items() if key != "voucher"]
            self.fields["method"] = forms.ChoiceField(
                label=_("How money goes back"), choices=methods, required=False
            )
        if any(line.resolution == Resolution.REPAIR for line in lines):
            self.fields["carrier"] = forms.CharField(label=_("Carrier"), max_length=100, required=False)
            self.fields["tracking"] = forms.CharField(
                label=_("Tracking number"), max_length=100, required=False
            )
        self.fields["mail_to"] = forms.EmailField(
            label=_("Mail to"),
            required=False,
            max_length=254,
            help_text=_("Empty: nobody is written to."),
        )

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The lines with their fields."""
        return [self.about(one.order_line.description or one.order_line.sku, one.pk) for one in self.lines]

    def agreed(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        return {
            "resolutions": {line.pk: said[f"resolution_{line.pk}"] for line in self.lines},
            "method": said.get("method") or "bank",
            "carrier": said.get("carrier", ""),
            "tracking": said.get("tracking", ""),
            "mail_to": said["mail_to"],
        }
