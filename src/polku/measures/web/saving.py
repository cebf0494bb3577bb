"""What every form here does: send what it was opened with, and show a refusal beside its field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from polku.kernel.errors import Conflict, DomainError, Invalid, say
from polku.measures.actions.merging import plain


def base_of(row: object, names: Mapping[str, Any] | frozenset[str]) -> str:
    """What a form is opened with, as the hidden text that it sends back."""
    return json.dumps({name: plain(getattr(row, name)) for name in sorted(names)}, sort_keys=True)


def base_sent(request: HttpRequest) -> dict[str, Any]:
    """What the form was opened with; nothing where that cannot be read."""
    try:
        found = json.loads(request.POST.get("base", "") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def put_errors(form: forms.Form, error: DomainError) -> None:
    """Show a refusal beside the fields it names; of a conflict, what the other person wrote."""
    if isinstance(error, Conflict):
        for name, sides in error.fields.items():
            told = _("Somebody else changed this to “%(theirs)s” meanwhile. Save again to keep yours.")
            form.add_error(_field(form, name), told % {"theirs": sides["theirs"]})
        return
    if isinstance(error, Invalid):
        for name, messages in error.errors_in(_).items():
            for message in messages:
                form.add_error(_field(form, name), message)
        return
    form.add_error(_field(form, error.field), say(error.message, _))


def _field(form: forms.Form, name: str | None) -> str | None:
    return name if name in form.fields else None
