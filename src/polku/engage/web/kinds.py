"""Settings: kinds of activity of the company's own."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.request import Request
from polku.engage.actions import define_kind
from polku.engage.logic.kinds import BUILT_IN
from polku.engage.models import ActivityKind
from polku.engage.rules import EngagePermission
from polku.engage.web.forms import KindForm, put_errors
from polku.engage.words import kind_label
from polku.kernel.errors import Invalid
from polku.kernel.text import slug
from polku.kernel.words import LANGUAGES
from polku.ui.answers import go


@require_safe
@login_required
def kinds(request: Request) -> HttpResponse:
    """The six kinds that are always there, and the company's own."""
    request.actor.require(EngagePermission.DEFINE_KINDS)
    built_in = [(kind, kind_label(kind)) for kind in BUILT_IN]
    return render(request, "engage/kinds.html", {"built_in": built_in, "own": ActivityKind.objects.all()})


@require_http_methods(["GET", "POST"])
@login_required
def new_kind(request: Request) -> HttpResponse:
    """Add a kind."""
    return _edit(request, "", KindForm(request.POST or None, initial={"form": "meeting"}))


@require_http_methods(["GET", "POST"])
@login_required
def kind(request: Request, key: str) -> HttpResponse:
    """Change a kind, or put it out of use."""
    row = get_object_or_404(ActivityKind, key=key)
    initial = {f"name_{code}": row.name.as_dict().get(code, "") for code in LANGUAGES} | {
        "form": row.form, "icon": row.icon, "letter": row.letter, "counts_as_contact": row.counts_as_contact,
        "archived": row.archived_at is not None,
    }  # fmt: skip
    return _edit(request, row.key, KindForm(request.POST or None, initial=initial))


def _edit(request: Request, key: str, form: KindForm) -> HttpResponse:
    request.actor.require(EngagePermission.DEFINE_KINDS)
    if form.is_valid():
        words = form.words()
        named = key or slug(words.get("en") or next(iter(words.values())), max_length=40).replace("-", "_")
        told = {name: value for name, value in form.cleaned_data.items() if not name.startswith("name_")}
        try:
            define_kind(named, name=words, **told, actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error.errors)
        else:
            return go(request, reverse("engage:kinds"), said=_("Saved."))
    return render(request, "engage/kind.html", {"form": form, "key": key}, status=422 if form.errors else 200)
