"""Charts are plain text made of numbers and words."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from polku.insight.logic import charts
from polku.insight.logic.charts import Bar
from polku.insight.logic.figures import Curve, CurvePoint, Volume

WORDS = {"title": "Funnel & more", "started": "Of 100", "moved": "Moved on"}
SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def say(value: float) -> str:
    return f"{value:g}"


def bars(*, label: str = "Find") -> list[Bar]:
    return [Bar(label, 100, 60, 10, 30, 0.6, 0.5, 0.7), Bar("Offer", 60, 0, 0, 0, None, 0, 1)]


def test_a_funnel_gives_each_bar_its_length() -> None:
    root = drawn(charts.funnel(bars(), 100, words=WORDS, number=say, percent=say))

    widths = {r.get("class"): float(r.get("width", 0)) for r in root.iter("rect")}
    assert root.get("aria-label") == "Funnel & more"
    assert round(widths["adv"] / widths["lost"], 1) == 2.0
    assert [c.get("cx") for c in root.iter("circle")] == ["920.0"]


def test_a_long_name_is_cut_and_whole_in_its_title() -> None:
    long = "Sopimusneuvottelujen viimeistely ja allekirjoitusvalmius"
    root = drawn(charts.funnel(bars(label=long), 100, words=WORDS, number=say, percent=say))

    (title,) = root.iter("title")
    assert title.text == long
    assert any((t.text or "").endswith("…") for t in root.iter("text"))


@given(
    label=st.text(max_size=80).filter(lambda text: all(ord(c) > 31 and c not in "\ufffe\uffff" for c in text))
)
def test_any_name_can_be_drawn(label: str) -> None:
    for draw in (charts.funnel, charts.funnel_narrow):
        safe = label.encode("utf-8", "ignore").decode()
        assert drawn(draw(bars(label=safe), 100, words=WORDS, number=say, percent=say)).tag == "svg"


def test_a_curve_falls_by_steps_and_marks_target_and_censored() -> None:
    curve = Curve(4, 2, 36_000, None, (CurvePoint(36_000, 0.5, 0.1, 0.8, 4),), (40_000.0,))
    root = drawn(
        charts.survival(
            curve, label="Find", unit=36_000, target=18_000, percent=say, amount=say, end=lambda d: f"{d:g} d"
        )
    )

    paths = {path.get("class"): path.get("d", "") for path in root.iter("path")}
    assert set(paths) == {"ax", "band", "aim", "cen", "km"}
    assert paths["km"] == "M26 10H209.6V70.0H230"


def test_a_curve_without_an_end_stays_at_the_top() -> None:
    root = drawn(
        charts.survival(
            Curve(1, 0, None, None, (), (7200.0,)),
            label="x",
            unit=3600,
            target=None,
            percent=say,
            amount=say,
            end=say,
        )
    )

    assert {path.get("class"): path.get("d") for path in root.iter("path")}["km"] == "M26 10H230"


def test_months_stand_side_by_side() -> None:
    root = drawn(
        charts.volume([Volume("2026-01", 4, 2, 0, 0), Volume("2026-02", 0, 0, 1, 0)], label="x", number=say)
    )

    assert [(r.get("class"), r.get("height")) for r in root.iter("rect")] == [
        ("stay", "136.0"),
        ("adv", "68.0"),
        ("lost", "34.0"),
    ]


def test_months_fit_on_a_phone_however_many_there_are() -> None:
    months = [Volume(f"2026-{one:02}", 4, 2, 1, 0) for one in range(1, 37)]
    root = drawn(charts.volume_narrow(months, label="x", number=say))
    ends = [float(r.get("x", 0)) + float(r.get("width", 0)) for r in root.iter("rect")]
    assert max(ends) <= 340
