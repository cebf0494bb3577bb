"""Forms of invoices. The rules live in the actions."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from polku.billing.actions.crediting import Left
from polku.billing.actions.settings import PERCENTS, SWITCHES, TEXTS, WORDS
from polku.billing.logic.incoming import CreditLine
from polku.billing.models import BillingSettings
from polku.catalogue.logic.totals import Rounding
from polku.kernel.errors import DomainError, Invalid, say
from polku.kernel.words import Text


def put_errors(form: forms.Form, error: DomainError) -> None:
    """Show a refusal of the domain at the fields it names."""
    if isinstance(error, Invalid):
        for name, messages in error.errors_in(str).items():
            for message in messages:
                form.add_error(name if name in form.fields else None, str(_(message)))
        return
    form.add_error(
        error.field if error.field in form.fields else None, say(error.message, lambda text: str(_(text)))
    )


class CreditForm(forms.Form):
    """How much of each line is given back, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    at_once = forms.BooleanField(label=_("Issue the credit note at once"), required=False, initial=True)

    def __init__(self, *args: Any, left: dict[int, Left], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = left
        for pk, one in left.items():
            if one.quantity:
                least, most = sorted((Decimal(0), one.quantity))
                self.fields[f"line_{pk}"] = forms.DecimalField(
                    label=one.line.description,
                    required=False,
                    initial=one.quantity.normalize(),
                    min_value=least,
                    max_value=most,
                    decimal_places=6,
                    localize=True,
                )
        self.order_fields([name for name in self.fields if name.startswith("line_")])

    @property
    def wanted(self) -> list[CreditLine]:
        """What is to be given back."""
        return [
            CreditLine(pk, quantity) for pk in self.left if (quantity := self.cleaned_data.get(f"line_{pk}"))
        ]


class SendingForm(forms.Form):
    """To whom an invoice goes."""

    to = forms.EmailField(label=_("To"), max_length=254)
    message = forms.CharField(
        label=_("A word with it"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )


class PrepaymentForm(forms.Form):
    """How much of an order is billed before it ships."""

    percent = forms.DecimalField(
        label=_("Per cent of the order"),
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        decimal_places=6,
        initial=Decimal(100),
        localize=True,
        help_text=_("With 100 % nothing is left to bill when it ships."),
    )


class SettingsForm(forms.Form):
    """How invoices are made."""

    legal_name = forms.CharField(label=_("Name on invoices"), required=False)
    line1 = forms.CharField(label=_("Street"), required=False)
    line2 = forms.CharField(label=_("Second line"), required=False)
    post_code = forms.CharField(label=_("Post code"), required=False)
    city = forms.CharField(label=_("City"), required=False)
    region = forms.CharField(label=_("Region"), required=False)
    vat_id = forms.CharField(label=_("VAT id"), required=False, help_text=_("Such as FI12345671"))
    register_id = forms.CharField(label=_("Register number"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), required=False)
    iban = forms.CharField(label=_("Account (IBAN)"), required=False)
    bic = forms.CharField(label=_("Bank code (BIC)"), required=False)
    account_name = forms.CharField(label=_("Holder of the account"), required=False)
    rounding = forms.ChoiceField(
        label=_("Tax is rounded"),
        choices=[(Rounding.DOCUMENT.value, _("once per rate")), (Rounding.LINE.value, _("on every line"))],
    )
    tax_point = forms.ChoiceField(
        label=_("Tax belongs to the day of"),
        choices=[("issue", _("the invoice")), ("delivery", _("the last delivery"))],
    )
    withholding_percent = forms.DecimalField(
        label=_("Tax that companies keep back of services, per cent"), required=False, min_value=0, max_value=100,
        decimal_places=6, localize=True, help_text=_("Where the law asks customers of your country to do so; else 0."),
    )  # fmt: skip
    fund_percent = forms.DecimalField(
        label=_("Contribution to a fund put upon services, per cent"), required=False, min_value=0, max_value=100,
        decimal_places=6, localize=True,
    )  # fmt: skip
    bills_forms_first = forms.BooleanField(
        label=_(
            "Orders of public forms that are paid first: bill them and mail the bill as they are confirmed"
        ),
        required=False,
    )
    intro = forms.CharField(
        label=_("Text above the lines"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    closing = forms.CharField(label=_("Text below"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, length in TEXTS.items():
            self.fields[name].max_length = length  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["maxlength"] = length

    @staticmethod
    def initial_of(row: BillingSettings) -> dict[str, Any]:
        """The form's values; words in the reader's language."""
        names = [*TEXTS, *SWITCHES, "rounding", "tax_point"]
        percents = {name: getattr(row, name).normalize() for name in PERCENTS if getattr(row, name)}
        return (
            percents
            | {name: getattr(row, name) for name in names}
            | {name: Text.of(getattr(row, name)).to(get_language() or "en") for name in WORDS}
        )

    def columns(self, row: BillingSettings) -> dict[str, Any]:
        """What was typed, as the action takes it; words join those of other languages."""
        language = get_language() or "en"
        words = {
            name: Text.of(getattr(row, name)).having(language, self.cleaned_data[name]) for name in WORDS
        }
        return self.cleaned_data | words
