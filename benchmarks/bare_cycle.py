"""The cycle as plain Django views would write it: each request checks its token and writes the rows recorded."""

import json
import os
import pickle
import time
from itertools import count
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.bare_settings")

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from benchmarks import bare
from benchmarks.bare import application
from benchmarks.cycle_world import FILE

__all__ = ["application"]

_steps: Any = pickle.loads((Path(settings.HOME) / FILE).read_bytes())
_fresh = count(time.time_ns() // 1_000_000 % 1_000_000_000)


def replay(request: HttpRequest, step: int) -> JsonResponse:
    """Write the rows of one request; ids of the rows before come from the client and go back to it."""
    known = json.loads(request.body)
    bare._team(request)
    try:
        _write(step, known)
    except DatabaseError as error:
        return JsonResponse({"error": repr(error)}, status=500)
    return JsonResponse(known, status=201)


def _write(step: int, known: dict[str, int]) -> None:
    with transaction.atomic():
        for label, values in _steps[step]["changed"]:
            model = apps.get_model(label)
            found = _changed(model, values, known)
            pk = values[model._meta.pk.attname]
            model._default_manager.filter(pk=known.get(f"{label} {pk}", pk)).update(**found)
        for label, values in _steps[step]["added"]:
            model = apps.get_model(label)
            row = model._default_manager.create(**_changed(model, values, known))
            known[f"{label} {values[model._meta.pk.attname]}"] = row.pk
    if not _steps[step]["added"]:
        order = apps.get_model("orders.Order")._default_manager.order_by("-id")[0]
        list(order.lines.all())


def _changed(model: Any, values: dict[str, Any], known: dict[str, int]) -> dict[str, Any]:
    """The row as another one: it points to the new rows, and what must be unique is."""
    found = dict(values)
    found.pop(model._meta.pk.attname)
    found.pop("txid", None)
    followed = set()
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and found.get(field.attname) is not None:
            other = known.get(f"{field.related_model._meta.label} {found[field.attname]}")
            if other is not None:
                found[field.attname] = other
                followed.add(field.name)
    unique = [
        (field.name,) for field in model._meta.concrete_fields if field.unique and not field.primary_key
    ]
    unique += [one.fields for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    for names in unique:
        if followed & set(names):
            continue
        fields = [model._meta.get_field(name) for name in names]
        own = [field for field in fields if not isinstance(field, models.ForeignKey)]
        own = [field for field in own if field.attname in found]
        texts = [field for field in own if isinstance(field, models.CharField)]
        if texts and found[texts[-1].attname]:
            width = texts[-1].max_length or 20
            found[texts[-1].attname] = f"{next(_fresh)}{found[texts[-1].attname]}"[:width]
        elif own and not texts and found[own[-1].attname] is not None:
            found[own[-1].attname] = next(_fresh)
    return found


bare.urlpatterns.append(path("api/v1/replay/<int:step>", replay))
