"""A test is proven once for all engines only where no database could matter."""

import os
import subprocess
import sys
from pathlib import Path

from tests.environment import ROOT

TESTS = """
import os
import subprocess
import sys

import pytest
from django.db import connection


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return connection.vendor


@pytest.fixture
def own():
    return 1


def test_pure(own):
    assert own == 1


@pytest.mark.parametrize("n", [1, 2])
def test_pure_twice(n):
    assert n


def test_rows(db):
    pass


def test_vendor():
    assert connection.vendor


def test_first_of_shared(shared):
    assert shared


def test_second_of_shared(shared):
    assert shared


def test_child():
    assert subprocess.run([sys.executable, "-S", "-c", ""]).returncode == 0


def test_fork():
    if not (child := os.fork()):
        os._exit(0)
    os.waitpid(child, 0)


def test_skipped():
    pytest.skip("not here")


def test_pure_of_which_the_end_fails(request):
    request.addfinalizer(lambda: 1 / 0)
"""
AT_IMPORT = (
    "from django.db import connection\nENGINE = connection.vendor\n\n\ndef test_pure():\n    assert ENGINE\n"
)


SETTINGS = """
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
SECRET_KEY = "of a test"
"""
CONFTEST = "from tests import once\n\n\ndef pytest_configure(config):\n    once.set_up(config)\n"
INI = "[pytest]\nDJANGO_SETTINGS_MODULE = settings_of_some\npythonpath = .\n"


def run(folder: Path, **asked: str) -> str:
    """A small suite of its own, in a process of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("POLKU_", "PYTEST_", "DJANGO_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "pytest_django.plugin"],
        env=kept | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | asked,
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_what_reaches_for_no_database_is_written_down_and_left_out_later(tmp_path: Path) -> None:
    folder, file = tmp_path / "some", tmp_path / "proven.txt"
    folder.mkdir()
    parts = {"test_some.py": TESTS, "test_engine.py": AT_IMPORT, "conftest.py": CONFTEST}
    for name, text in (parts | {"settings_of_some.py": SETTINGS, "pytest.ini": INI}).items():
        (folder / name).write_text(text)
    said = run(folder, POLKU_RECORD=str(file))
    assert file.exists(), said
    assert file.read_text().splitlines() == [
        "test_some.py::test_pure", "test_some.py::test_pure_twice[1]", "test_some.py::test_pure_twice[2]"
    ], said  # fmt: skip
    assert "3 deselected" in run(folder, POLKU_PROVEN=str(file)).splitlines()[-1]
