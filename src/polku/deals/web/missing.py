"""What a deal lacks for a stage or a win, asked for in the form of that step: one component for both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.company.queries import company
from polku.deals.actions.meeting import Brought
from polku.deals.logic.incoming import Close
from polku.deals.logic.outcomes import REASONS
from polku.deals.models import Deal
from polku.deals.queries.judged import Judged
from polku.deals.rules import DealPermission
from polku.deals.ways import Way
from polku.deals.web.forms import (
    DateInput,
    amount_text,
    currencies,
    due,
    number,
    owner_choices,
    parse_amount,
    put_errors,
)
from polku.deals.words import REASON_LABELS
from polku.kernel.errors import DomainError, Refused
from polku.process.logic.criteria import item_label
from polku.process.logic.definition import Criterion, Definition


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: the fields that would meet it here, or the ways that lead elsewhere."""

    judged: Judged
    fields: Sequence[BoundField]
    ways: Sequence[Way]

    @property
    def is_tick(self) -> bool:
        """Whether one tick meets it: its own words are the label then."""
        return len(self.fields) == 1 and self.fields[0].name.startswith("item_")


@dataclass(frozen=True)
class Detour:
    """The way back to the list from a dialog that met one thing on it.

    `again` is where the list stands anew, `was` what stood on it, `met` what of that was met meanwhile, `ready`
    whether nothing is left.
    """

    again: str
    was: str
    met: Sequence[Criterion]
    ready: bool


def detour(
    url: str, kept: Mapping[str, str], was: str, missing: Sequence[Judged], definition: Definition
) -> Detour:
    """What the list was before, said by the address that leads back to it, against what is missing now."""
    now = [f"{one.stage}.{one.kind}.{one.key}" for one in missing]
    known = {
        f"{stage.key}.{kind}.{one.key}": one
        for stage in definition.stages
        for kind, listed in (("exit", stage.exit), ("entry", stage.entry))
        for one in listed
    }
    before = [key for key in was.split(",") if key in known and key not in now]
    listed = ",".join([*before, *now])
    carried = {name: value for name, value in kept.items() if value} | {"was": listed}
    met = [known[key] for key in before]
    return Detour(f"{url}?{urlencode(carried)}", listed, met, bool(met) and not missing)


