"""The command line in process, with its answer in words or as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from polku.site.cli import polku

Run = Callable[..., Result]
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def run(tmp_path: Path, settings: Any) -> Run:
    """Run `polku` with words; what it keeps as files lies in the test's folder."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        }
    }

    def command(*words: object, given: str = "") -> Result:
        return CliRunner().invoke(polku, [str(word) for word in words], input=given)

    return command


@pytest.fixture
def ask(run: Run) -> Ask:
    """Run `polku` with words and `--json`: standard output is one JSON object and nothing else."""

    def command(*words: object) -> dict[str, Any]:
        done = run(*words, "--json")
        assert done.exit_code == 0, done.output + str(done.exception)
        assert done.stdout.count("\n") == 1
        answer = json.loads(done.stdout)
        assert isinstance(answer, dict)
        return answer

    return command
