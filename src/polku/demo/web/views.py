"""What of this company is made up, and taking it away."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.company.queries import company
from polku.demo.actions import remove
from polku.demo.queries import going, staying
from polku.ui.answers import go


@require_safe
@login_required
def demo(request: Request) -> HttpResponse:
    """What goes with the demo and what stays, counted, and the one button."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    is_demo = company().is_demo
    context = {
        "is_demo": is_demo,
        "going": going() if is_demo else [],
        "staying": staying() if is_demo else [],
    }
    return render(request, "demo/demo.html", context)


@require_POST
@login_required
def removal(request: Request) -> HttpResponse:
    """Empty the company, so that it becomes one's own."""
    remove(actor=request.actor, at=timezone.now())
    return go(request, "/", said=_("The demo data is gone. The company is yours: open your first deal."))
