"""Forms of payments. The rules live in the actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from babel.numbers import get_decimal_symbol
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.kernel.errors import DomainError, Invalid, say
from polku.kernel.money import CURRENCIES, Money
from polku.orders.models import Order
from polku.payments.logic.kinds import Side
from polku.payments.models import Item
from polku.payments.words import METHODS
from polku.ui.locale_formats import locale


def put_errors(form: forms.Form, error: DomainError) -> None:
    """Show a refusal at the fields it names, or above the form."""
    if isinstance(error, Invalid):
        for name, messages in error.errors_in(_).items():
            for message in messages:
                form.add_error(_place(form, name), message)
        return
    form.add_error(_place(form, error.field), say(error.message, _))


def _place(form: forms.Form, name: str | None) -> str | None:
    """The field of a form that a refusal means; a day in the books is that on which the money came."""
    asked = "received_date" if name == "date" else name
    return asked if asked in form.fields else None


def amount_of(text: str, currency: str) -> Money:
    """An amount as the reader writes it. Raises: Invalid."""
    own = get_decimal_symbol(locale())
    first, second = (own, "." if own == "," else ",") if own in ".," else (".", ",")
    try:
        return Money.parse(text, currency, decimal=first)
    except Invalid as error:
        # "12.345" where "." marks decimals is a mistake, never twelve thousand.
        if error.code == "too_many_decimals":
            raise
        try:
            return Money.parse(text, currency, decimal=second)
        except Invalid:
            raise error from None


_METHODS = list(METHODS.items())
MONEY_METHODS = [one for one in METHODS.items() if one[0] != "voucher"]


class PaymentForm(forms.Form):
    """Money that came; `of` is the number of an invoice or an order, empty where nobody knows yet."""

    of = forms.CharField(label=gettext_lazy("Invoice or order"), max_length=60, required=False)
    amount = forms.CharField(
        label=gettext_lazy("Amount"), max_length=40, widget=forms.TextInput({"inputmode": "decimal"})
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)
    received_date = forms.DateField(
        label=gettext_lazy("Date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    method = forms.ChoiceField(label=gettext_lazy("How it was paid"), choices=_METHODS)
    given = forms.CharField(
        label=gettext_lazy("Cash given"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "data-shown-when": "method=cash"}),
        help_text=gettext_lazy("At the counter: the change is said."),
    )
    voucher_code = forms.CharField(
        label=gettext_lazy("Code of the voucher"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"data-shown-when": "method=voucher"}),
    )
    payer_name = forms.CharField(label=gettext_lazy("Payer"), max_length=200, required=False)
    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=140, required=False)
    customer = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, actor: Actor, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.actor = actor
        self.bill: Item | None = None
        self.order: Order | None = None

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        currency = str(found.get("currency", "")).strip().upper()
        if currency and currency not in CURRENCIES:
            self.add_error("currency", _("This is not a currency code."))
        elif currency and found.get("amount"):
            try:
                found["money"] = amount_of(found["amount"], currency)
            except Invalid as error:
                self.add_error("amount", say(error.message, _))
        if currency in CURRENCIES and found.get("given"):
            try:
                found["given_minor"] = amount_of(found["given"], currency).minor
            except Invalid as error:
                self.add_error("given", say(error.message, _))
        if found.get("method") == "voucher" and not found.get("voucher_code", "").strip():
            self.add_error("voucher_code", _("Enter the code of the voucher."))
        if number := found.get("of", "").strip():
            bills = Item.objects.visible_to(self.actor).filter(side=Side.DEBIT, invoice__isnull=False)
            self.bill = bills.filter(number__iexact=number).first()
            if self.bill is None:
                self.order = Order.objects.visible_to(self.actor).filter(number__iexact=number).first()
            if self.bill is None and self.order is None:
                self.add_error("of", _("There is no invoice or order with this number."))
        return found


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class RefundForm(forms.Form):
    """How much is paid back, and how."""

    amount = forms.CharField(
        label=gettext_lazy("Amount"), max_length=40, widget=forms.TextInput({"inputmode": "decimal"})
    )
    method = forms.ChoiceField(label=gettext_lazy("How it is paid back"), choices=_METHODS)


class PromiseForm(forms.Form):
    """By when a customer pays, and how much."""

    by_date = forms.DateField(
        label=gettext_lazy("They pay by"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount"), max_length=40, widget=forms.TextInput({"inputmode": "decimal"})
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=1000, required=False)

    @staticmethod
    def initial_of(item: Item, today: date) -> dict[str, Any]:
        """A week from today, all that is open."""
        left = Money(item.open_minor, item.currency).decimal
        return {"by_date": today + timedelta(days=7), "amount": str(left)}


class DisputeForm(forms.Form):
    """What a customer objects to."""

    reason = forms.CharField(
        label=gettext_lazy("What do they object to?"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )


class OutcomeForm(forms.Form):
    """How a dispute ended."""

    outcome = forms.CharField(
        label=gettext_lazy("How did it end?"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )
