"""Pages of help, and the list of them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.ui import helping, registry


@require_safe
@login_required
def pages(request: Request) -> HttpResponse:
    """All pages of help."""
    return render(request, "ui/pages/help_list.html", {"pages": helping.there()})


@require_safe
@login_required
def page(request: Request, key: str) -> HttpResponse:
    """One page of help."""
    found = registry.help_pages.find(key)
    if found is None or not helping.text_of(found):
        raise Http404
    context = {"title": helping.title_of(found), "text": helping.shown(found)}
    return render(request, "ui/pages/help.html", context)
