"""The company's own fields of deals."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.deals.actions.custom_fields import archive_field, define_field
from polku.deals.models import CustomField
from polku.deals.rules import DealPermission
from polku.deals.web.forms import KINDS, CustomFieldForm, put_errors
from polku.kernel.errors import DomainError
from polku.ui.answers import go


@require_http_methods(["GET", "POST"])
@login_required
def fields(request: Request) -> HttpResponse:
    """The fields in use, and a form for a new one."""
    request.actor.require(DealPermission.DEFINE_FIELDS)
    form = CustomFieldForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        label = {get_language() or "en": data["label"]}
        try:
            define_field(
                label=label,
                kind=data["kind"],
                choices=data["choices"],
                actor=request.actor,
                at=timezone.now(),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("deals:fields"), said=_("The field is added."))
    context = {
        "fields": CustomField.objects.filter(archived_at=None),
        "form": form,
        "kinds": dict(KINDS),
    }
    return render(request, "deals/fields.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def archiving(request: Request, field_id: int) -> HttpResponse:
    """Take a field out of use; what stands in it stays."""
    field = get_object_or_404(CustomField, id=field_id, archived_at=None)
    archive_field(field, actor=request.actor, at=timezone.now())
    return go(request, reverse("deals:fields"), said=_("The field is out of use. What stands in it is kept."))
