"""The demo shows a change that was decided and one that runs, and the figures on its pages agree with them."""

from __future__ import annotations

from datetime import timedelta

from polku.access.logic import SYSTEM
from polku.access.queries import actor_of
from polku.deals.actions import open_deals
from polku.deals.logic.incoming import NewDeal, PastStep
from polku.deals.models import Deal
from polku.deals.queries.health import course_agrees
from polku.demo.actions import filling
from polku.demo.actions.extras import EXTRAS
from polku.demo.actions.proposing import COUNTS, TRIED_DAYS, change_line, decided, running
from polku.eventlog.events import Via
from polku.process.actions import load_ready
from polku.proposals import weighing
from polku.proposals.models import Finding, Proposal
from tests.conftest import NOW, People


def test_the_small_demo_holds_two_hundred_deals_at_most_and_most_of_them_on_the_line_of_sale() -> None:
    line = filling.SIZES["small"] + len(EXTRAS)
    assert (line + sum(COUNTS) <= 200, line >= sum(COUNTS)) == (True, True)


def test_the_demo_has_a_decided_proposal(people: People) -> None:
    seller, manager = (actor_of(one, Via.DEMO) for one in (people.charlie, people.admin))

    made = decided(seller, manager, "fi", at=NOW)

    assert (Deal.objects.count(), made) == (made, sum(COUNTS))
    assert list(course_agrees()) == []
    assert Finding.objects.get().text.startswith("Varaosapyynnöt")
    row = Proposal.objects.select_related("process").get()
    assert (row.state, row.decision.verdict) == ("decided", "keep")
    row.state = "running"
    found = weighing.verdict(row, NOW)
    assert found is not None
    assert (found.new_n, found.verdict) == (row.decision.figures["new_n"], "keep")


def test_the_demo_has_a_running_proposal_about_its_line_of_sale(people: People) -> None:
    load_ready("lead-to-paid", actor=SYSTEM, at=NOW - timedelta(days=200))
    changed = NOW - timedelta(days=TRIED_DAYS)
    older = [changed - timedelta(days=16 + place) for place in range(60)]
    rows = [
        NewDeal(
            title=f"Machine {place}",
            company=f"Firm {place}",
            opened_at=at,
            past=(
                PastStep("", "find", at),
                PastStep("moved", "contact", at + timedelta(hours=24 + place * 7 % 40)),
            ),
        )
        for place, at in enumerate(older)
    ]
    open_deals(rows, actor=SYSTEM.through(Via.DEMO), at=NOW, process="lead-to-paid", history=True)
    version = change_line("lead-to-paid", at=changed)

    assert running("lead-to-paid", actor_of(people.admin, Via.DEMO), "en", at=NOW)

    row = Proposal.objects.select_related("process").get()
    assert (version.number, row.state, row.new_version_id) == (2, "running", version.id)
    told = weighing.progress(row, NOW)
    assert (told.followed, told.needed >= 50, told.is_due) == (0, True, False)
