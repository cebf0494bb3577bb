"""Translations that were never compiled are named, with the command that mends it."""

from pathlib import Path

import pytest

from polku.db import health
from polku.site import starting
from polku.ui import catalogues


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    """Finnish compiled, Latvian and Polish not."""
    for language in ("fi", "lv", "pl"):
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").touch()
    (tmp_path / "fi" / "LC_MESSAGES" / "django.mo").touch()
    return tmp_path


SAID = "the compiled translations of lv, pl are missing; run: make setup"


def test_what_is_not_compiled_is_named(locale: Path) -> None:
    assert (catalogues.missing(locale), catalogues.warning(locale)) == (["lv", "pl"], SAID)
    for language in ("lv", "pl"):
        (locale / language / "LC_MESSAGES" / "django.mo").touch()
    assert catalogues.warning(locale) == ""


def test_the_check_and_the_health_page_ask_it() -> None:
    assert health.checks.get("translations") is catalogues.catalogues_are_compiled


def test_serving_warns_before_it_begins(
    locale: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = catalogues.warning(locale)
    monkeypatch.setattr(catalogues, "warning", lambda: said)
    monkeypatch.setattr(starting.os, "execv", lambda *_: None)
    monkeypatch.setenv(starting.JOBS_FLAG, "")
    monkeypatch.setenv(starting.DEMO_FLAG, "")
    starting.run(host="127.0.0.1", port=8123, workers=1, load_demo=False)
    told = capsys.readouterr()
    assert (told.err, told.out) == (f"Warning: {SAID}\n", "Polku answers at http://localhost:8123/\n")
