"""Forms of findings, proposals and what-if. The rules live in the actions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.access.models import User
from polku.company.queries import company
from polku.kernel.errors import DomainError, Invalid, NotAllowed, NotFound, say
from polku.kernel.money import Money
from polku.process import queries as process
from polku.process.models import Process, ProcessVersion
from polku.proposals.logic.incoming import NewFinding, NewProposal
from polku.proposals.logic.indicators import KINDS, SCALE, Indicator, Unit
from polku.proposals.logic.origins import Origin
from polku.proposals.models import Proposal
from polku.proposals.words import INDICATORS, ORIGINS

DRAFT = "draft"


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


def people() -> list[tuple[int | str, str]]:
    """Who may see to something."""
    rows = User.objects.filter(is_active=True).order_by("name", "id")
    return [(row.pk, str(row)) for row in rows[:500]]


def stages_of(key: str) -> list[tuple[str, str]]:
    """The stages of the process in force."""
    language = get_language() or "en"
    return [(stage.key, stage.name.to(language)) for stage in process.published(key).stages]


class FindingForm(forms.Form):
    """What was found."""

    text = forms.CharField(
        label=gettext_lazy("What was seen?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("Where it comes from"), choices=list(ORIGINS.items()), required=False
    )
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)
    owner_id = forms.TypedChoiceField(label=gettext_lazy("Owner"), coerce=int)
    due_date = forms.DateField(
        label=gettext_lazy("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    link = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, key: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.key = key
        self.fields["stage"].choices = [("", _("the whole process")), *stages_of(key)]  # type: ignore[attr-defined]
        self.fields["owner_id"].choices = people()  # type: ignore[attr-defined]

    def wanted(self) -> NewFinding:
        """The finding that was typed."""
        typed = self.cleaned_data
        return NewFinding(self.key, **typed | {"origin": Origin(typed["origin"] or Origin.FIGURES)})


class ProposalForm(forms.Form):
    """A change to be tried."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    hypothesis = forms.CharField(
        label=gettext_lazy("Hypothesis"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What is changed, and why it should help."),
    )
    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"), choices=list(INDICATORS.items()))
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"),
        required=False,
        help_text=gettext_lazy("The stage the indicator is about, and where the proposal stands on the map."),
    )
    effect = forms.DecimalField(
        label=gettext_lazy("Least effect that matters"),
        min_value=Decimal("0.01"),
        max_value=Decimal(10**12),
        decimal_places=2,
        localize=True,
        help_text=gettext_lazy("Percentage points, working days or money, as the indicator is measured."),
    )
    version = forms.ChoiceField(label=gettext_lazy("New version"))
    period_weeks = forms.IntegerField(
        label=gettext_lazy("Longest period, weeks"), min_value=1, max_value=520, initial=52
    )
    window_days = forms.IntegerField(
        label=gettext_lazy("Each deal is followed for, days"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=gettext_lazy("Empty: as long as 98 of 100 wins took so far."),
    )
    owner_id = forms.TypedChoiceField(label=gettext_lazy("Owner"), coerce=int)
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, of: Process, **more: Any) -> None:
        super().__init__(*args, **more)
        self.of = of
        self.fields["stage"].choices = [("", _("the whole process")), *stages_of(of.key)]  # type: ignore[attr-defined]
        self.fields["owner_id"].choices = people()  # type: ignore[attr-defined]
        numbers = process.versions(of).filter(number__gt=1).values_list("number", flat=True)
        drafted = [(DRAFT, _("the draft, once it is published"))]
        told = [(str(number), _("version %(number)s") % {"number": number}) for number in numbers]
        self.fields["version"].choices = drafted + told  # type: ignore[attr-defined]

    def wanted(self, finding_id: int | None) -> NewProposal:
        """The proposal that was typed; the window is left to be found out where it was left empty (0)."""
        said = self.cleaned_data
        return NewProposal(
            process=self.of.key,
            title=said["title"],
            hypothesis=said["hypothesis"],
            indicator=Indicator(said["indicator"]),
            effect=kept_effect(Indicator(said["indicator"]), said["effect"]),
            stage=said["stage"],
            new_number=None if said["version"] == DRAFT else int(said["version"]),
            period_days=7 * said["period_weeks"],
            window_days=said["window_days"] or 0,
            query=said["query"],
            owner_id=said["owner_id"],
            finding_id=finding_id,
        )


class WhatIfForm(forms.Form):
    """A stage, so much quicker or slower, so many more or fewer lost."""

    stage = forms.ChoiceField(label=gettext_lazy("Stage"))
    time = forms.IntegerField(
        label=gettext_lazy("Time there, %"), required=False, min_value=-100, max_value=500, initial=0
    )
    loss = forms.IntegerField(
        label=gettext_lazy("Lost there, points"), required=False, min_value=-100, max_value=100, initial=0
    )

    def __init__(self, *args: Any, key: str, **more: Any) -> None:
        super().__init__(*args, **more)
        selling = [stage.key for stage in process.published(key).stages if not stage.after_win]
        self.fields["stage"].choices = [pair for pair in stages_of(key) if pair[0] in selling]  # type: ignore[attr-defined]


def kept_effect(indicator: Indicator, said: Decimal) -> int:
    """An effect as it is kept: points and days in hundredths, money in minor units."""
    if KINDS[indicator].unit == Unit.MONEY:
        return Money.from_decimal(said, company().currency).minor
    return int(said * 100)


def said_effect(row: Proposal) -> Decimal:
    """An effect as it is typed."""
    indicator = Indicator(row.indicator)
    if KINDS[indicator].unit == Unit.MONEY:
        return Money(row.effect, company().currency).decimal
    return Decimal(row.effect) / Decimal(100 if SCALE[KINDS[indicator].unit] else 1)


def initial_of(row: Proposal) -> dict[str, Any]:
    """What stands in the form of a proposal."""
    return {
        "title": row.title, "hypothesis": row.hypothesis, "indicator": row.indicator, "stage": row.stage,
        "effect": said_effect(row), "version": str(row.new_version.number) if row.new_version else DRAFT,
        "period_weeks": row.period_days // 7, "window_days": row.window_days, "owner_id": row.owner_id,
        "query": row.query,
    }  # fmt: skip


def newest(of: Process) -> ProcessVersion | None:
    """The version in force."""
    return process.versions(of).first()
