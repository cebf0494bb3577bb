"""Our own file after another tool had it in its hands."""

import re

import pytest

from polku.process.logic import bpmn, ready_made
from polku.process.logic.yaml_source import DocumentError

MADE = ready_made.definition("three-step")
FILE = bpmn.write(MADE).decode()
FIRST, SECOND = MADE.stages[0], MADE.stages[1]


def test_a_renamed_task_renames_the_stage_in_the_language_of_the_diagram() -> None:
    text = FILE.replace(f'name="{FIRST.name.to("en")}"', 'name="Start here"')
    stage = bpmn.read(text.encode()).definition.stages[0]
    assert (stage.key, stage.name) == (FIRST.key, FIRST.name.having("en", "Start here"))


def test_a_task_in_another_lane_gets_that_role() -> None:
    lane = f"<flowNodeRef>stage_{SECOND.key}</flowNodeRef>"
    other = (
        '<lane id="L9" name="Service"><flowNodeRef>stage_' + SECOND.key + "</flowNodeRef></lane></laneSet>"
    )
    text = FILE.replace(lane, "").replace("</laneSet>", other)
    assert bpmn.read(text.encode()).definition.stages[1].role == "service"


def test_a_deleted_task_is_gone() -> None:
    text = re.sub(rf'<userTask id="stage_{SECOND.key}".*?</userTask>', "", FILE, flags=re.DOTALL)
    kept = [stage.key for stage in MADE.stages if stage is not SECOND]
    assert sorted(stage.key for stage in bpmn.read(text.encode()).definition.stages) == sorted(kept)


def test_a_task_of_another_tool_becomes_a_stage_and_a_changed_condition_is_told() -> None:
    text = (
        FILE.replace("</process>", '<task id="n" name="Extra"/></process>')
        .replace(SECOND.exit[0].when + "<", "x &gt; 1<")
        .replace("&gt; 0.0<", "&gt; 7.0<")
    )
    back = bpmn.read(text.encode())
    assert "Extra" in [stage.name.to("en") for stage in back.definition.stages]
    assert next(note for note in back.notes if "Extra" in str(note.message)).line > 0


@pytest.mark.parametrize("broken", ["{", "[1]", "", '{"key": 1, "takes_part": 3, "name": 2}'])
def test_a_broken_part_of_ours_is_told_with_its_line_and_nothing_else_happens(broken: str) -> None:
    text = re.sub(r"(<polku:stage [^>]*>\s*<polku:document>)[^<]*", lambda m: m[1] + broken, FILE, count=1)
    with pytest.raises(DocumentError):
        bpmn.read(text.encode())
