"""Diagrams of other tools are read as far as a sale can be; the rest is told, line by line."""

import pytest

from polku.process.logic import bpmn
from polku.process.logic.bpmn.foreign import days_of
from polku.process.logic.yaml_source import DocumentError
from tests.process.bpmn.diagrams import BOMB, CAMUNDA, SIGNAVIO


def told(text: str) -> list[tuple[int, str]]:
    return [(note.line, str(note.message)) for note in bpmn.read(text.encode()).notes]


def test_a_camunda_diagram_gives_stages_in_the_order_of_its_flow_with_roles_and_times() -> None:
    made = bpmn.read(CAMUNDA.encode()).definition
    assert (made.key, made.name.to("en")) == ("lead-to-order", "Lead to order")
    rows = [(s.key, s.role, s.phase, s.expected_days, s.escalate_days) for s in made.stages]
    assert rows == [
        ("collect_leads", "marketing", "find", 3.0, 7.0),
        ("offer", "seller", "qualify", None, None),
        ("negotiate", "seller", "engage", None, None),
        ("check_contract", "seller", "offer", None, None),
    ]
    assert str(made.stages[3].purpose) == "Nothing odd in it."


def test_what_was_left_out_of_it_is_told_with_its_line() -> None:
    assert told(CAMUNDA) == [
        (8, "“Customer” is another process; it was left out."),
        (9, "The message “Offer” between pools was left out."),
        (11, "BPMN knows no phases of a sale: they were spread over the stages in order. Check them."),
        (18, "“Check contract” stands in the lane “Legal”, which is no role here; it was given to sales."),
        (26, "The ways out of “Good enough?” (exclusiveGateway) stand one after another on the line."),
        (28, "“Negotiate” is one stage; the 2 tasks within it were left out."),
        (31, "The end “Rejected” was left out: any deal before the win can be lost or paused."),
        (32, "“Ask Maija” (textAnnotation) was left out."),
        (35, "The condition “${score > 50}” was left out; set criteria in the draft."),
    ]


def test_a_signavio_diagram_without_lanes_gives_stages_of_sales_and_long_names_are_shortened() -> None:
    made = bpmn.read(SIGNAVIO.encode()).definition
    assert [(s.key, s.name.to("en"), s.role) for s in made.stages] == [
        ("selvita_tarve", "Selvitä tarve", "seller"),
        ("laadi_tarjous_hyvaksyta_se_ja_laheta", "Laadi tarjous, hyväksytä se ja lähetä se", "seller"),
        ("sovi_tapaaminen", "Sovi tapaaminen", "seller"),
    ]
    assert [line for line, _ in told(SIGNAVIO)] == [4, 8, 9, 11]


def test_lanes_are_known_by_the_names_the_caller_gives_too() -> None:
    made = bpmn.read(CAMUNDA.encode(), {"legal": "finance"}).definition
    assert made.stages[3].role == "finance"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "line 1: A BPMN file has no document type; this one can't be read."),
        ("<a/>", "line 1: This is XML, but not a BPMN 2.0 file: it begins with “a”."),
        (SIGNAVIO.replace("task", "note"), "The file has no task, so there is nothing to be a stage."),
        (" " * (2 * 1024 * 1024 + 1), "The file is larger than 2048 kB."),
    ],
)
def test_what_is_no_diagram_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(DocumentError) as refused:
        bpmn.read(text.encode())
    assert str(refused.value) == said


@pytest.mark.parametrize(
    "text", ["", "<", "\x00", "<a>", "\ufeff{}", "<?xml version='1.0' encoding='x'?><a/>"]
)
def test_what_is_no_xml_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="This is not XML"):
        bpmn.read(text.encode())


def test_more_than_forty_tasks_are_cut_and_told_and_a_ring_ends() -> None:
    tasks = "".join(f'<task id="t{n}" name="Step {n}"/>' for n in range(45))
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{(n + 1) % 45}"/>' for n in range(45)
    )
    text = f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">{tasks}{flows}'
    back = bpmn.read(f"{text}</process></definitions>".encode())
    assert [stage.name.to("en") for stage in back.definition.stages] == [f"Step {n}" for n in range(40)]
    assert sum("at most 40" in str(note.message) for note in back.notes) == 5


@pytest.mark.parametrize(
    ("text", "days"),
    [("P3D", 3.0), ("PT36H", 1.5), ("P1W", 7.0), ("R3/PT10H", None), ("${x}", None), ("P", None)],
)
def test_durations_are_counted_in_days(text: str, days: float | None) -> None:
    assert days_of(text) == days
