"""Duplicates: the worklist, the preview of a merge, its way back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.contacts import words
from polku.contacts.actions import dismiss_duplicate, merge, undo_merge
from polku.contacts.models import Merge
from polku.contacts.queries import merge_preview, worklist
from polku.contacts.queries.merges import MERGED_FIELDS
from polku.contacts.rules import ContactPermission
from polku.kernel.errors import NotFound
from polku.ui.answers import go, is_fragment, safe_next

PAGE = 50


@require_safe
@login_required
def duplicates(request: Request) -> HttpResponse:
    """Customers that could be the same, the likeliest first."""
    request.actor.require(ContactPermission.MERGE)
    found = worklist(request.actor, limit=PAGE + 1, after=_after(request.GET.get("after", "")))
    shown = found[:PAGE]
    more = f"?after={shown[-1].score}-{shown[-1].pk}" if len(found) > PAGE else ""
    context = {"pairs": shown, "more": more, "reasons": words.REASONS}
    if more and is_fragment(request) and "after" in request.GET:
        return render(request, "contacts/parts/pairs.html", context)
    return render(request, "contacts/duplicates.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def merging(request: Request, kept_id: int, merged_id: int) -> HttpResponse:
    """Both customers side by side; which value stays is chosen field by field."""
    request.actor.require(ContactPermission.MERGE)
    if request.method == "POST":
        choices = {name: request.POST.get(name, "") for name in MERGED_FIELDS}
        done = merge(kept_id, merged_id, choices=choices, actor=request.actor, at=timezone.now())
        undo = reverse("contacts:merge_undoing", args=[done.event_id])
        url = reverse("contacts:customer", args=[kept_id])
        return go(request, url, said=_("The two are one customer now."), undo=undo)
    preview = merge_preview(request.actor, kept_id, merged_id)
    lines = [
        (words.FIELDS[one.field], one, words.shown(one.field, one.kept), words.shown(one.field, one.merged))
        for one in preview.choices
        if one.kept or one.merged
    ]
    context = {"preview": preview, "lines": lines, "reasons": words.REASONS}
    return render(request, "contacts/merging.html", context)


@require_POST
@login_required
def dismissal(request: Request, one_id: int, other_id: int) -> HttpResponse:
    """Say that two customers are not the same."""
    dismiss_duplicate(one_id, other_id, actor=request.actor, at=timezone.now())
    url = safe_next(request, reverse("contacts:duplicates"))
    return go(request, url, said=_("They are not shown as duplicates again."))


@require_POST
@login_required
def undoing(request: Request, event_id: int) -> HttpResponse:
    """Take a merge back."""
    record = Merge.objects.filter(event_id=event_id).first()
    if record is None:
        raise NotFound
    undone = undo_merge(record.pk, actor=request.actor, at=timezone.now())
    url = reverse("contacts:customer", args=[undone.kept_id])
    return go(request, url, said=_("The merge was taken back: both customers stand again."))


def _after(text: str) -> tuple[int, int] | None:
    score, _line, number = text.partition("-")
    fits = score.isdigit() and number.isdigit() and len(score) < 4 and len(number) < 19
    return (int(score), int(number)) if fits else None
