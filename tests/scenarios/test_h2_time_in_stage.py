"""H2 Time in stage: open deals count as waiting so far, lost and open ones stay in the funnel."""

from tests.scenarios.conftest import Story

LINE = """
polku: 1
key: line
name: Line
stages:
  - {key: find, name: Find, phase: find, expected_days: 2}
  - {key: offer, name: Offer, phase: offer, expected_days: 3}
  - {key: care, name: Care, phase: care}
"""
DAY_HOURS = 8


def test_a_stage_is_as_slow_as_its_open_deals_say(story: Story) -> None:
    story.publish(LINE)
    story.wait(days=3)  # Monday, nine to five in Helsinki
    quick, slow, lost, waiting, stuck = (story.open(name) for name in "ABCDE")
    story.wait(days=1)
    assert story.move(quick, "offer") == []
    story.wait(days=1)
    assert story.move(slow, "offer") == []
    end = {"outcome": "lost", "reasons": ["price"]}
    assert story.api("alice", "POST", f"/deals/{lost}/closures", end).status_code == 200
    story.wait(days=14)

    find = story.report("stage-time", "--process", "line")["stages"][0]
    assert (find["key"], find["visits"], find["n"], find["ended"]) == ("find", 5, 5, 3)
    # A day, two days, two days; two wait still: half have left after two days, nine of ten never did.
    assert (find["median_working_hours"], find["median_calendar_hours"]) == (2 * DAY_HOURS, 48)
    assert (find["p90_working_hours"], find["p90_calendar_hours"]) == (None, None)

    funnel = story.report("funnel", "--process", "line")
    assert (funnel["n"], funnel["won"], funnel["lost"], funnel["open"]) == (5, 0, 1, 4)
    first = funnel["stages"][0]
    assert (first["reached"], first["advanced"], first["lost"], first["open"]) == (5, 2, 1, 2)

    late = story.page("alice").get("/deals/?age=stuck&as=list").content.decode()
    assert [name in late for name in ("A Oy", "B Oy", "C Oy", "D Oy", "E Oy")] == [
        True,
        True,
        False,
        True,
        True,
    ]
    assert story.deal(waiting).stage == story.deal(stuck).stage == "find"


def test_time_to_win_says_how_many_wins_it_stands_on(story: Story) -> None:
    story.publish(LINE)
    first, second, _open = (story.open(name) for name in "ABC")
    for deal_id, days in ((first, 2), (second, 4)):
        story.wait(days=days)
        assert story.api("alice", "POST", f"/deals/{deal_id}/closures", {"outcome": "won"}).status_code == 200
    story.wait(days=30)
    figure = story.report("time-to-win", "--process", "line")
    assert (figure["n"], figure["of"], figure["median_days_of_wins"]) == (2, 3, 4.0)
    assert figure["median_days"] == 6.0  # with the open one in, half of all are won after six days


def test_weekends_and_nights_are_no_working_time(story: Story) -> None:
    story.publish(LINE)
    deal_id = story.open("A")  # Friday noon in Helsinki: five working hours are left
    story.wait(days=3)
    assert story.move(deal_id, "offer") == []
    find = story.report("stage-time", "--process", "line")["stages"][0]
    assert (find["median_working_hours"], find["median_calendar_hours"]) == (DAY_HOURS, 72)
