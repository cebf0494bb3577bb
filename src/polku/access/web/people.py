"""Users and invitations, for those who manage them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.actions import change_user, invite_user, withdraw_invitation
from polku.access.models import Team, User
from polku.access.queries import open_invitations, teams, users
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.access.web.forms import ROLES, InvitationForm, PersonForm, person_initial, put_errors, put_refusal
from polku.kernel.errors import Invalid, Refused
from polku.mail.models import Outgoing, State
from polku.mail.queries import of_many
from polku.mail.words import SIGNALS, STATES

SEE_OTHER = 303


@require_safe
@login_required
def people(request: Request) -> HttpResponse:
    """Who signs in, and who is invited."""
    request.actor.require(AccessPermission.MANAGE_USERS)
    found = users(active=False).prefetch_related("teams")
    invitations = list(open_invitations(at=timezone.now()).select_related("team"))
    letters = of_many("invitation", [one.id for one in invitations])
    context = {
        "people": found,
        "invitations": [(one, *_delivery(letters.get(one.id))) for one in invitations],
        "roles": ROLES,
    }
    return render(request, "access/people.html", context)


def _delivery(letters: list[Outgoing] | None) -> tuple[str, str]:
    """The signal and the words of what became of a message."""
    if not letters:
        return "", ""
    state = State(letters[0].state)
    return SIGNALS.get(state, ""), str(STATES[state])


@require_http_methods(["GET", "POST"])
@login_required
def person(request: Request, user_id: int) -> HttpResponse:
    """A person's role, reach and teams."""
    request.actor.require(AccessPermission.MANAGE_USERS)
    user = get_object_or_404(User, id=user_id)
    form = PersonForm(request.POST or None, initial=person_initial(user), teams=list(teams()))
    if form.is_valid():
        chosen = form.cleaned_data | {"teams": [int(team) for team in form.cleaned_data["teams"]]}
        try:
            change_user(user, **chosen, actor=request.actor, at=timezone.now())
        except (Invalid, Refused) as error:
            put_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("access:people"), status=SEE_OTHER)
    return render(
        request, "access/person.html", {"form": form, "person": user}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@login_required
def invitations(request: Request) -> HttpResponse:
    """Invite a colleague by mail; the link is shown once, to be passed on in any other way."""
    request.actor.require(AccessPermission.MANAGE_USERS)
    form = InvitationForm(request.POST or None, teams=list(teams()))
    if form.is_valid():
        team = get_object_or_404(Team, id=form.cleaned_data.pop("team"))
        try:
            invited, token = invite_user(
                **form.cleaned_data,
                team=team,
                site=request.build_absolute_uri("/").rstrip("/"),
                actor=request.actor,
                at=timezone.now(),
            )
        except Invalid as error:
            put_errors(form, error.errors)
        else:
            link = request.build_absolute_uri(reverse("access:join", args=[token]))
            return render(request, "access/invited.html", {"invited": invited, "link": link})
    return render(request, "access/invitation.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@login_required
def withdrawal(request: Request, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    request.actor.require(AccessPermission.MANAGE_USERS)
    row = get_object_or_404(open_invitations(at=timezone.now()), id=invitation_id)
    withdraw_invitation(row, actor=request.actor, at=timezone.now())
    messages.success(request, _("The invitation is withdrawn."))
    return HttpResponseRedirect(reverse("access:people"), status=SEE_OTHER)
