"""A folder for files, and short ways to bring a history in and the log out."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from polku.access.logic import SYSTEM, Actor
from polku.exchange import files
from polku.imports import actions
from polku.imports.models import Import
from polku.insight.filters import Filter
from tests.conftest import NOW, People

Bring = Callable[..., Import]
Rows = list[tuple[str, str, str]]
LOG: Rows = [
    ("c1", "Call", "2026-01-05T09:00:00+00:00"),
    ("c2", "Call", "2026-01-05T10:00:00+00:00"),
    ("c1", "Offer", "2026-01-07T09:00:00+00:00"),
    ("c1", "Negotiate", "2026-01-08T09:00:00+00:00"),
    ("c1", "Offer", "2026-01-09T09:00:00+00:00"),
    ("c2", "Lost", "2026-01-09T12:00:00+00:00"),
    ("c1", "Won", "2026-01-12T09:00:00+00:00"),
    ("c3", "Offer", "2026-01-13T09:00:00+00:00"),
]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        }
    }


def text_of(rows: Rows) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([("case", "activity", "time"), *rows])
    return out.getvalue()


@pytest.fixture
def bring(people: People) -> Bring:
    """Bring a history in: the file is taken, mapped by its headings, and run."""
    clock = iter(NOW + timedelta(minutes=minute) for minute in range(1, 100))

    def run(content: str | bytes, name: str = "old crm.csv", *, actor: Actor = SYSTEM, **said: Any) -> Import:
        data = content.encode() if isinstance(content, str) else content
        at: datetime = next(clock)
        found = actions.start_import("events", io.BytesIO(data), name=name, actor=actor, at=at)
        said = {"mapping": [(pair[0], pair[1]) for pair in found.mapping]} | said
        actions.configure_import(found, actor=actor, at=at, **said)
        return actions.run_import(found, actor=actor, at=at)

    return run


@pytest.fixture
def log_text(people: People) -> Callable[..., str]:
    def make(
        file_format: str = "xes", own_names: bool = True, activities: str = "stages", **query: str
    ) -> str:
        chosen = Filter.of(SYSTEM, query)
        return "".join(
            files.pieces(files.Wanted(SYSTEM, chosen, file_format, activities, own_names=own_names))
        )

    return make
