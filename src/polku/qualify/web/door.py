"""What the public door reads of a request to a lead form: its opening, its payload, and the site that sends it."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from polku.kernel.errors import Invalid, gettext_noop
from polku.qualify.logic.lead_form import CONSENT, HONEYPOT, client_key, content_key, fields_of
from polku.qualify.models import LeadForm
from polku.ui import visitors

SALT = "qualify.form"
BODY_MAX = 128 * 1024


def new_token(form: LeadForm) -> str:
    """A signed mark of this opening of the form: when it was, and what tells its sending from others."""
    return visitors.new_token(form.key, salt=SALT, at=timezone.now())


def opened_for(token: str, form: LeadForm) -> float | None:
    """For how many seconds the form was open; None for a token that is not ours."""
    return visitors.opened_for(token, form.key, salt=SALT, at=timezone.now())


def sending_key(form: LeadForm, token: str, told: Mapping[str, str]) -> str:
    """What tells this sending from others: the same content from the same opening of the form is one sending."""
    return content_key(form.key, dict(told), token)


def payload_of(request: HttpRequest, form: LeadForm) -> dict[str, Any]:
    """What the page sent, field by field."""
    keys = [*(field.key for field in fields_of(form.fields)), CONSENT, HONEYPOT]
    return {key: request.POST[key] for key in keys if key in request.POST}


def json_payload(request: HttpRequest, form: LeadForm, day: date) -> tuple[dict[str, Any], str]:
    """What a program sent, and what tells it from other sendings.

    Raises: Invalid (`bad_json`).
    """
    if request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
        raise Invalid(gettext_noop("This is no JSON."), code="bad_json")
    if len(request.body) > BODY_MAX:
        raise Invalid(gettext_noop("This is too long."), code="bad_json")
    try:
        found = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Invalid(gettext_noop("This is no JSON."), code="bad_json") from error
    if not isinstance(found, dict):
        raise Invalid(gettext_noop("A JSON object is expected."), code="bad_json")
    keys = {*(field.key for field in fields_of(form.fields)), CONSENT, HONEYPOT}
    payload = {key: value for key, value in found.items() if key in keys}
    mark = request.headers.get("Idempotency-Key", "")
    return payload, client_key(form.key, f"json {mark}") if mark else content_key(
        form.key, payload, day.isoformat()
    )


def trapped(payload: Mapping[str, Any]) -> bool:
    """Whether the field that people do not see was filled in."""
    return bool(payload.get(HONEYPOT))


def is_foreign(request: HttpRequest, form: LeadForm) -> bool:
    """Whether a browser sends this from a site that the form does not name."""
    origin = request.headers.get("Origin", "")
    own = f"{request.scheme}://{request.get_host()}"
    return bool(origin) and origin.lower() != own.lower() and origin.lower() not in form.allowed_origins


def allow_origin(response: HttpResponse, request: HttpRequest, form: LeadForm) -> HttpResponse:
    """Tell the browser that this site may read the answer."""
    origin = request.headers.get("Origin", "").lower()
    if origin in form.allowed_origins:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = "POST"
        response["Access-Control-Allow-Headers"] = "Content-Type, Idempotency-Key"
        response["Access-Control-Max-Age"] = str(int(timedelta(hours=1).total_seconds()))
    response["Vary"] = "Origin"
    return response
