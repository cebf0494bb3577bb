"""Pins of other packages: registered, within the line, drawn at their stop and listed beneath."""

from collections.abc import Sequence
from xml.etree import ElementTree

import pytest
from django.test import Client

from polku.access.logic import Actor
from polku.process import pins
from polku.process.logic.drawing import Mark, draw_lying, draw_upright
from polku.process.logic.drawing.marks import at_stop
from tests.conftest import NOW
from tests.process.made import definition
from tests.process.web.conftest import SignIn, admin, signed_in  # noqa: F401 -- fixtures

SVG = "{http://www.w3.org/2000/svg}"


def provider(actor: Actor, asked: pins.Asked) -> Sequence[pins.Pin]:
    last = asked.definition.stages[-1].key
    return [
        pins.Pin(last, "Ask for the order", kind="action", owner="Aino", due=NOW.date()),
        pins.Pin("gone", "Nobody sees this"),
        pins.Pin(asked.definition.first.key, "Reach 40 a week", kind="goal", signal="late", url="/goals/1/"),
    ]


@pytest.mark.django_db
def test_pins_come_in_the_order_of_the_line_without_those_of_other_lines(manager: Actor) -> None:
    with pins.holding("test", provider):
        found = pins.pins_for(manager, pins.Asked(definition(), NOW))
    ours = [
        pin.said for pin in found if pin.said in ("Reach 40 a week", "Ask for the order", "Nobody sees this")
    ]
    assert ours == ["Reach 40 a week", "Ask for the order"]


def test_more_marks_than_there_is_room_for_are_counted() -> None:
    marks = at_stop({"find": [Mark(str(number), title=f"t{number}") for number in range(1, 7)]}, "find")
    assert [mark.text for mark in marks] == ["1", "2", "3", "+3"]
    assert marks[-1].title == "t4; t5; t6"


def test_marks_are_links_on_both_maps_and_goals_are_squares() -> None:
    made = {"find": [Mark("1", "goal", "late", "Reach 40", "#pin-1")], "close": ["~"]}
    for svg in (draw_lying(definition(), pins=made), draw_upright(definition(), pins=made)):
        root = ElementTree.fromstring(svg)
        shapes = [
            (one.tag.removeprefix(SVG), one.get("class"))
            for one in root.iter()
            if "pin" in (one.get("class") or "").split()
        ]
        assert (shapes, root.get("role")) == ([("rect", "pin goal late"), ("circle", "pin")], "group")


def test_the_designed_map_lists_what_is_pinned(admin: Client) -> None:  # noqa: F811 -- the fixture
    with pins.holding("test", provider):
        page = admin.get("/process/eight-stage/map/?show=designed").content.decode()
    assert ("Reach 40 a week" in page, 'href="#pin-1"' in page, "Nobody sees" in page) == (True, True, False)
