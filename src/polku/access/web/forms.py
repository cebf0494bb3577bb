"""Forms of people: joining, profile, invitation, rights."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Role
from polku.access.models import Team, User
from polku.kernel.errors import Invalid, Refused, say

ROLES = {
    Role.ADMIN: _("Admin"),
    Role.MANAGER: _("Manager"),
    Role.SELLER: _("Seller"),
    Role.MARKETING: _("Marketing"),
    Role.FINANCE: _("Finance"),
    Role.WAREHOUSE: _("Warehouse"),
    Role.SERVICE: _("Service"),
    Role.VIEWER: _("Viewer"),
}
ROLE_CHOICES = [(role.value, label) for role, label in ROLES.items()]
REACHES = [
    ("", _("As the role says")),
    ("own", _("Own only")),
    ("team", _("Own teams")),
    ("all", _("Everything")),
]


class JoinForm(forms.Form):
    """What a newcomer says to join."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        help_text=_("At least 10 characters; a sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ProfileForm(forms.Form):
    """How one is called and how the product looks to one."""

    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("Like the browser")), *settings.LANGUAGES]
    )
    theme = forms.ChoiceField(
        label=_("Light or dark"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("Like the system")), ("light", _("Light")), ("dark", _("Dark"))],
    )
    density = forms.ChoiceField(
        label=_("Density"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("Comfortable")), ("compact", _("Compact"))],
    )


class _WithTeams(forms.Form):
    """A form that names teams."""

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("team", "teams"):
            if isinstance(field := self.fields.get(name), forms.ChoiceField):
                field.choices = [(str(team.id), team.name) for team in teams]


class InvitationForm(_WithTeams):
    """Whom to invite, as what."""

    email = forms.EmailField(label=_("Mail address"), max_length=254)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=ROLE_CHOICES, initial=Role.SELLER.value)
    team = forms.ChoiceField(label=_("Team"))


class PersonForm(_WithTeams):
    """What a person may do."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLE_CHOICES)
    reach = forms.ChoiceField(label=_("Sees"), choices=REACHES, required=False)
    teams = forms.MultipleChoiceField(label=_("Teams"), widget=forms.CheckboxSelectMultiple)
    is_active = forms.BooleanField(label=_("May sign in"), required=False)


class TeamForm(forms.Form):
    """What a team is called."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=120)


class MemberForm(forms.Form):
    """Who joins a team, and which one they leave for it."""

    user = forms.ChoiceField(label=_("Person"))
    from_team = forms.ChoiceField(label=_("Leaves"), required=False)

    def __init__(self, *args: Any, people: list[User], teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = forms.ChoiceField(
            label=_("Person"), choices=[(str(person.id), str(person)) for person in people]
        )
        self.fields["from_team"] = forms.ChoiceField(
            label=_("Leaves"),
            required=False,
            choices=[("", _("no team"))] + [(str(team.id), team.name) for team in teams],
        )


class TokenForm(forms.Form):
    """What an API token is for, what it may and how long."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("Our shop")}),
    )
    read_only = forms.BooleanField(label=_("May only read"), required=False)
    expires = forms.DateField(
        label=_("Works until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def expires_at(self) -> datetime | None:
        """The end of the last day, in the zone of the company."""
        day = self.cleaned_data["expires"]
        if day is None or day == date.max:
            return None
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def person_initial(user: User) -> dict[str, Any]:
    """The form's values of a person."""
    teams = [str(team_id) for team_id in user.memberships.values_list("team_id", flat=True)]
    return {"role": user.role, "reach": user.reach, "teams": teams, "is_active": user.is_active}


def put_errors(form: forms.Form, errors: dict[str, list[str]]) -> None:
    """Show a refusal of the domain at the fields it names."""
    for name, messages in errors.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)


def put_refusal(form: forms.Form, error: Invalid | Refused) -> None:
    """Show a refusal at the fields it names, or with everything that holds the change off."""
    if isinstance(error, Invalid):
        put_errors(form, error.errors)
        return
    for one in [error.message, *error.unmet]:
        form.add_error(None, say(one, gettext))
