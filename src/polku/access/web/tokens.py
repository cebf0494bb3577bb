"""API tokens: one's own, and for those who manage people everybody's."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.actions import make_token, revoke_token
from polku.access.queries import tokens
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.access.web.forms import TokenForm, put_errors
from polku.kernel.errors import Invalid

SEE_OTHER = 303


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def tokens_page(request: Request) -> HttpResponse:
    """The list, and a form for a new one, whose secret is shown this once."""
    request.actor.require(AccessPermission.USE_API)
    at, form, secret = timezone.now(), TokenForm(request.POST or None), ""
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("name", "read_only")}
        try:
            _made, secret = make_token(**chosen, expires_at=form.expires_at(), actor=request.actor, at=at)
        except Invalid as error:
            errors = {
                "expires" if name == "expires_at" else name: told for name, told in error.errors.items()
            }
            put_errors(form, errors)
    rows = list(tokens(request.actor))
    context = {
        "form": TokenForm() if secret else form,
        "secret": secret,
        "alive": [
            one for one in rows if one.revoked_at is None and (one.expires_at is None or one.expires_at > at)
        ],
        "ended": [one for one in rows if one.revoked_at or (one.expires_at and one.expires_at <= at)],
        "sees_all": request.actor.may(AccessPermission.MANAGE_USERS),
        "address": request.build_absolute_uri("/api/v1/"),
    }
    return render(request, "access/tokens.html", context, status=422 if form.errors and not secret else 200)


@require_POST
@login_required
def revocation(request: Request, token_id: int) -> HttpResponse:
    """Make a token worthless."""
    row = get_object_or_404(tokens(request.actor), id=token_id)
    revoke_token(row, actor=request.actor, at=timezone.now())
    messages.success(request, _("The token is revoked."))
    return HttpResponseRedirect(reverse("access:tokens"), status=SEE_OTHER)
