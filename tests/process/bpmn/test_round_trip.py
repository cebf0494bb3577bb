"""What is written as BPMN comes back equal, is valid, and is drawn within its pool."""

from dataclasses import replace

import pytest
from lxml import etree

from polku.kernel.words import LANGUAGES, Text
from polku.process.logic import bpmn, ready_made
from polku.process.logic.bpmn.told import BPMN, BPMNDI, DC
from polku.process.logic.bpmn.writing import duration
from polku.process.logic.definition import Definition, Stage
from polku.process.logic.wording import Wording
from tests.environment import ROOT

SCHEMA = "SpiffWorkflow/bpmn/parser/schema/BPMN20.xsd"
NAMES = tuple(ready_made.names())


@pytest.mark.parametrize("name", NAMES)
def test_a_ready_made_process_comes_back_equal_and_nothing_is_left_out(name: str) -> None:
    made = ready_made.definition(name)
    back = bpmn.read(bpmn.write(made))
    assert (back.definition, back.notes, back.own) == (made, (), True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_the_diagram_changes_nothing_in_the_process(language: str) -> None:
    made = ready_made.definition("eight-stage")
    back = bpmn.read(bpmn.write(made, Wording(language)))
    assert (back.definition, back.notes) == (made, ())


def test_awkward_words_and_expressions_come_back_equal() -> None:
    words = Text.of({"en": '<b>&amp; ]]> "it\'s"\ttab', "ru": "Ѐ\u202e\u200bя", "zh-hant": "田中\r\nさん"})
    stage = Stage("a", words, "find", expected_days=0.1, escalate_days=1.5, advance="deal_value\r\n > 1.0")
    made = Definition("awkward", words, (stage, replace(stage, key="b", role="it", takes_part=("pos",))))
    assert bpmn.read(bpmn.write(made)).definition == made


@pytest.mark.oracle
def test_a_file_is_valid_against_the_schema_of_the_standard() -> None:
    found = sorted(ROOT.glob(f".venv-oracle/lib/python*/site-packages/{SCHEMA}"))
    schema = etree.XMLSchema(etree.parse(found[0]))
    for name in NAMES:
        schema.assertValid(etree.fromstring(bpmn.write(ready_made.definition(name))))


@pytest.mark.parametrize("name", NAMES)
def test_every_node_and_flow_is_drawn_once_within_the_pool_and_no_two_nodes_overlap(name: str) -> None:
    root = etree.fromstring(bpmn.write(ready_made.definition(name)))
    process = root.find(f"{{{BPMN}}}process")
    ids = [one.get("id") for one in process if one.get("id") and one.tag != f"{{{BPMN}}}laneSet"]
    shapes = {
        one.get("bpmnElement"): tuple(float(one[0].get(k)) for k in ("x", "y", "width", "height"))
        for one in root.iter(f"{{{BPMNDI}}}BPMNShape")
    }
    edges = [one.get("bpmnElement") for one in root.iter(f"{{{BPMNDI}}}BPMNEdge")]
    assert sorted(ids) == sorted([*(one for one in shapes if not one.startswith(("pool", "lane_"))), *edges])
    px, py, pw, ph = shapes["pool"]
    nodes = {
        key: box for key, box in shapes.items() if not key.startswith(("pool", "lane_", "late_", "stuck_"))
    }
    for x, y, width, height in shapes.values():
        assert (px <= x, py <= y, x + width <= px + pw, y + height <= py + ph) == (True,) * 4
    boxes = sorted(nodes.values())
    for place, (x, y, width, height) in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert other[0] >= x + width or other[1] >= y + height or y >= other[1] + other[3]
    assert {one.tag for one in root.iter(f"{{{DC}}}Bounds")} == {f"{{{DC}}}Bounds"}


def test_criteria_stand_on_the_arrows_as_cel_with_their_sentence() -> None:
    root = etree.fromstring(bpmn.write(ready_made.definition("five-common")))
    flow = root.find(f".//{{{BPMN}}}sequenceFlow[@id='to_data']")
    said = [(etree.QName(one).localname, one.get("language"), one.text) for one in flow]
    assert said == [
        ("documentation", None, "Customer fits our target profile"),
        ("conditionExpression", "https://cel.dev", "item_profile_fits"),
    ]


@pytest.mark.parametrize(
    ("days", "said"), [(3.0, "P3D"), (0.5, "PT12H"), (1.5, "P1DT12H"), (0.01, "PT14M24S"), (400.0, "P400D")]
)
def test_times_are_written_as_durations(days: float, said: str) -> None:
    assert duration(days) == said
