"""`polku process`: the commands answer in words, faults with their lines."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from polku.process import queries
from polku.process.logic import ready_made
from polku.site.commands.process import process

pytestmark = pytest.mark.django_db
# Names no fact of a later domain, so that it publishes whatever is installed.
FILE = """polku: 1
key: own
name: {en: Own way, fi: Oma tapa}
stages:
  - key: find
    name: Find
    phase: find
    expected_days: 2
    checklist: [{key: seen, text: Seen}]
    exit:
      - {key: seen, when: item_seen, say: It was seen}
  - key: close
    name: Close
    phase: close
"""


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(process, [str(one) for one in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_the_ready_made_processes_are_listed() -> None:
    answer = _run("templates")
    assert answer.exit_code == 0
    assert [line.split()[0] for line in answer.output.splitlines()] == [
        made.key for made in ready_made.all_definitions()
    ]


def test_a_file_is_checked_published_listed_and_shown(file: Path) -> None:
    assert _run("validate", file).output == f"{file}: own, 2 stages, nothing wrong\n"
    assert _run("publish", file, "--note", "first").output == "own: version 1 is in force\n"
    assert _run("publish", file).output == "own: version 1 is in force\n"
    assert "own              Own way, version 1" in _run("list").output
    assert _run("show", "own", "--language", "fi").output.splitlines() == [
        "Oma tapa (own), version 1",
        "  1. Find (find), find, seller, 2 d",
        "       exit: It was seen [item_seen]",
        "  2. Close (close), close, seller",
    ]


def test_what_is_shown_as_yaml_can_be_published_again(file: Path) -> None:
    _run("publish", file)
    file.write_text(_run("show", "own", "--yaml").output, encoding="utf-8")
    assert _run("publish", file).output == "own: version 1 is in force\n"


def test_faults_are_told_with_their_lines_and_an_exit_code(file: Path) -> None:
    file.write_text(
        FILE.replace("item_seen", "item_unseen").replace("phase: close", "phase: close"), encoding="utf-8"
    )
    answer = _run("validate", file)
    assert answer.exit_code == 1
    assert answer.output == f"{file}: line 11, stages[0].exit[0].when: No fact is called “item_unseen”.\n"
    file.write_text(FILE.replace("phase: find", "phase: hunt"), encoding="utf-8")
    assert "line 7, stages[0].phase: “hunt” is not one of" in _run("publish", file).output
    assert not queries.processes().filter(key="own").exists()


@pytest.mark.parametrize("options", [[], ["--upright"], ["--language", "ru", "--width", "900"]])
def test_a_map_is_drawn_to_a_file(tmp_path: Path, options: list[str]) -> None:
    out = tmp_path / "map.svg"
    assert _run("draw", "eight-stage", *options, "--out", out).exit_code == 0
    assert ElementTree.fromstring(out.read_text(encoding="utf-8")).get("role") == "img"
