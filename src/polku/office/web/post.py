"""Settings: the mail server, a trial of it, the messages that left or wait."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.db.secrets import Unreadable
from polku.files.models import File
from polku.kernel.errors import DomainError, Invalid, say
from polku.mail.models import Outgoing, Server, State
from polku.mail.queries import (
    VARIABLE,
    counts,
    has_server,
    is_from_environment,
    messages,
    server,
    stored_server,
    suppressed,
)
from polku.mail.words import SIGNALS, STATES, why
from polku.office.actions.post import (
    hand_over,
    lift_suppression,
    send_again,
    send_waiting,
    set_server,
    try_server,
)
from polku.office.web.views import put_errors
from polku.ui.answers import go, safe_next

ROWS = 50


class ServerForm(forms.Form):
    """By which server messages leave, and from whom they are."""

    host = forms.CharField(label=gettext_lazy("Server"), max_length=255)
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=587)
    security = forms.ChoiceField(
        label=gettext_lazy("Security"),
        choices=[
            ("starttls", gettext_lazy("STARTTLS (usually port 587)")),
            ("tls", gettext_lazy("TLS from the start (usually port 465)")),
            ("none", gettext_lazy("None: only for a server on this machine or in your own network")),
        ],
    )
    username = forms.CharField(label=gettext_lazy("User name"), max_length=254, required=False)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Stored sealed. Leave it empty to keep the one that is there."),
    )
    sender = forms.CharField(
        label=gettext_lazy("From address"),
        max_length=254,
        help_text=gettext_lazy("Answers go to the owner of the deal."),
    )
    sender_name = forms.CharField(
        label=gettext_lazy("From name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Empty for the name of the company."),
    )


@require_http_methods(["GET", "POST"])
@login_required
def server_page(request: Request) -> HttpResponse:
    """The mail server as a form; the trial beside it."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    form = ServerForm(request.POST or None, initial=_initial(stored_server()))
    if form.is_valid():
        given = form.cleaned_data | {"password": form.cleaned_data["password"] or None}
        try:
            set_server(**given, actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error)
        else:
            return go(request, reverse("office:mail"), said=_("Saved. Send yourself a trial now."))
    trouble, relay = "", None
    try:
        relay = server()
    except DomainError as error:
        trouble = say(error.message, _)
    except Unreadable:
        trouble = _(
            "The password cannot be read any more: the installation's key has changed. Enter it again."
        )
    context = {
        "form": form, "relay": relay, "trouble": trouble, "from_environment": is_from_environment(),
        "variable": VARIABLE, "counts": counts(), "to": request.user.email,
    }  # fmt: skip
    return render(request, "office/mail.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def trial(request: Request) -> HttpResponse:
    """Send a trial message at once and say what the server answered."""
    to = request.POST.get("to", "") or request.user.email
    try:
        try_server(to=to, actor=request.actor, at=timezone.now())
    except (Invalid, DomainError) as error:
        if error.code == "not_allowed":
            raise
        return render(
            request, "office/mail_trial.html", {"said": say(error.message, _), "to": to}, status=422
        )
    return go(
        request,
        reverse("office:mail"),
        said=_("The server has taken a trial message to %(to)s.") % {"to": to},
    )


@require_safe
@login_required
def outbox(request: Request) -> HttpResponse:
    """Every message with what became of it, newest first; the addresses that came back."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    state = request.GET.get("state", "")
    if state and state not in STATES:
        raise Http404
    page = Paginator(messages(state), ROWS).get_page(request.GET.get("page"))
    numbers = counts()
    context = {
        "page": page, "state": state, "suppressed": list(suppressed()[:ROWS]),
        "rows": [(row, STATES[State(row.state)], SIGNALS.get(State(row.state), ""), why(row)) for row in page],
        "served": has_server(),
        "states": [(key.value, label, numbers[key.value]) for key, label in STATES.items()],
    }  # fmt: skip
    return render(request, "office/messages.html", context)


@require_safe
@login_required
def message(request: Request, outgoing_id: int) -> HttpResponse:
    """One message as it was written."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    row = get_object_or_404(Outgoing, id=outgoing_id)
    context = {
        "row": row, "label": STATES[State(row.state)], "signal_of": SIGNALS.get(State(row.state), ""), "why": why(row),
        "files": File.objects.filter(id__in=row.files),
        "again": row.state in (State.FAILED, State.BOUNCED, State.WAITING),
    }  # fmt: skip
    return render(request, "office/message.html", context)


@require_POST
@login_required
def sending(request: Request, outgoing_id: int) -> HttpResponse:
    """Send a message again."""
    send_again(outgoing_id, actor=request.actor, at=timezone.now())
    url = safe_next(request, reverse("office:message", args=[outgoing_id]))
    return go(request, url, said=_("It will be sent in a moment."))


@require_POST
@login_required
def handing(request: Request, outgoing_id: int) -> HttpResponse:
    """Say that it was handed over without mail."""
    hand_over(outgoing_id, actor=request.actor, at=timezone.now())
    url = safe_next(request, reverse("office:message", args=[outgoing_id]))
    return go(request, url, said=_("Written down."))


@require_POST
@login_required
def sending_all(request: Request) -> HttpResponse:
    """Send everything that waited for a server."""
    count = send_waiting(actor=request.actor, at=timezone.now())
    said = ngettext("%(n)d message goes out now.", "%(n)d messages go out now.", count) % {"n": count}
    return go(request, reverse("office:messages"), said=said)


@require_POST
@login_required
def lifting(request: Request, suppression_id: int) -> HttpResponse:
    """Write to an address again."""
    lift_suppression(suppression_id, actor=request.actor)
    return go(request, reverse("office:messages"), said=_("Messages go to this address again."))


def _initial(row: Server | None) -> dict[str, Any]:
    names = [name for name in ServerForm.base_fields if name != "password"]
    return {name: getattr(row, name) for name in names} if row else {}
