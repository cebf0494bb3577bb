"""Every address of the site, and how a request of it is made."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from tests.openapi import API, openapi
from tests.site.places import SPECIAL

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|\{(?:\w+:)?(\w+)\}|\(\?P<(\w+)>[^)]*\)")
WRITTEN_BY_EVERY_REQUEST = {
    "sessions.session",
    "axes.accessattempt",
    "axes.accesslog",
    "axes.accessfailurelog",
}
TEXTS = {
    "set_key": "bant", "question": "budget", "key": "contact", "item": "recap_done", "place": "pipeline",
    "kind": "csv", "name": "funnel", "file_format": "csv", "digest": "0", "day": "2026-12-24", "stage": "contact",
    "stage_key": "contact", "number": 1, "uidb36": "1",
}  # fmt: skip


@dataclass(frozen=True)
class Route:
    """One address: its name in the table, its pattern."""

    name: str
    pattern: str

    def url(self, ids: Mapping[str, object]) -> str:
        """The address of what is there."""
        fitting = sorted((start for start in SPECIAL if self.name.startswith(start)), key=len)
        own = {name: value for start in fitting for name, value in SPECIAL[start].items()}
        known = {**TEXTS, **ids, **filled(own, ids)}
        return PARAMETER.sub(lambda match: str(known[match[2] or match[3] or match[4]]), self.pattern)


def filled(made: Any, ids: Mapping[str, object]) -> Any:
    """A form or body in which `{deal_id}` and the like are what is there."""
    if isinstance(made, dict):
        return {name: filled(value, ids) for name, value in made.items()}
    if isinstance(made, list):
        return [filled(value, ids) for value in made]
    if isinstance(made, str) and made.startswith("{"):
        return ids[made.strip("{}")]
    return made


@cache
def pages() -> list[Route]:
    """Every page by its name, `app:name`; those of libraries too."""
    found = dict.fromkeys(_walk(get_resolver(settings.API_URLCONF).url_patterns, "/", ""))
    return [Route(name, pattern) for name, pattern in found if not pattern.startswith(f"{API}/")]


@cache
def operations() -> list[Route]:
    """Every operation of the API, `METHOD /path`."""
    paths = openapi()["paths"]
    return [
        Route(f"{method.upper()} {path.removeprefix(API)}", path)
        for path, found in paths.items()
        for method in found
    ]


def _walk(patterns: list[Any], before: str, spaces: str) -> Iterator[tuple[str, str]]:
    for one in patterns:
        pattern = before + str(one.pattern).lstrip("^").rstrip("$")
        if isinstance(one, URLResolver):
            yield from _walk(
                one.url_patterns, pattern, f"{spaces}{one.namespace}:" if one.namespace else spaces
            )
        elif isinstance(one, URLPattern):
            yield f"{spaces}{one.name or pattern}", pattern


def fingerprint() -> dict[str, str]:
    """What every table holds, shortly: two that are equal mean that nothing was written."""
    return {
        model._meta.label_lower: _of(model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in WRITTEN_BY_EVERY_REQUEST and model._meta.managed
    }


def _of(model: type[models.Model]) -> str:
    rows = [list(row) for row in model._base_manager.order_by("pk").values_list()]
    return f"{len(rows)} {hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()[:12]}"
