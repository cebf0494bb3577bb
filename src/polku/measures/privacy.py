"""What measures may hold of a person: a name somebody wrote into an aim, a dashboard's name or filter, a strategy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Subject, nothing
from polku.kernel.redaction import Marks
from polku.kernel.words import Text
from polku.measures.models import Dashboard, Goal, Indicator, Strategy, Tile

_TEXTS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Indicator, ("name", "definition", "formula")),
    (Goal, ("aim", "product")),
    (Dashboard, ("name", "query")),
    (Tile, ("title", "query")),
    (Strategy, ("name", "product", "price_position", "promotions", "service_level", "channels", "result")),
)


def erase(_subject: Subject, marks: Marks, _at: datetime) -> int:
    """Take the person out of every text; figures are made of rows, not of these."""
    return sum(_erased(model, names, marks) for model, names in _TEXTS)


def _erased(model: type[Model], names: tuple[str, ...], marks: Marks) -> int:
    found = []
    for row in model._default_manager.order_by("pk").iterator(chunk_size=500):
        values = {name: getattr(row, name) for name in names}
        told = {name: _redacted(value, marks) for name, value in values.items() if _holds(value, marks)}
        for name, value in told.items():
            setattr(row, name, value)
        if told:
            found.append(row)
    model._default_manager.bulk_update(found, list(names), batch_size=500)
    return len(found)


def _holds(value: Any, marks: Marks) -> bool:
    return bool(marks.finds(value.as_dict() if isinstance(value, Text) else value))


def _redacted(value: Any, marks: Marks) -> Any:
    if isinstance(value, Text):
        return Text.of({language: marks.redacted(text) for language, text in value.entries})
    return marks.redacted(value)


MEASURES = Holding(
    models=(
        "measures.Indicator", "measures.Goal", "measures.GoalCheck", "measures.Dashboard", "measures.Tile",
        "measures.Mailing", "measures.Strategy",
    ),
    goes=_("The name in goals, dashboards and strategies"),
    erase=erase,
    export=nothing,
)  # fmt: skip
