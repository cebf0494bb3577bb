"""The tables of the test database are made once a run, by the migrations; other test processes copy them.

To migrate an empty database takes as long as hundreds of tests. The first process that needs one makes it while the
others wait; what was left out there (nothing, as a rule) Django's own migrate still does in each of them.
"""

from __future__ import annotations

import fcntl
import gc
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.state import ModelState, ProjectState

LOCK, NAME, FILE = "database.lock", "database.name", "database.sqlite3"


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """The processes of a run, one after another."""
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def name() -> str:
    """What the test database of this process will be called."""
    return str(connection.creation._get_test_db_name())  # type: ignore[attr-defined]


@contextmanager
def quick_migrations() -> Iterator[None]:
    """While an empty database is migrated, a third of the time and the same tables.

    With each new table Django makes anew all models that are connected with it, nearly all there are, though none
    can point to it yet; and the collector looks through them again and again.
    """

    def add_model(state: ProjectState, model: ModelState) -> None:
        key = model.app_label, model.name_lower
        state.models[key] = model
        if state._relations is not None:
            state.resolve_model_relations(key)
        if "apps" in vars(state):
            state.apps.render_multiple([model])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProjectState, "add_model", add_model)
        gc.disable()
        try:
            yield
        finally:
            gc.enable()


def copied(folder: Path) -> object:
    """Begin with the tables that another process made, if one has; what keeps them there must be kept."""
    if not (folder / NAME).exists():
        return None
    made = (folder / NAME).read_text()
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = made
        return None
    own = sqlite3.connect(name(), uri=True)
    with closing(sqlite3.connect(made)) as file:
        file.backup(own)
    return own


def keep(folder: Path, own: str) -> None:
    """Let other processes begin with the tables of this one, where nothing has been written yet.

    Where no test asks for a database Django makes none, and the connection still is that of the real one.
    """
    if (folder / NAME).exists() or connection.settings_dict["NAME"] != own:
        return
    if connection.vendor == "postgresql":
        kept = f"{own}_made"
        connection.close()  # a database is copied while nobody is in it
        with _apart() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{kept}"')
            cursor.execute(f'CREATE DATABASE "{kept}" TEMPLATE "{own}"')
    else:
        kept = str(folder / FILE)
        with closing(sqlite3.connect(kept)) as file:
            connection.ensure_connection()
            connection.connection.backup(file)
    (folder / NAME).write_text(kept)


def place(folder: Path, home: Path) -> None:
    """Let a process that makes a company in this home begin with the tables, where they are of SQLite."""
    if (folder / FILE).exists():
        shutil.copyfile(folder / FILE, home / "polku.sqlite3")


def forget(folder: Path) -> None:
    """The run ends: nothing of it stays on a server. A process that comes now makes its own."""
    if connection.vendor == "postgresql" and (folder / NAME).exists():
        with suppress(FileNotFoundError), _apart() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{(folder / NAME).read_text()}"')
            (folder / NAME).unlink()


@contextmanager
def _apart() -> Iterator[CursorWrapper]:
    with connection.creation._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        yield cursor
