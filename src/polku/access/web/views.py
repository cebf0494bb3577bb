"""Joining, one's profile and one's sign-in."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.actions import accept_invitation, update_profile
from polku.access.queries import invitation
from polku.access.request import Request
from polku.access.web.forms import JoinForm, ProfileForm, put_errors
from polku.kernel.errors import Invalid

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SEE_OTHER = 303


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Join by the link of an invitation: say one's name, choose a password, be signed in."""
    now = timezone.now()
    invited = invitation(token, at=now)
    if invited is None:
        return render(request, "access/join_closed.html", status=404)
    form = JoinForm(request.POST or None, initial={"name": invited.name})
    if form.is_valid():
        try:
            user = accept_invitation(token, **form.cleaned_data, at=now)
        except Invalid as error:
            put_errors(form, error.errors)
        else:
            login(request, user, backend=BACKEND)
            return redirect("/")
    return render(
        request, "access/join.html", {"form": form, "invited": invited}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@login_required
def profile(request: Request) -> HttpResponse:
    """Name, language, look and density."""
    form = ProfileForm(
        request.POST or None, initial={n: getattr(request.user, n) for n in ProfileForm.base_fields}
    )
    if form.is_valid():
        user = update_profile(request.user, **form.cleaned_data, actor=request.actor, at=timezone.now())
        with translation.override(user.language or translation.get_language()):
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(request.path, status=SEE_OTHER)
    return render(request, "access/profile.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@login_required
def appearance(request: Request) -> HttpResponse:
    """Light, dark or like the system, from the menu of any page."""
    update_profile(request.user, theme=request.POST.get("theme", ""), actor=request.actor, at=timezone.now())
    wanted = request.POST.get("next", "/")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(wanted if ours else "/", status=SEE_OTHER)


@require_safe
@login_required
def security(request: Request) -> HttpResponse:
    """Password, second step, recovery codes, sessions: what is set, and where it is changed."""
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    sessions = UserSession.objects.filter(user=request.user).count()
    context = {
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "sessions": sessions,
    }
    return render(request, "access/security.html", context)
