"""A toy kind, a folder for files, and a short way to import a text."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from polku.access.logic import SYSTEM, Actor
from polku.imports import actions, registry
from polku.imports.logic.options import Options
from polku.imports.models import Import
from tests.conftest import NOW, People
from tests.imports.toy import TEAMS

Start = Callable[..., Import]


@pytest.fixture(autouse=True)
def _toy(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        }
    }
    with registry.kinds.holding("teams", TEAMS):
        yield


@pytest.fixture
def start(people: People) -> Start:
    """Take a file in, and make it ready if its mapping or anything else is said."""

    def begin(
        content: str | bytes,
        *,
        second: str | None = None,
        options: dict[str, Any] | None = None,
        actor: Actor = SYSTEM,
        **said: Any,
    ) -> Import:
        data = content.encode() if isinstance(content, str) else content
        found = actions.start_import(
            "teams",
            BytesIO(data),
            name="teams.csv",
            second=BytesIO(second.encode()) if second is not None else None,
            second_name="more.csv",
            options=Options(**(options or {})),
            actor=actor,
            at=NOW,
        )
        said = {"mapping": [(pair[0], pair[1]) for pair in found.mapping]} | said
        return actions.configure_import(found, actor=actor, at=NOW, **said)

    return begin


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Put bytes or a text into a file."""

    def put(content: str | bytes, name: str = "given.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put
