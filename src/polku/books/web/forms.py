"""Forms of the books: an entry with its lines, an account, reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as day_type
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.books.logic.entries import Line
from polku.books.models import Account
from polku.books.queries import account_of_role, accounts
from polku.books.words import KIND_LABELS, ROLE_LABELS, account_name
from polku.company.models import ExchangeRate
from polku.company.queries import company
from polku.kernel.errors import DomainError, Invalid, say
from polku.kernel.money import exponent
from polku.kernel.words import LANGUAGES
from polku.ui.amounts import read_amount

Day = day_type  # a field called date hides the type in its class
ROWS: Final = 4
"""Lines shown at first; a script adds more, and so does a form that comes back."""
_DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def put_errors(form: forms.Form, error: DomainError) -> None:
    """Show a refusal of the domain at the fields it names."""
    if isinstance(error, Invalid):
        for name, messages in error.errors_in(_).items():
            for message in messages:
                form.add_error(name if name in form.fields else None, message)
        return
    form.add_error(error.field if error.field in form.fields else None, say(error.message, _))
    for one in getattr(error, "unmet", ()):
        form.add_error(None, say(one, _))


@dataclass
class LineRow:
    """A line of the form as it was typed, and what is wrong with it."""

    number: int
    account: str = ""
    debit: str = ""
    credit: str = ""
    error: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.account or self.debit or self.credit)


class EntryForm(forms.Form):
    """An entry or opening balances: a day, what it is about, a currency; its lines stand beside.

    `start` is what another page begins it with, told as it would be typed; an account also by its role.
    """

    date = forms.DateField(label=gettext_lazy("Date"), widget=_DAY)
    text = forms.CharField(label=gettext_lazy("What it is about"), max_length=300)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))

    def __init__(self, data: QueryDict | None, *, actor: Actor, today: Day, start: QueryDict) -> None:
        own = company().currency
        told = {name: start[name][:300] for name in ("date", "text", "currency") if name in start}
        super().__init__(data, initial={"date": today, "currency": own} | told)
        stated = ExchangeRate.objects.order_by("currency").values_list("currency", flat=True).distinct()
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"), choices=[(code, code) for code in [own, *stated]]
        )
        in_use = accounts(actor).in_use()
        self.accounts = [(one.code, f"{one.code} {account_name(one)}") for one in in_use]
        self.is_begun = data is None and bool(start.get("account"))
        typed = start if self.is_begun else data
        self.rows = self._typed(typed) if typed is not None else [LineRow(n + 1) for n in range(ROWS)]
        if self.is_begun and (first := self.rows[0]).account:
            first.account = account_of_role(first.account) or first.account

    def _typed(self, data: QueryDict) -> list[LineRow]:
        columns = [data.getlist(name) for name in ("account", "debit", "credit")]
        found = [LineRow(n + 1, *values) for n, values in enumerate(zip(*columns, strict=False))]
        return [*found, LineRow(len(found) + 1)]

    @property
    def places(self) -> int:
        """How many decimals the company's currency has, for the balance shown while typing."""
        return exponent(company().currency)

    def lines(self) -> list[Line] | None:
        """The lines, or None where one of them is wrong; its row says why."""
        found = []
        for row in self.rows:
            if row.is_empty:
                continue
            try:
                found.append(self._line(row))
            except Invalid as error:
                row.error = error.errors_in(_).popitem()[1][0]
        return None if any(row.error for row in self.rows) else found

    def _line(self, row: LineRow) -> Line:
        currency = self.cleaned_data["currency"]
        if not row.account:
            raise Invalid(_("Choose an account."))
        debit = read_amount(row.debit, currency, field="debit")
        credit = read_amount(row.credit, currency, field="credit")
        return Line(account=row.account, debit=debit, credit=credit)


class AccountForm(forms.Form):
    """An account: its names by language, and for a new one its code and kind."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=20)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of account"), choices=KIND_LABELS.items())
    role = forms.ChoiceField(
        label=gettext_lazy("Used by documents for"),
        required=False,
        choices=[("", gettext_lazy("Nothing")), *ROLE_LABELS.items()],
        help_text=gettext_lazy("A use that another account has now moves here."),
    )

    def __init__(self, data: QueryDict | None, *, row: Account | None = None) -> None:
        initial: dict[str, Any] = {}
        if row is not None:
            initial = {"role": row.role} | {f"name_{code}": text for code, text in row.name.entries}
        super().__init__(data, initial=initial)
        if row is not None:
            del self.fields["code"], self.fields["kind"]
        own = get_language() or "en"
        for code in sorted(LANGUAGES, key=lambda one: one != own):
            label = _("Name of the account in %(language)s") % {"language": code.upper()}
            self.fields[f"name_{code}"] = forms.CharField(label=label, max_length=120, required=False)

    def words(self) -> dict[str, str]:
        """The names that were typed."""
        typed = {code: self.cleaned_data.get(f"name_{code}", "").strip() for code in LANGUAGES}
        return {code: text for code, text in typed.items() if text}


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class ReversalForm(ReasonForm):
    """Why an entry is taken back, and as of which day."""

    date = forms.DateField(label=gettext_lazy("As of"), widget=_DAY)
