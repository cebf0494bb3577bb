"""Words for the keys in figures that insight can name by itself: people, teams, process versions, kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from polku.access.models import Team, User
from polku.eventlog.models import Event
from polku.insight import sources
from polku.insight.logic.passing import FINDING
from polku.kernel.words import Text


def register() -> None:
    """Called by `apps.py`."""
    sources.register_names("owner", owners)
    sources.register_names("team", teams)
    sources.register_names("version", versions)
    sources.register_names("customer_kind", customer_kinds)
    sources.register_names("act", sources.act_words)
    sources.register_names("phase", phases)


def owners(keys: Iterable[str]) -> Mapping[str, Text | str]:
    """People by id."""
    return {str(user.id): user.get_full_name() for user in User.objects.filter(id__in=_ids(keys))}


def teams(keys: Iterable[str]) -> Mapping[str, Text | str]:
    """Teams by id."""
    return {str(team.id): team.name for team in Team.objects.filter(id__in=_ids(keys))}


def versions(keys: Iterable[str]) -> Mapping[str, Text | str]:
    """Process versions by id: the process's key and the number."""
    wanted = set(_ids(keys))
    published = Event.objects.filter(case_id=None, kind=sources.PUBLISHED).values_list("payload", flat=True)
    return {
        str(payload["version_id"]): f"{payload['key']} {payload['number']}"
        for payload in published
        if payload["version_id"] in wanted
    }


def customer_kinds(keys: Iterable[str]) -> Mapping[str, Text | str]:
    """Companies and private persons."""
    known = {"company": _("Companies"), "person": _("Private persons")}
    return {key: known.get(key, key) for key in keys}


def phases(keys: Iterable[str]) -> Mapping[str, Text | str]:
    """Phases of the sale, and those before selling as one."""
    known = {
        "find": _("Find"),
        "qualify": _("Qualify"),
        "engage": _("Engage"),
        "offer": _("Offer"),
        "close": _("Close"),
        "deliver": _("Deliver"),
        "care": _("Care"),
        FINDING: _("Finding customers"),
    }
    return {key: known.get(key, key) for key in keys}


def _ids(keys: Iterable[str]) -> list[int]:
    return [int(key) for key in keys if key.isdigit()]
