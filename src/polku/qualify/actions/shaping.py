"""Making and changing lead forms."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from polku.access.logic import Actor
from polku.access.models import Membership, Team
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.text import clean, slug
from polku.kernel.words import Text
from polku.process.models import Process
from polku.qualify import confirmations
from polku.qualify.actions.confirming import NO_SENDER
from polku.qualify.events import FormChanged
from polku.qualify.logic.lead_form import ORIGINS_MAX, fields_of, origin
from polku.qualify.models import LeadForm
from polku.qualify.rules import QualifyPermission

_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_WORDS = {"title": 200, "intro": 2000, "consent": 2000, "thanks": 2000}
_CODES = {"source": 120, "campaign": 120}
SETTINGS = frozenset(
    {
        *_WORDS,
        *_CODES,
        "fields",
        "process_key",
        "team_id",
        "owner_id",
        "allowed_origins",
        "active",
        "confirms",
    }
)


def save_form(key: str, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> LeadForm:
    """Make a lead form, or change one; without a key a new one is named after its title.

    Raises: Invalid (names the field), NotFound, NotAllowed.
    """
    actor.require(QualifyPermission.MANAGE_FORMS)
    told = _checked(values)
    with write():
        known = LeadForm.objects.select_for_update(of=("self",)).filter(key=key).first() if key else None
        form = known or LeadForm(key=_new_key(key, told), recorded_at=at)
        changed = [name for name, value in told.items() if known is None or getattr(known, name) != value]
        for name, value in told.items():
            setattr(form, name, value)
        _whole(form)
        form.save()
        if changed:
            entry = Entry(FormChanged(lead_form=form.key, fields=tuple(changed)), ("lead_form", form.id), at)
            append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return form


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in SETTINGS:
            raise Invalid(Message(gettext_noop("“%(name)s” is not a setting."), name=name), field=name)
        if name in _WORDS:
            found[name] = Text.of(value or {})
            for _, text in found[name].entries:
                clean(text, max_length=_WORDS[name], multiline=name != "title", field=name)
        elif name in _CODES:
            found[name] = clean(value or "", max_length=_CODES[name], field=name).strip()
        elif name == "fields":
            found[name] = [one.as_dict() for one in fields_of(value)]
        elif name == "allowed_origins":
            found[name] = _origins(value or ())
        else:
            found[name] = value
    return found


def _origins(listed: Sequence[str]) -> list[str]:
    if len(listed) > ORIGINS_MAX:
        raise Invalid(
            Message(gettext_noop("At most %(most)s sites can be named."), most=ORIGINS_MAX),
            field="allowed_origins",
        )
    return list(dict.fromkeys(origin(one) for one in listed))


def _new_key(key: str, told: Mapping[str, Any]) -> str:
    title: Text = told.get("title") or Text()
    wanted = key or slug(title.to("en"), max_length=50) or "form"
    if not _KEY.fullmatch(wanted):
        raise Invalid(gettext_noop("The address has small letters, digits and lines."), field="key")
    taken = set(LeadForm.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    if wanted not in taken:
        return wanted
    return next(
        f"{wanted}-{number}" for number in range(2, len(taken) + 3) if f"{wanted}-{number}" not in taken
    )


def _whole(form: LeadForm) -> None:
    if not form.title:
        raise Invalid(gettext_noop("A form needs a title."), field="title")
    asked = fields_of(form.fields)
    if form.confirms:
        if confirmations.sender() is None:
            raise Invalid(NO_SENDER, code="no_sender", field="confirms")
        if not any(one.key == "email" and one.required for one in asked):
            raise Invalid(
                gettext_noop("A confirmation goes to the mail address: the form must require it."),
                field="confirms",
            )
    if not Team.objects.filter(id=form.team_id, archived_at=None).exists():
        raise NotFound(gettext_noop("There is no such team."), field="team_id")
    if form.owner_id and not Membership.objects.filter(user_id=form.owner_id, team_id=form.team_id).exists():
        raise Invalid(gettext_noop("The owner must be in the team."), field="owner_id")
    if form.process_key and not Process.objects.in_use().filter(key=form.process_key).exists():
        raise Invalid(gettext_noop("There is no such process."), field="process_key")