class MissingForm(forms.Form):
    """Exactly what a step lacks, field by field, and the reason of an override for who may give one."""

    def __init__(
        self,
        data: Any = None,
        *,
        deal: Deal,
        missing: Iterable[Judged],
        definition: Definition,
        actor: Actor,
        language: str,
    ) -> None:
        initial = {"currency": deal.value_currency or company().currency, "value": amount_text(deal.value)}
        super().__init__(data, initial=initial)
        self.missing = list(missing)
        own = list(self.fields)
        self._asked: dict[str, list[str]] = {}
        for judged in self.missing:
            before = set(self.fields)
            for way in judged.ways:
                self._ask(way.fact, way.field, definition, actor, language)
            self._asked[judged.key] = [name for name in self.fields if name not in before]
        self.asks = len(self.fields) > len(own)
        """Whether anything of what is missing can be entered here."""
        self.may_override = bool(self.missing) and deal.reached(actor.scope(DealPermission.OVERRIDE))
        self.order_fields([name for name in self.fields if name not in own])
        if self.may_override:
            self.fields["override_reason"] = forms.CharField(
                label=_("Or go on anyway: why"), required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def _ask(self, fact: str, name: str, definition: Definition, actor: Actor, language: str) -> None:
        if name == "tick" and (label := item_label(definition, fact)):
            self.fields[fact] = forms.BooleanField(label=label.to(language), required=False)
        elif name == "value":
            self.fields["value"] = forms.CharField(label=_("Value"), max_length=40, required=False)
            self.fields["currency"] = forms.ChoiceField(
                label=_("Currency"), choices=currencies(), required=False
            )
        elif name == "expected_close":
            self.fields[name] = forms.DateField(label=_("Expected close"), required=False, widget=DateInput())
        elif name == "source":
            self.fields[name] = forms.CharField(label=_("Source"), max_length=120, required=False)
        elif name == "next_step":
            self.fields[name] = forms.CharField(label=_("Next step"), max_length=300, required=False)
            self.fields["day"] = forms.DateField(label=_("Day"), required=False, widget=DateInput())
        elif name == "owner":
            self.fields[name] = forms.ChoiceField(
                label=_("Owner"), required=False, choices=[("", "–"), *owner_choices(actor)]
            )
        elif name == "contact":
            self.fields["name"] = forms.CharField(label=_("Contact"), max_length=200, required=False)
            self.fields["email"] = forms.EmailField(label=_("Mail"), required=False)
            self.fields["phone"] = forms.CharField(label=_("Phone"), max_length=60, required=False)

    @property
    def can_go(self) -> bool:
        """Whether the step can be taken from this form: nothing is missing, or something can be said here."""
        return not self.missing or self.asks or self.may_override

    @property
    def rows(self) -> list[Lack]:
        """Each thing that is missing with its fields; what is met elsewhere has its ways instead."""
        return [
            Lack(
                one,
                [self[name] for name in self._asked[one.key]],
                () if any(way.field for way in one.ways) else one.ways,
            )
            for one in self.missing
        ]

    @property
    def rest(self) -> list[BoundField]:
        """The fields that belong to nothing missing."""
        asked = {name for names in self._asked.values() for name in names}
        return [bound for bound in self.visible_fields() if bound.name not in asked]

    @property
    def right(self) -> str:
        """The right that would pass by what is missing, for who does not have it."""
        return "" if self.may_override or not self.missing else DealPermission.OVERRIDE.value

    @property
    def brought(self) -> Brought:
        """What was entered."""
        data: dict[str, Any] = self.cleaned_data if self.is_bound else {}
        fields: dict[str, Any] = {name: data[name] for name in ("source", "expected_close") if data.get(name)}
        if data.get("value") and (
            money := parse_amount(data["value"], data.get("currency") or company().currency)
        ):
            fields |= {"value_minor": money.minor, "value_currency": money.currency}
        ticked = [name for name, value in data.items() if name.startswith("item_") and value is True]
        return Brought(
            ticks=[name.removeprefix("item_") for name in ticked],
            fields=fields,
            next_step=data.get("next_step", ""),
            next_step_at=due(data.get("day"), None),
            owner_id=number(data.get("owner")),
            contact={name: data[name] for name in ("name", "email", "phone") if data.get(name)},
        )

    @property
    def override_reason(self) -> str:
        """Why what is missing is passed by; empty if it is not."""
        return str(self.cleaned_data.get("override_reason", "")) if self.is_bound else ""

    def tell(self, error: DomainError, sent: Any) -> None:
        """Show a refusal; unmet criteria stand in the list already."""
        if isinstance(error, Refused) and error.unmet and not self.is_bound:
            return
        if not self.is_bound:
            self.data, self.is_bound = sent, True
            self.full_clean()
        if isinstance(error, Refused) and error.unmet:
            self.add_error(None, _("Something is still missing."))
        else:
            put_errors(self, error)


class CloseForm(MissingForm):
    """Why a deal ended or waits, in the buyer's words, after what a win still lacks."""

    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Why"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(key, REASON_LABELS[key]) for key in REASONS],
    )
    words = forms.CharField(
        label=gettext_lazy("In the buyer’s own words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DateInput)
    added = forms.CharField(label=gettext_lazy("Added value"), max_length=40, required=False)

    def __init__(self, data: Any = None, *, deal: Deal, outcome: str, **about: Any) -> None:
        super().__init__(data, deal=deal, **about)
        self.deal_id, self.outcome = deal.id, outcome
        self.currency = deal.value_currency or company().currency
        shown = {
            "won": ("words",), "upgraded": ("added", "words"), "lost": ("reasons", "words"),
            "paused": ("until", "reasons", "words"), "no_decision": ("reasons", "words"),
        }[outcome]  # fmt: skip
        for name in {"reasons", "words", "until", "added"} - set(shown):
            del self.fields[name]
        if outcome in ("lost", "no_decision"):
            self.fields["reasons"].required = True

    @property
    def ending(self) -> Close:
        """The ending as it was wished."""
        data = self.cleaned_data
        return Close(
            self.deal_id,
            self.outcome,
            reasons=tuple(data.get("reasons", ())),
            words=data.get("words", ""),
            until=data.get("until"),
            added=parse_amount(data.get("added", ""), self.currency, field="added"),
            override_reason=self.override_reason,
        )
