"""Teams and who is in them, for those who manage people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.actions import add_team, archive_team, move_member, rename_team, restore_team
from polku.access.models import Team, User
from polku.access.queries import teams, teams_with_members, users
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.access.web.forms import MemberForm, TeamForm, put_errors, put_refusal
from polku.kernel.errors import Invalid, Refused

SEE_OTHER = 303
UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
@login_required
def teams_page(request: Request) -> HttpResponse:
    """Every team with its people; a form for a new one."""
    request.actor.require(AccessPermission.MANAGE_USERS)
    form = TeamForm(request.POST or None)
    if form.is_valid():
        try:
            made = add_team(**form.cleaned_data, actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error.errors)
        else:
            return _to(request, made.id, _("The team is there. Now bring people into it."))
    found = teams_with_members()
    context = {
        "form": form,
        "teams": [team for team in found if team.archived_at is None],
        "archived": [team for team in found if team.archived_at is not None],
    }
    return render(request, "access/teams.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def team(request: Request, team_id: int) -> HttpResponse:
    """One team: its name, its people, putting it out of use."""
    request.actor.require(AccessPermission.MANAGE_USERS)
    found = get_object_or_404(Team, id=team_id)
    form = TeamForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        try:
            rename_team(team_id, **form.cleaned_data, actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error.errors)
        else:
            return _to(request, team_id, _("Saved."))
    return _shown(request, found, form=form)


@require_POST
@login_required
def members(request: Request, team_id: int) -> HttpResponse:
    """Bring a person into a team, out of another one or beside it."""
    request.actor.require(AccessPermission.MANAGE_USERS)
    found = get_object_or_404(Team, id=team_id)
    form = _member_form(request, found)
    if form.is_valid():
        user_id, leaves = int(form.cleaned_data["user"]), form.cleaned_data["from_team"]
        try:
            move_member(
                user_id,
                from_team_id=int(leaves) if leaves else None,
                to_team_id=team_id,
                actor=request.actor,
                at=timezone.now(),
            )
        except (Invalid, Refused) as error:
            put_refusal(form, error)
        else:
            return _to(request, team_id, _("Saved."))
    return _shown(request, found, member_form=form)


@require_POST
@login_required
def leaving(request: Request, team_id: int, user_id: int) -> HttpResponse:
    """Take a person out of a team."""
    move_member(user_id, from_team_id=team_id, to_team_id=None, actor=request.actor, at=timezone.now())
    return _to(request, team_id, _("Saved."))


@require_POST
@login_required
def archiving(request: Request, team_id: int) -> HttpResponse:
    """Put a team without people out of use."""
    archive_team(team_id, actor=request.actor, at=timezone.now())
    messages.success(request, _("The team is out of use."))
    return HttpResponseRedirect(reverse("access:teams"), status=SEE_OTHER)


@require_POST
@login_required
def restoration(request: Request, team_id: int) -> HttpResponse:
    """Take a team into use again."""
    restore_team(team_id, actor=request.actor, at=timezone.now())
    return _to(request, team_id, _("The team is in use again."))


def _shown(
    request: Request, found: Team, *, form: TeamForm | None = None, member_form: MemberForm | None = None
) -> HttpResponse:
    people = list(User.objects.filter(memberships__team=found).order_by("name", "id"))
    shown = form or TeamForm(initial={"name": found.name})
    joining = member_form or _member_form(request, found)
    context = {"team": found, "people": people, "form": shown, "member_form": joining}
    is_wrong = bool(shown.errors or joining.errors)
    return render(request, "access/team.html", context, status=UNPROCESSABLE if is_wrong else 200)


def _member_form(request: Request, found: Team) -> MemberForm:
    others = [one for one in teams() if one.id != found.id]
    data = request.POST if request.POST.get("user") else None
    return MemberForm(data, people=list(users().exclude(memberships__team=found)), teams=others)


def _to(request: Request, team_id: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("access:team", args=[team_id]), status=SEE_OTHER)
