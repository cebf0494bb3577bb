"""Settings: the lead forms."""

from html import escape
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.queries import teams, users
from polku.access.request import Request
from polku.kernel.errors import Invalid, NotFound
from polku.process.queries import processes
from polku.qualify.actions import save_form
from polku.qualify.models import LeadForm
from polku.qualify.queries import counts_of
from polku.qualify.queries import form as one_form
from polku.qualify.queries import forms as all_forms
from polku.qualify.rules import QualifyPermission
from polku.qualify.web.form_forms import FieldRows, LeadFormForm, initial_of, put_errors
from polku.ui.answers import go


@require_safe
@login_required
def forms(request: Request) -> HttpResponse:
    """The lead forms, with what came in."""
    request.actor.require(QualifyPermission.MANAGE_FORMS)
    rows = list(all_forms(request.actor))
    counts = counts_of([row.id for row in rows])
    return render(request, "qualify/forms.html", {"forms": [(row, _told(counts[row.id])) for row in rows]})


@require_http_methods(["GET", "POST"])
@login_required
def new_form(request: Request) -> HttpResponse:
    """Make a lead form."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def form(request: Request, key: str) -> HttpResponse:
    """Change a lead form; its address and how to show it elsewhere."""
    request.actor.require(QualifyPermission.MANAGE_FORMS)
    return _edit(request, one_form(key))


def _told(counts: dict[str, int]) -> dict[str, int]:
    waiting = counts.get("new", 0) + counts.get("failed", 0)
    return {
        "mapped": counts.get("mapped", 0),
        "spam": counts.get("spam", 0),
        "waiting": waiting,
        "unconfirmed": counts.get("waiting", 0),
    }


def _edit(request: Request, known: LeadForm | None) -> HttpResponse:
    request.actor.require(QualifyPermission.MANAGE_FORMS)
    data = request.POST if request.method == "POST" else None
    asked, rows = _asked(data, known), FieldRows(data, known)
    if data is not None and asked.is_valid():
        try:
            values = asked.values(known) | {"fields": rows.values()}
            key = known.key if known else asked.cleaned_data["key"]
            if known is None and key and LeadForm.objects.filter(key=key).exists():
                raise Invalid(_("Another form has this address."), field="key")
            saved = save_form(key, values, actor=request.actor, at=timezone.now())
        except (Invalid, NotFound) as error:
            put_errors(asked, error)
        else:
            return go(request, reverse("qualify:form", args=[saved.key]), said=_("Saved."))
    context: dict[str, Any] = {"asked": asked, "rows": rows, "form": known}
    if known is not None:
        context["address"] = request.build_absolute_uri(reverse("qualify:public_form", args=[known.key]))
        context["snippets"] = _snippets(request, known, context["address"])
    return render(request, "qualify/form.html", context, status=422 if asked.errors else 200)


def _snippets(request: Request, form: LeadForm, address: str) -> dict[str, str]:
    """What is copied into another site: a link, a frame, a call of a program."""
    title = escape(form.title.to(get_language() or "en"))
    json_address = request.build_absolute_uri(reverse("qualify:submissions", args=[form.key]))
    frame = 'width="100%" height="760" loading="lazy"'
    return {
        "link": f'<a href="{escape(address)}">{title}</a>',
        "frame": f'<iframe src="{escape(address)}" title="{title}" {frame}></iframe>',
        "json": f"curl -X POST {json_address} \\\n"
        '  -H "Content-Type: application/json" -H "Idempotency-Key: 5f3c" \\\n'
        '  -d \'{"name": "…", "email": "…"}\'',
    }


def _asked(data: Any, known: LeadForm | None) -> LeadFormForm:
    language = get_language() or "en"
    return LeadFormForm(
        data,
        processes=[(row.key, row.name.to(language)) for row in processes()],
        teams=[(row.id, row.name) for row in teams()],
        people=[(row.id, str(row)) for row in users()[:500]],
        is_new=known is None,
        initial=initial_of(known) if known else None,
    )
