"""The map is well-formed, complete, styled by classes alone, and no two of its labels lie on each other."""

import re
from itertools import combinations, pairwise
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from django.utils import translation

from polku.kernel.words import LANGUAGES
from polku.process.logic import ready_made
from polku.process.logic.definition import Definition
from polku.process.logic.drawing import draw_lying, draw_mini, draw_upright
from polku.process.logic.drawing.lettering import CONDENSED_LEAST, one_line, two_lines, width_of
from polku.process.logic.figures import BackMove, Figures, StageFigures
from polku.process.logic.wording import Wording
from tests.process.made import definition, stage

SVG = "{http://www.w3.org/2000/svg}"
LONG = {
    "On time, %(median)s of %(target)s d": "Aikataulussa, %(median)s / %(target)s pv",
    "Late, %(median)s of %(target)s d": "Myöhässä, %(median)s / %(target)s pv",
    "Stuck, %(median)s of %(target)s d": "Застряло: %(median)s из %(target)s дн.",
    "%(count)s reached": "достигли этапа: %(count)s",
    "back, %(count)s": "возвращено: %(count)s",
    "left here, n %(count)s": "покинули здесь, n %(count)s",
    "Management": "Kierownictwo działu",
    "The buyer": "Покупатель",
}
LONGEST = "Customer service quality follow-up round"
UNBROKEN = "Asiakaspalvelukokemustutkimusjärjestelmä"


class Box(NamedTuple):
    text: str
    left: float
    right: float
    top: float
    bottom: float


def _translate(text: str) -> str:
    return LONG.get(text, text)


def _figures(made: Definition) -> Figures:
    keys = [one.key for one in made.stages]
    count = 1284
    stages = {}
    for place, key in enumerate(keys):
        lost = count // 5
        stages[key] = StageFigures(count, count - lost - 3, lost, 1, 1, 1, (place * 7) % 23 + 1.5, 2, 3)
        count = count - lost - 3
    back = [BackMove(keys[place], keys[max(place - 2, 0)], 40 + place) for place in range(1, len(keys))]
    return Figures(1284, stages, tuple(back))


def _boxes(svg: str) -> list[Box]:
    """Where each label lies, by estimated width."""
    boxes = []
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        name, text = element.get("class", ""), "".join(element.itertext())
        size = {"nm": 15.0, "pin-t": 11.0}.get(name, 12.0)
        pressed = element.get("textLength")
        width = (
            float(pressed)
            if pressed
            else width_of(text, size, bold=name in ("nm", "b", "on", "tl-late", "tl-stuck"))
        )
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        left = x - {"middle": width / 2, "end": width}.get(element.get("text-anchor", ""), 0)
        boxes.append(Box(text, left, left + width, y - size * 0.72, y + size * 0.1))
    return boxes


def _overlaps(svg: str) -> list[tuple[str, str]]:
    return [
        (one.text, other.text)
        for one, other in combinations(_boxes(svg), 2)
        if one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    ]


def _outside(svg: str) -> list[str]:
    width = float(ElementTree.fromstring(svg).get("viewBox", "").split()[2])
    return [box.text for box in _boxes(svg) if box.left < -0.5 or box.right > width + 0.5]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ready_made.names())
def test_no_label_lies_on_another_in_any_language(name: str, language: str) -> None:
    made, wording = ready_made.definition(name), Wording(language, _translate)
    figures = _figures(made)
    for svg in (
        draw_lying(made, figures, wording=wording),
        draw_lying(made, wording=wording),
        draw_upright(made, figures, wording=wording),
        draw_upright(made, wording=wording),
    ):
        assert _overlaps(svg) == []
        assert _outside(svg) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_of_neighbours_do_not_touch(language: str) -> None:
    made = ready_made.definition("eight-stage")
    svg = draw_lying(made, _figures(made), wording=Wording(language, _translate), width=1216)
    rows: dict[float, list[Box]] = {}
    for box in _boxes(svg):
        rows.setdefault(box.top, []).append(box)
    gaps = [
        (one.text, other.text)
        for row in rows.values()
        for one, other in pairwise(sorted(row, key=lambda box: box.left))
        if other.left - one.right < 8
    ]
    assert gaps == []


