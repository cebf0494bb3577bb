"""What is handed on holds nothing of the machine it was made on."""

import re
import subprocess
from functools import cache

from tests.tidy.source import ROOT

SIZE_MAX = 1024 * 1024
# Written in pieces, so that this file does not find itself.
MACHINE = re.compile("/(root|work|Users|home)" + r"/\w")
REGISTRIES = re.compile("|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(org|com)")))


@cache
def _tracked() -> dict[str, str]:
    """Every file git knows, with its text; pictures and the like are left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (data := path.read_bytes()):
            texts[name] = data.decode("utf-8", errors="replace")
    return texts


def test_no_file_names_a_path_of_a_machine() -> None:
    assert _lines_with(MACHINE) == []


def test_no_file_names_a_package_registry() -> None:
    assert _lines_with(REGISTRIES) == []


def test_no_lock_names_any_host() -> None:
    assert [name for name, text in _tracked().items() if name.endswith(".lock") and "://" in text] == []


def test_no_file_is_large() -> None:
    assert [name for name, text in _tracked().items() if len(text) > SIZE_MAX] == []


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in _tracked().items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
