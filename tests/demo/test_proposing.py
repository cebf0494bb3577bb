"""The demo shows a change that was decided and one that runs, and the figures on its pages agree with them."""

from __future__ import annotations

from polku.access.queries import actor_of
from polku.deals.models import Deal
from polku.demo.actions.proposing import COUNTS, propose
from polku.eventlog.events import Via
from polku.proposals import weighing
from polku.proposals.models import Finding, Proposal
from tests.conftest import NOW, People


def test_the_demo_has_one_decided_and_one_running_proposal(people: People) -> None:
    sellers = [actor_of(one, Via.DEMO) for one in (people.alice, people.bob)]
    manager = actor_of(people.admin, Via.DEMO)

    made = propose(sellers, manager, "fi", at=NOW)

    assert (Deal.objects.count(), made <= sum(COUNTS), made > 110) == (made, True, True)
    assert Finding.objects.get().text.startswith("Varaosapyynnöt")
    decided, running = Proposal.objects.select_related("process").order_by("id")
    assert (decided.state, decided.decision.verdict, running.state) == ("decided", "keep", "running")
    told = weighing.progress(running, NOW)
    assert (0 < told.followed < told.needed, told.is_due) == (True, False)
    decided.state = "running"
    found = weighing.verdict(decided, NOW)
    assert found is not None
    assert (found.new_n, found.verdict) == (decided.decision.figures["new_n"], "keep")
