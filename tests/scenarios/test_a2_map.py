"""A2 Drawn: one map of the designed and the lived line, with where deals leave it; readable as a table too."""

import csv
from xml.etree import ElementTree

from tests.scenarios.conftest import Story

LINE = """
polku: 1
key: line
name: Line
stages:
  - {key: find, name: Find, phase: find, expected_days: 2}
  - {key: needs, name: Needs, phase: engage, expected_days: 4}
  - {key: offer, name: Offer, phase: offer, expected_days: 3}
  - {key: care, name: Care, phase: care}
"""
SVG = "{http://www.w3.org/2000/svg}"


def _lived(story: Story) -> None:
    """Six deals: two lost in needs, one waits there, one went back, one is won, one has just begun."""
    story.publish(LINE)
    deals = [story.open(name) for name in ("A", "B", "C", "D", "E", "F")]
    story.wait(days=3)
    for deal_id in deals[:5]:
        assert story.move(deal_id, "needs") == []
    story.wait(days=4)
    for deal_id in deals[:2]:
        lost = {"outcome": "lost", "reasons": ["price"]}
        assert story.api("alice", "POST", f"/deals/{deal_id}/closures", lost).status_code == 200
    for deal_id in deals[3:5]:
        assert story.move(deal_id, "offer") == []
    story.wait(days=1)
    assert story.move(deals[3], "needs") == []
    assert story.move(deals[4], "care") == []


def test_the_map_shows_where_buyers_stop(story: Story) -> None:
    _lived(story)
    answer = story.page("alice").get("/process/line/map.csv")
    rows = {row["stage"]: row for row in csv.DictReader(answer.content.decode("utf-8-sig").splitlines())}
    assert list(rows) == ["find", "needs", "offer", "care"]
    assert [int(rows[key]["reached"]) for key in rows] == [6, 5, 2, 1]
    assert [int(rows[key]["lost"]) for key in rows] == [0, 2, 0, 0]


def test_the_same_map_on_the_page_and_from_the_command_line(story: Story) -> None:
    _lived(story)
    page = story.page("alice").get("/process/line/figures/").content.decode()
    assert page.count("<svg") >= 1
    assert "<table" in page
    out = story.folder / "map.svg"
    story.cli("process", "draw", "line", "--figures", "--out", out)
    drawn = ElementTree.fromstring(out.read_text(encoding="utf-8"))
    said = " ".join(text.strip() for text in drawn.itertext())
    for name in ("Find", "Needs", "Offer", "Care"):
        assert name in said
    assert drawn.find(f".//{SVG}title") is not None


def test_another_team_sees_the_same_line_without_these_deals(story: Story) -> None:
    _lived(story)
    answer = story.page("charlie").get("/process/line/map.csv")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert [row["stage"] for row in rows] == ["find", "needs", "offer", "care"]
    assert {row["reached"] for row in rows} <= {"0", ""}
