"""Who brings deals over which stage, beside like deals of the others: counted by hand, and by chance alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isclose
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest

from polku.access.logic import Actor
from polku.insight.analyses.rows import drill
from polku.insight.analyses.skills import skills
from polku.insight.engine import Marts
from polku.insight.filters import Drill, Filter
from polku.insight.hooks import About
from polku.insight.logic.differences import false_discovery
from polku.insight.logic.figures import Share
from polku.insight.logic.skills import beside
from polku.measures.web.coaching import offered
from tests.conftest import People
from tests.insight.worlds import NOW, Case, walk

F = Filter(process="made")
Load = Callable[[Sequence[Case]], Marts]


def dealt(owner: int | None, source: str, *, on: int, lost: int) -> list[Case]:
    """Deals of somebody that got past `qualify` to a win, and others that were lost there."""
    made = [walk("find", "qualify", "offer", end="won", owner_id=owner, source=source) for _ in range(on)]
    return made + [walk("find", "qualify", end="lost", owner_id=owner, source=source) for _ in range(lost)]


def test_a_person_is_beside_the_others_with_the_mix_of_the_others() -> None:
    found = beside([(30, 40), (10, 20), (5, 5)], [(20, 40), (15, 60), (0, 0)])

    assert found is not None
    assert isclose(found.share, (40 * 30 / 40 + 60 * 10 / 20) / 100)  # 0.6: the third source is nobody else's
    assert isclose(found.others, 0.35)
    assert isclose(found.apart, 0.25)
    parts = ((40, 30, 40, 20, 40), (60, 10, 20, 15, 60))
    spread = sum(
        (n / 100) ** 2 * sum((k + 0.5) / (m + 1) * (1 - (k + 0.5) / (m + 1)) / m for k, m in ((a, b), (c, d)))
        for n, a, b, c, d in parts
    )
    assert isclose(found.high - found.low, 2 * 1.959963984540054 * spread**0.5)
    assert 0 < found.p < 0.01
    assert beside([(30, 40), (0, 0)], [(20, 40), (15, 60)]) is None  # 40 of the 100 are alike


def test_a_stage_that_somebody_is_weak_at_is_found_and_easy_deals_are_no_skill(load: Load) -> None:
    cases = dealt(1, "web", on=60, lost=20) + dealt(1, "fair", on=5, lost=15)
    cases += dealt(2, "web", on=15, lost=5) + dealt(2, "fair", on=20, lost=60)  # the same skill, other deals
    cases += dealt(3, "web", on=10, lost=40) + dealt(3, "fair", on=5, lost=45)  # weak at qualify with either
    cases += dealt(None, "web", on=50, lost=0)

    found = skills(load(cases), F)
    rows = {(one.person, one.stage): one for one in found.rows}

    assert (found.n, found.people, found.is_said) == (300, 3, True)
    assert rows[3, "qualify"].moved == Share(15, 100)
    assert rows[3, "qualify"].is_finding
    assert rows[3, "qualify"].beside.apart < -0.25
    # Both brought three of four from the web and one of four from the fair over it; the third pulls the others down.
    assert rows[1, "qualify"].moved == Share(65, 100)
    assert rows[2, "qualify"].moved == Share(35, 100)
    one, two = rows[1, "qualify"].beside, rows[2, "qualify"].beside
    assert isclose(one.share, (70 * 0.75 + 130 * 0.25) / 200, rel_tol=1e-9)
    assert isclose(two.share, (130 * 0.75 + 70 * 0.25) / 200, rel_tol=1e-9)
    assert [row.q for row in found.rows] == false_discovery([row.beside.p for row in found.rows])
    assert (3, "offer") not in rows  # 15 deals came there


def test_the_deals_behind_a_person_at_a_stage_are_those_that_were_counted(load: Load) -> None:
    cases = dealt(1, "web", on=30, lost=10) + dealt(2, "web", on=20, lost=20)
    marts = load([*cases, walk("find", "qualify", owner_id=1)])  # still there: not judged
    (row,) = [one for one in skills(marts, F).rows if (one.person, one.stage) == (1, "qualify")]

    def behind(what: str) -> int:
        return len(marts.rows(drill(marts, Drill(F.having(owners=(1,)), what, "qualify"), NOW)))

    assert (behind("judged"), behind("advanced")) == (row.moved.n, row.moved.k) == (40, 30)


def test_nothing_is_said_of_few_deals_or_where_no_loss_is_written_down(load: Load) -> None:
    few = dealt(1, "web", on=20, lost=9) + dealt(2, "web", on=20, lost=20)
    assert skills(load(few), F).rows == ()
    won = skills(load(dealt(1, "web", on=40, lost=0) + dealt(2, "web", on=40, lost=0)), F)
    assert (won.is_said, won.rows) == (False, ())


def test_people_who_differ_by_chance_alone_are_seldom_told_apart() -> None:
    chance, wrong = Random(7), 0
    for _ in range(200):
        people = []
        for _person in range(6):
            draws = [(0.5, 40), (0.25, 30)]
            people.append([(sum(chance.random() < share for _ in range(n)), n) for share, n in draws])
        whole = [tuple(map(sum, zip(*stratum, strict=True))) for stratum in zip(*people, strict=True)]
        rows = []
        for mine in people:
            others = [(k - own[0], n - own[1]) for (k, n), own in zip(whole, mine, strict=True)]
            found = beside(mine, others)
            assert found is not None
            rows.append(found.p)
        wrong += min(false_discovery(rows)) <= 0.05
    assert wrong <= 20  # 5 % of 200 companies, and what chance adds to it


def test_a_skill_leads_to_a_coaching_goal_of_that_person_at_that_stage(people: People) -> None:
    manager: Actor = people.actor("admin")
    (act,) = offered(manager, About("skills", "sale", "qualify", person_id=7))
    asked = parse_qs(urlsplit(act.url).query)
    assert (asked["person_id"], asked["place"], "baseline" in asked) == (["7"], ["sale/qualify"], False)


@pytest.mark.parametrize("phases", [("qualify",)])
def test_of_a_part_of_the_line_its_stages_alone(load: Load, phases: tuple[str, ...]) -> None:
    cases = dealt(1, "web", on=40, lost=20) + dealt(2, "web", on=20, lost=40)
    found = skills(load(cases), F.having(phases=phases))
    assert {one.stage for one in found.rows} == {"qualify"}