@pytest.mark.parametrize("name", [LONGEST, UNBROKEN, "客" * 40, "W" * 40])
@pytest.mark.parametrize("count", [1, 2, 9, 40])
def test_the_longest_names_and_lines_stay_apart(name: str, count: int) -> None:
    made = definition(*(stage(f"s{place}", name=name, buyer=name) for place in range(count)))
    figures = _figures(made)
    for svg in (draw_lying(made, figures), draw_upright(made, figures), draw_lying(made), draw_upright(made)):
        assert _overlaps(svg) == []
        assert _outside(svg) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stage_and_role_is_named(language: str) -> None:
    made = ready_made.definition("eight-stage")
    for svg in (draw_lying(made, wording=Wording(language)), draw_upright(made, wording=Wording(language))):
        drawn = "".join(box.text for box in _boxes(svg))
        plain = re.sub(r"[\s-]", "", drawn)
        assert [
            one.key for one in made.stages if re.sub(r"[\s-]", "", one.name.to(language)) not in plain
        ] == []
        assert "Marketing" in drawn
        assert "Product" in drawn


def test_the_picture_says_in_words_what_it_shows() -> None:
    made = ready_made.definition("three-step")
    root = ElementTree.fromstring(draw_lying(made, _figures(made), name="lived"))
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "lived-title lived-desc")
    assert root.findtext(f"{SVG}title") == "Process map, Three steps"
    assert root.findtext(f"{SVG}desc") == (
        "Stages in their order: Qualify, Offer, Close. Deals started: 1,284. Reached “Close”: 817. "
        "The same figures stand in the table."
    )
    stop = root.find(f"{SVG}g/{SVG}title")
    assert stop is not None
    assert (stop.text or "").startswith(
        "Qualify: reached 1,284, moved on 1,025, lost 256, paused 1, no decision 1"
    )


def test_time_is_told_by_shape_and_words() -> None:
    made = definition(*(stage(key, expected_days=4) for key in ("a", "b", "c", "d")))
    figures = Figures(
        9, {key: StageFigures(9, median_days=days) for key, days in (("a", 4), ("b", 5), ("c", 7))}
    )
    svg = draw_lying(made, figures)
    assert [len(re.findall(f'<{shape} class="{name}"', svg)) for shape, name in
            (("circle", "ok"), ("path", "late"), ("path", "stuck"))] == [1, 1, 1]  # fmt: skip
    said = [box.text for box in _boxes(svg) if box.text.endswith(" d")]
    assert said == ["On time, 4 of 4 d", "Late, 5 of 4 d", "Stuck, 7 of 4 d", "Target 4 d"]


def test_a_branch_is_as_wide_as_the_share_that_left() -> None:
    made = definition(stage("a"), stage("b"))
    svg = draw_lying(made, Figures(100, {"a": StageFigures(100, 50, 50), "b": StageFigures(50, 49, 1)}))
    assert re.findall(r'class="out" stroke-width="([\d.]+)"', svg) == ["30", "2"]
    assert [box.text for box in _boxes(svg) if "%" in box.text or "n " in box.text] == [
        "50\u00a0%", "n 50", "2\u00a0%", "n 1", "50\u00a0%", "49\u00a0%",
    ]  # fmt: skip


def test_only_moves_back_between_known_stages_are_bows() -> None:
    made = definition(stage("a"), stage("b"))
    moves = (BackMove("b", "a", 3), BackMove("a", "b", 4), BackMove("b", "gone", 5))
    svg = draw_lying(made, Figures(9, {"a": StageFigures(9), "b": StageFigures(9)}, moves))
    assert len(re.findall('class="back"', svg)) == 1
    assert "back, 3" in svg


def test_findings_are_pinned_to_their_stop() -> None:
    made = definition(stage("a"), stage("b"))
    svg = draw_lying(made, pins={"b": ["1", "2"]})
    assert len(re.findall('class="pin"', svg)) == 2
    assert _overlaps(svg) == []


@pytest.mark.parametrize("standalone", [False, True])
def test_a_picture_in_a_page_has_no_style_of_its_own(standalone: bool) -> None:
    made = ready_made.definition("five-stage")
    for svg in (
        draw_lying(made, _figures(made), standalone=standalone),
        draw_upright(made, _figures(made), standalone=standalone),
    ):
        ElementTree.fromstring(svg)
        assert ("<style>" in svg) is standalone
        assert " style=" not in svg
        assert re.findall(r' (?:on\w+|href)="', svg) == []


