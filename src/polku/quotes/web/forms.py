"""Forms of quotes. The rules live in the actions."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from polku.catalogue.queries import currencies
from polku.kernel.money import Money
from polku.quotes.logic.costs import YEARS_MAX, Costs
from polku.quotes.models import Quote, QuoteVersion, TermsTemplate
from polku.quotes.words import HANDOVER, PAYMENT_TERMS, REASONS, TERMS

DATE = {"type": "date"}
AREA = {"rows": 3}


def _area(label: Any, *, required: bool = False, hint: Any = "", rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, help_text=hint, widget=widget, max_length=8000)


class QuoteForm(forms.Form):
    """The words and terms of an offer; its lines stand in a table of their own."""

    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    needs = _area(_("What they need"), hint=_("One need a line; it stands on top of the offer."), rows=4)
    contact_id = forms.TypedChoiceField(label=_("For"), required=False, coerce=int, empty_value=None)
    currency = forms.ChoiceField(label=_("Currency"))
    language = forms.ChoiceField(label=_("Language"))
    valid_until = forms.DateField(
        label=_("Holds until"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    prices_include_tax = forms.TypedChoiceField(
        label=_("Prices"),
        required=False,
        coerce=lambda value: {"1": True, "0": False}.get(value),
        empty_value=None,
        choices=[("", _("As in the price list")), ("0", _("Without VAT")), ("1", _("With VAT"))],
    )
    codes = forms.CharField(label=_("Codes of promotions"), max_length=200, required=False)
    cost_years = forms.IntegerField(
        label=_("Over how many years?"), min_value=1, max_value=YEARS_MAX, required=False
    )
    cost_now = forms.CharField(label=_("What their present way costs a year"), max_length=30, required=False)
    payment_terms = forms.ChoiceField(label=_("When they pay"), choices=PAYMENT_TERMS.items())
    due_days = forms.IntegerField(label=_("Days to pay"), min_value=0, max_value=365, required=False)
    payment = _area(TERMS["payment"])
    delivery = _area(TERMS["delivery"])
    guarantee = _area(TERMS["guarantee"])

    def __init__(self, *args: Any, contacts: list[tuple[str, str]], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = currencies(str(self.initial.get("currency") or ""))
        self.fields["currency"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.fields["contact_id"].choices = [("", _("The customer")), *contacts]  # type: ignore[attr-defined]
        if not is_new:
            for name in ("currency", "language", "contact_id"):
                del self.fields[name]

    @staticmethod
    def initial_of(row: Quote, version: QuoteVersion) -> dict[str, Any]:
        """The form's values of a version."""
        names = ("title", "needs", "valid_until", "payment_terms", "due_days")
        terms = {key: version.terms.get(key, "") for key in TERMS}
        told = {name: getattr(version, name) for name in names}
        costs = Costs.of(version.costs)
        now = costs.now_minor
        told |= {
            "cost_years": costs.years or None,
            "cost_now": "" if now is None else f"{Money(now, row.currency).decimal:f}",
        }
        return told | terms | {"prices_include_tax": "1" if version.prices_include_tax else "0"}


class SendForm(forms.Form):
    """Where an offer goes, and with which words."""

    to = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Leave it empty to hand over the link yourself.")
    )
    message = _area(_("Your words"), hint=_("Without them the mail says what the offer comes to."), rows=4)


class SubmitForm(forms.Form):
    """Why an offer below the margin should go out."""

    why = _area(_("Why should it be approved?"))


class DecideForm(forms.Form):
    """Yes, or no with a note."""

    note = _area(_("Note"), hint=_("What should change, if you do not approve it."))


class AcceptForm(forms.Form):
    """Who said yes, and to what."""

    name = forms.CharField(label=_("Who said yes?"), max_length=200)
    options = forms.TypedMultipleChoiceField(
        label=_("What they take"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["options"].choices = lines  # type: ignore[attr-defined]
        if not lines:
            del self.fields["options"]


class DeclineForm(forms.Form):
    """Why they said no."""

    reason = forms.ChoiceField(label=_("Why?"), choices=REASONS.items(), widget=forms.RadioSelect)
    words = _area(_("In their words"))


class ConcessionForm(forms.Form):
    """What the buyer asks for."""

    asked = _area(_("What do they ask for?"), required=True)
    worth = forms.CharField(label=_("What would it cost us?"), max_length=30, required=False)


class ConcessionAnswerForm(forms.Form):
    """What was given, and what came in return."""

    given = _area(_("What do we give?"), hint=_("Leave it empty if nothing is given."))
    worth = forms.CharField(label=_("What is it worth?"), max_length=30, required=False)
    in_return = _area(_("What do we get in return?"))


class HandoverForm(forms.Form):
    """What stands between a yes and the work."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=HANDOVER.items(), widget=forms.RadioSelect, initial="paper"
    )
    text = _area(_("In words"), required=True)
    holder = forms.CharField(label=_("Who holds it?"), max_length=200, required=False)
    due_date = forms.DateField(label=_("By when?"), required=False, widget=forms.DateInput(attrs=DATE))


class SettingsForm(forms.Form):
    """How the company makes its offers."""

    margin = forms.CharField(
        label=_("Least margin in per cent"),
        max_length=10,
        required=False,
        help_text=_("An offer below it needs somebody else's approval. Empty: none ever does."),
    )
    valid_days = forms.IntegerField(label=_("Offers hold for days"), min_value=1, max_value=365)
    value_follows = forms.BooleanField(label=_("The deal is worth what was offered"), required=False)


class TermsForm(forms.Form):
    """A template of terms, in the reader's language."""

    name = forms.CharField(label=_("Name"), max_length=120)
    payment_terms = forms.ChoiceField(label=_("When they pay"), choices=PAYMENT_TERMS.items())
    due_days = forms.IntegerField(label=_("Days to pay"), min_value=0, max_value=365, initial=14)
    payment = _area(TERMS["payment"])
    delivery = _area(TERMS["delivery"])
    guarantee = _area(TERMS["guarantee"])
    archived = forms.BooleanField(label=_("Put away"), required=False)

    @staticmethod
    def initial_of(row: TermsTemplate, language: str) -> dict[str, Any]:
        """The form's values of a template."""
        words = {key: getattr(row, key).to(language) for key in TERMS}
        plain = {name: getattr(row, name) for name in ("name", "payment_terms", "due_days")}
        return plain | words | {"archived": row.archived_at is not None}
