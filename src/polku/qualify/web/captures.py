"""Settings: what came in through a form, raw; trying again, and saying that it was spam."""

import json

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polku.access.request import Request
from polku.qualify.actions import mark_spam, replay
from polku.qualify.models import Capture
from polku.qualify.queries import capture as one_capture
from polku.qualify.queries import captures_of
from polku.qualify.queries import form as one_form
from polku.qualify.rules import QualifyPermission
from polku.qualify.web.showing import deal_url
from polku.qualify.words import STATUS_LABELS
from polku.ui.answers import go

PAGE = 50


@require_safe
@login_required
def captures(request: Request, key: str) -> HttpResponse:
    """What came in, the newest first."""
    request.actor.require(QualifyPermission.SEE_CAPTURES)
    form, status = one_form(key), request.GET.get("status", "")
    page = Paginator(captures_of(form, request.actor, status=status), PAGE).get_page(request.GET.get("page"))
    rows = [
        (row, STATUS_LABELS[row.status], who(row), deal_url(row.deal_id) if row.deal_id else "")
        for row in page
    ]
    choices = [("", _("All")), *STATUS_LABELS.items()]
    context = {"form": form, "rows": rows, "page": page, "choices": choices, "chosen": status}
    return render(request, "qualify/captures.html", context)


@require_safe
@login_required
def capture(request: Request, capture_id: int) -> HttpResponse:
    """One submission as it came."""
    request.actor.require(QualifyPermission.SEE_CAPTURES)
    row = one_capture(capture_id, request.actor)
    context = {
        "row": row,
        "status": STATUS_LABELS[row.status],
        "who": who(row),
        "raw": json.dumps(row.payload, indent=2, ensure_ascii=False),
        "headers": json.dumps(row.headers, indent=2, ensure_ascii=False),
        "deal_url": deal_url(row.deal_id) if row.deal_id else "",
    }
    return render(request, "qualify/capture.html", context)


@require_POST
@login_required
def replay_one(request: Request, capture_id: int) -> HttpResponse:
    """Try again to make a lead of it."""
    row = replay(capture_id, actor=request.actor, at=timezone.now())
    mapped = row.status == Capture.Status.MAPPED
    said = _("It is a lead now.") if mapped else _("It failed again. The reason is shown below.")
    return go(request, reverse("qualify:capture", args=[row.id]), said=said)


@require_POST
@login_required
def spam(request: Request, capture_id: int) -> HttpResponse:
    """It was spam."""
    row = mark_spam(capture_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("qualify:capture", args=[row.id]), said=_("Marked as spam."))


def who(row: Capture) -> str:
    """Who sent it, by what they said."""
    names = [str(row.payload.get(key) or "").strip() for key in ("name", "company", "email", "phone")]
    return ", ".join(name for name in names[:3] if name) or names[3] or _("Nobody named")
