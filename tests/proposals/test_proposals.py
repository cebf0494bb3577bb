"""From a finding to a verdict: the sample is stated first, the figures are looked at once, the decision stays."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, transaction
from django.test import Client

from polku.access.logic import SYSTEM
from polku.access.privacy import Subject, holdings
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.kernel.redaction import Marks
from polku.process import pins
from polku.process.queries import definition
from polku.proposals import weighing
from polku.proposals.actions import (
    close_finding,
    decide_proposal,
    drop_proposal,
    note_finding,
    start_proposal,
    write_proposal,
)
from polku.proposals.logic.incoming import NewFinding
from polku.proposals.logic.indicators import Indicator
from polku.proposals.logic.sampling import Sample
from polku.proposals.models import Decision, Finding, Proposal
from polku.proposals.tasks import decide_due
from polku.proposals.web.today import rows
from polku.site.commands.verdicts import verdicts
from tests.conftest import NOW, People
from tests.proposals.conftest import CHANGED, World, wanted


def started(row: Proposal) -> Proposal:
    told = weighing.stated(weighing.asked(row), CHANGED)
    return start_proposal(row.pk, told.sample, told.per_week, actor=SYSTEM, at=NOW)


def test_the_sample_is_stated_from_the_deals_before(drafted: Proposal) -> None:
    told = weighing.stated(weighing.asked(drafted), CHANGED)
    assert (told.sample.available, told.sample.level) == (120, pytest.approx(0.3))
    assert told.sample.new is not None
    assert 30 <= told.sample.new <= 60
    assert told.per_week == pytest.approx(3.5, abs=0.1)
    assert told.weeks is not None
    assert told.follow_weeks == 2
    few = weighing.stated(replace(weighing.asked(drafted), query="source=nowhere"), CHANGED)
    assert (few.sample.new, few.weeks) == (None, None)
    assert weighing.usual_window(weighing.asked(drafted), CHANGED) == 14


def test_a_proposal_runs_and_comes_to_its_verdict_by_itself(drafted: Proposal, people: People) -> None:
    row = started(drafted)
    assert (row.state, row.counts_from) == ("running", CHANGED)
    early = weighing.progress(row, CHANGED + timedelta(days=30))
    assert (early.is_due, early.followed < early.needed, early.coming > 0) == (False, True, True)
    assert weighing.verdict(row, CHANGED + timedelta(days=30)) is None
    assert decide_due(at=CHANGED + timedelta(days=30)) == 0
    assert decide_due(at=NOW) == 1
    decision = Decision.objects.get()
    figures = decision.figures
    assert (decision.verdict, decision.why, figures["new_n"]) == ("keep", "better", row.sample["new"])
    assert figures["low"] > 0
    assert figures["difference"] == pytest.approx(0.3, abs=0.06)
    assert decide_due(at=NOW) == 0
    kinds = list(Event.objects.filter(subject_type="proposal").order_by("id").values_list("kind", flat=True))
    assert kinds == [f"proposals.proposal_{what}" for what in ("written", "started", "decided")]
    waiting = rows(people.actor("admin"), NOW)
    assert [one.title for one in waiting] == ["Confirm needs in writing"]


def test_a_decision_is_written_once_and_never_changed(drafted: Proposal) -> None:
    row = started(drafted)
    found = weighing.verdict(row, NOW)
    assert found is not None
    decision = decide_proposal(row.pk, found, actor=SYSTEM, at=NOW)
    with pytest.raises(Refused):
        decide_proposal(row.pk, found, actor=SYSTEM, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(verdict="undo")
    with pytest.raises(Refused):
        drop_proposal(row.pk, actor=SYSTEM, at=NOW)


def test_what_was_stated_cannot_be_rewritten(drafted: Proposal) -> None:
    row = started(drafted)
    with pytest.raises(Refused, match="has started"):
        write_proposal(wanted(effect=100), proposal_id=row.pk, actor=SYSTEM, at=NOW)
    with pytest.raises(Refused, match="has started"):
        started(row)


def test_nothing_starts_without_a_version_or_a_sample(world: World) -> None:
    row = write_proposal(wanted(new_number=None), actor=SYSTEM, at=NOW)
    assert (row.old_version, row.new_version) == (world.new, None)
    enough = Sample(0.3, 100, 100, 120)
    with pytest.raises(Refused, match="Publish"):
        start_proposal(row.pk, enough, 3.0, actor=SYSTEM, at=NOW)
    other = write_proposal(wanted(), actor=SYSTEM, at=NOW)
    with pytest.raises(Refused, match="No sample"):
        start_proposal(other.pk, Sample(None, 0, None, 3), 3.0, actor=SYSTEM, at=NOW)
    assert drop_proposal(other.pk, actor=SYSTEM, at=NOW).state == "dropped"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"), ({"hypothesis": ""}, "hypothesis"), ({"stage": "nowhere"}, "stage"),
        ({"effect": 0}, "effect"), ({"window_days": 0}, "window_days"), ({"old_number": 2}, "new_number"),
        ({"indicator": Indicator.STAGE_DAYS, "stage": ""}, "stage"), ({"owner_id": 10**9}, "owner_id"),
    ],
)  # fmt: skip
def test_a_fault_names_its_field(world: World, changed: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        write_proposal(wanted(**changed), actor=SYSTEM, at=NOW)
    assert field in {refused.value.field, *refused.value.messages}


def test_only_managers_propose_and_sellers_see_their_own(drafted: Proposal, people: People) -> None:
    alice = people.actor("alice")
    with pytest.raises(NotAllowed):
        write_proposal(wanted(), actor=alice, at=NOW)
    assert list(Proposal.objects.visible_to(alice)) == []
    own = note_finding(NewFinding("sale", "Offers wait.", "offer"), actor=alice, at=NOW)
    note_finding(NewFinding("sale", "Fairs bring little."), actor=people.actor("admin"), at=NOW)
    assert list(Finding.objects.visible_to(alice)) == [own]
    assert close_finding(own.pk, actor=alice, at=NOW) is True
    assert close_finding(own.pk, actor=alice, at=NOW) is False
    with pytest.raises(NotFound):
        close_finding(own.pk, actor=people.actor("bob"), at=NOW)


def test_findings_stand_on_the_map_and_on_today(world: World, people: People) -> None:
    admin = people.actor("admin")
    found = NewFinding("sale", "Offers wait.", "offer", due_date=date(2026, 11, 19), link="/insight/")
    row = note_finding(found, actor=admin, at=NOW)
    board = pins.pins_for(admin, pins.Asked(definition(world.new.pk), NOW))
    assert [(pin.stage, pin.said, pin.due) for pin in board] == [
        ("offer", "Offers wait.", date(2026, 11, 19))
    ]
    assert [(one.title, one.signal) for one in rows(admin, NOW)] == [("Offers wait.", "late")]
    for wrong in (
        NewFinding("sale", " "), NewFinding("sale", "x", "nowhere"), NewFinding("sale", "x", link="//evil.example"),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            note_finding(wrong, actor=admin, at=NOW)
    marks = Marks(names=["Offers wait"])
    holding = holdings.get("findings")
    assert [told["is"] for told in holding.export(Subject(is_whole=False), marks)] == ["finding"]
    assert holding.erase(Subject(is_whole=False), marks, NOW) == 1
    row.refresh_from_db()
    assert "Offers" not in row.text


def test_verdicts_are_told_on_the_command_line(drafted: Proposal) -> None:
    started(drafted)
    decide_due(at=NOW)
    told = json.loads(CliRunner().invoke(verdicts, ["--json"]).output)
    assert [(one["verdict"], one["old_version"], one["new_version"]) for one in told] == [("keep", 1, 2)]
    assert CliRunner().invoke(verdicts, ["--csv"]).output.startswith("proposal_id,process")
    assert "Confirm needs in writing" in CliRunner().invoke(verdicts, []).output


def test_a_finding_tells_whether_figures_buyers_the_market_or_a_new_technology_brought_it(
    world: World, people: People, client: Client
) -> None:
    client.force_login(people.admin)
    form = "/findings/new/?process=sale&origin=market"
    assert '<option value="market" selected>' in client.get(form).content.decode()

    answer = client.post(
        form,
        {"text": "Rivals rent out.", "origin": "market", "stage": "offer", "owner_id": people.admin.pk},
    )

    row = Finding.objects.get()
    assert (answer.status_code, row.origin) == (303, "market")
    assert '<span class="tag">Market</span>' in client.get("/proposals/").content.decode()
    with pytest.raises(ValueError, match="rumour"):
        note_finding(NewFinding("sale", "x", origin="rumour"), actor=SYSTEM, at=NOW)  # type: ignore[arg-type]