def test_what_people_write_is_escaped() -> None:
    made = definition(stage("a", name="<script>&\"'", purpose="<b>"), stage("b"), name="A & <B>")
    for svg in (draw_lying(made), draw_upright(made), draw_mini(made)):
        ElementTree.fromstring(svg)
        assert "<script" not in svg
        assert "<b>" not in svg


def test_many_stages_make_a_wide_picture() -> None:
    few, many = (definition(*(stage(f"s{place}") for place in range(count))) for count in (5, 30))
    assert 'class="map only-l"' in draw_lying(few)
    assert 'class="map only-l wide"' in draw_lying(many)


def test_a_process_nobody_went_through_is_drawn() -> None:
    made = ready_made.definition("five-stage")
    nothing = Figures(0, {})
    ElementTree.fromstring(draw_lying(made, nothing))
    ElementTree.fromstring(draw_upright(made, nothing))


@pytest.mark.parametrize("name", ready_made.names())
def test_the_tiny_map_has_a_stop_for_each_stage(name: str) -> None:
    made = ready_made.definition(name)
    root = ElementTree.fromstring(draw_mini(made, name=f"tiny-{name}"))
    assert len(root.findall(f"{SVG}circle")) == len(made.stages)
    assert root.findtext(f"{SVG}title") == ", ".join(one.name.to("en") for one in made.stages)


def test_numbers_are_written_as_the_language_does() -> None:
    assert [Wording(one).number(1284.5) for one in ("en", "fi", "zh-hant")] == [
        "1,284.5",
        "1\u00a0284,5",
        "1,284.5",
    ]
    assert [Wording(one).share(1, 3) for one in ("en", "zh-hant")] == ["33\u00a0%", "33%"]
    assert [Wording().share(part, 1000) for part in (0, 1, 1000)] == ["0\u00a0%", "<1\u00a0%", "100\u00a0%"]
    assert Wording().share(1, 0) == "0\u00a0%"
    assert Wording().time(None, 3, None) == "3 d, no target"
    assert Wording().time(None, None, None) == ""


def test_a_long_text_is_broken_then_pressed_then_cut() -> None:
    assert [line.text for line in two_lines("First contact", 200, 15)] == ["First contact"]
    assert [line.text for line in two_lines("Angebot und Verhandlung", 110, 15)] == [
        "Angebot und",
        "Verhandlung",
    ]
    assert [line.text for line in two_lines("After-sales care", 80, 15)] == ["After-", "sales care"]
    assert [line.text for line in two_lines("資格確認與評估", 60, 15)] == ["資格確", "認與評估"]
    assert [line.text for line in two_lines("Sopimusneuvottelut", 90, 15)] == ["Sopimus-", "neuvottelut"]
    pressed = one_line("Sopimusneuvottelut", 140, 15)
    assert (pressed.text, pressed.length) == ("Sopimusneuvottelut", 140)
    cut = one_line("Sopimusneuvottelut", 60, 15)
    assert (cut.text[-1], cut.length) == ("…", 60)
    assert width_of(cut.text, 15) * CONDENSED_LEAST <= 60


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ready_made.names())
def test_every_ready_process_fits_beside_the_navigation_of_a_screen(name: str, language: str) -> None:
    made = ready_made.definition(name)
    with translation.override(language):
        wording = Wording(language, translation.gettext)
        drawn = (
            draw_lying(made, wording=wording, width=1020),
            draw_lying(made, _figures(made), wording=wording, width=1020),
        )
    for svg in drawn:
        width = float(ElementTree.fromstring(svg).get("viewBox", "").split()[2])
        assert width <= 1020 * 1.2 + 0.5
        assert 'class="map only-l"' in svg
        assert _overlaps(svg) == []


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Сопровождение", ["Сопро-", "вождение"]),
        ("Potwierdzone", ["Potwier-", "dzone"]),
        ("Kvalificēšana", ["Kvalifi-", "cēšana"]),
        ("Yhteydenotto", ["Yhtey-", "denotto"]),
    ],
)
def test_a_long_word_is_broken_between_syllables(word: str, parts: list[str]) -> None:
    assert [line.text for line in two_lines(word, 75, 15, bold=True)] == parts


def test_twelve_stages_of_short_names_fit_on_a_screen_and_long_names_take_their_room() -> None:
    short, long = (
        definition(*(stage(f"s{place}", name=name) for place in range(12)))
        for name in ("Negotiate", "Подтверждение заказа")
    )
    assert 'class="map only-l"' in draw_lying(short, width=1020)
    assert 'class="map only-l wide"' in draw_lying(long, width=1020)
