"""The company's processes: which one is the default, which take no new deals any more."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polku.access.request import Request
from polku.process import actions, queries
from polku.process.rules import ProcessPermission
from polku.process.web import showing
from polku.ui.answers import go, safe_next


@require_safe
@login_required
def processes(request: Request) -> HttpResponse:
    """Every process of the company, archived ones too."""
    request.actor.require(ProcessPermission.SEE)
    rows = list(queries.processes(request.actor, archived=True))
    in_force = queries.published_of({row.pk for row in rows})
    found = [(row, one, showing.mini(one)) for row in rows if (one := in_force.get(row.pk))]
    begun = [row for row in rows if row.pk not in in_force]
    context = {"found": found, "begun": begun, "may_edit": request.actor.may(ProcessPermission.EDIT)}
    return render(request, "process/processes.html", context)


@require_POST
@login_required
def default(request: Request, key: str) -> HttpResponse:
    """Let new deals start in this process."""
    process = queries.process(key, request.actor)
    actions.set_default(process, actor=request.actor, at=timezone.now())
    said = _("New deals start in “%(name)s” from now on.") % {"name": process.name.to(showing.language())}
    return go(request, safe_next(request, reverse("process:processes")), said=said)


@require_POST
@login_required
def archived(request: Request, key: str) -> HttpResponse:
    """Take a process out of use for new deals, or with `restore` put it back."""
    process = queries.process(key, request.actor)
    is_back = bool(request.POST.get("restore"))
    act = actions.restore if is_back else actions.archive
    act(process, actor=request.actor, at=timezone.now())
    said = _("“%(name)s” is in use again.") if is_back else _("“%(name)s” is archived; deals in it go on.")
    url = reverse("process:processes")
    return go(request, url, said=said % {"name": process.name.to(showing.language())})
