"""What Settings asks about an order form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.kernel.words import Text
from polku.orders.models import OrderForm
from polku.orders.words import PAYMENT_TERMS

WORDS = ("title", "intro", "conditions", "thanks")


def _area(rows: int, **more: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **more})


class OrderFormForm(forms.Form):
    """Texts in the language of the page, what is offered, where orders go, who may show the form."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    key = forms.SlugField(
        label=gettext_lazy("Address"), max_length=60, required=False,
        help_text=gettext_lazy("Small letters, digits and lines; it cannot be changed later"),
    )  # fmt: skip
    intro = forms.CharField(
        label=gettext_lazy("What the form is for"), max_length=2000, required=False, widget=_area(2)
    )
    price_list_id = forms.TypedChoiceField(label=gettext_lazy("Price list"), coerce=int)
    skus = forms.CharField(
        label=gettext_lazy("Products"), max_length=4000, required=False, widget=_area(2),
        help_text=gettext_lazy("Numbers of the products, one on each line; left empty, all of the list"),
    )  # fmt: skip
    countries = forms.CharField(
        label=gettext_lazy("Countries"), max_length=400, required=False,
        help_text=gettext_lazy("Two letters each, such as FI SE; left empty, your own"),
    )  # fmt: skip
    payment_terms = forms.ChoiceField(label=gettext_lazy("Terms of payment"), choices=PAYMENT_TERMS.items())
    due_days = forms.IntegerField(label=gettext_lazy("Days to pay"), min_value=0, max_value=365, initial=14)
    conditions = forms.CharField(
        label=gettext_lazy("Terms to agree to"), max_length=4000, required=False, widget=_area(3)
    )
    thanks = forms.CharField(
        label=gettext_lazy("Said after sending"), max_length=2000, required=False, widget=_area(2)
    )
    process_key = forms.ChoiceField(label=gettext_lazy("Process"), required=False)
    team_id = forms.TypedChoiceField(label=gettext_lazy("Team"), coerce=int)
    owner_id = forms.TypedChoiceField(
        label=gettext_lazy("Owner"), coerce=int, empty_value=None, required=False
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=120, required=False)
    campaign = forms.CharField(label=gettext_lazy("Campaign"), max_length=120, required=False)
    allowed_origins = forms.CharField(
        label=gettext_lazy("Sites that may show it"), required=False, max_length=4000,
        widget=_area(2, placeholder="https://www.example.com"),
        help_text=gettext_lazy("One address on each line; left empty, no site may"),
    )  # fmt: skip
    confirms = forms.BooleanField(label=gettext_lazy("Confirm orders as they come"), required=False)
    active = forms.BooleanField(label=gettext_lazy("Takes orders"), required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        lists: Iterable[tuple[int, str]],
        processes: Iterable[tuple[str, str]],
        teams: Iterable[tuple[int, str]],
        people: Iterable[tuple[int, str]],
        is_new: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price_list_id"].choices = list(lists)  # type: ignore[attr-defined]
        self.fields["process_key"].choices = [("", _("The default process")), *processes]  # type: ignore[attr-defined]
        self.fields["team_id"].choices = list(teams)  # type: ignore[attr-defined]
        self.fields["owner_id"].choices = [("", "–"), *people]  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["key"]

    def values(self, known: OrderForm | None) -> dict[str, Any]:
        """What is saved, `skus` apart: the texts of the other languages stay as they are."""
        language = get_language() or "en"
        told = {name: value for name, value in self.cleaned_data.items() if name not in ("key", "skus")}
        for name in WORDS:
            before = getattr(known, name) if known else Text()
            told[name] = Text.of(before or {}).having(language, told[name])
        for name in ("allowed_origins", "countries"):
            told[name] = told[name].replace(",", " ").split()
        return told


def initial_of(form: OrderForm, skus: Iterable[str]) -> dict[str, Any]:
    """What the page shows of an order form, in its language."""
    language = get_language() or "en"
    names = set(OrderFormForm.base_fields) - {"key", "skus"}
    plain = {name: getattr(form, name) for name in names}
    texts = {name: (getattr(form, name) or Text()).as_dict().get(language, "") for name in WORDS}
    lists = {"allowed_origins": "\n".join(form.allowed_origins), "countries": " ".join(form.countries)}
    return plain | texts | lists | {"skus": "\n".join(skus)}
