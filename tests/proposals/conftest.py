"""A company with two versions of its process and deals of a year under each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from polku.access.logic import SYSTEM
from polku.deals.actions import open_deals
from polku.deals.logic.incoming import NewDeal
from polku.kernel.money import Money
from polku.process.actions import publish_document
from polku.process.models import ProcessVersion
from polku.proposals.actions import write_proposal
from polku.proposals.logic.incoming import NewProposal
from polku.proposals.logic.indicators import Indicator
from polku.proposals.models import Proposal
from tests.conftest import NOW, People
from tests.kept import kept

CHANGED = NOW - timedelta(days=300)
BEGAN = CHANGED - timedelta(days=300)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class World:
    """Both versions of the process `sale`."""

    old: ProcessVersion
    new: ProcessVersion


def document(number: int) -> dict[str, object]:
    """The process in a version."""
    return {
        "polku": 1,
        "key": "sale",
        "name": {"en": "Sale"},
        "about": {"en": f"Edition {number}"},
        "stages": [
            {"key": "needs", "name": {"en": "Needs"}, "phase": "engage"},
            {"key": "offer", "name": {"en": "Offer"}, "phase": "offer"},
        ],
    }


def sold(since: datetime, n: int, won_of_ten: int, owner_id: int) -> list[NewDeal]:
    """Deals of 240 days that were won after ten days or lost after twelve."""
    found = []
    for place in range(n):
        at = since + DAY + place * 240 * DAY / n
        won = place * 7 % 10 < won_of_ten
        found.append(
            NewDeal(
                title=f"Deal {place}", company=f"Firm {place} of {since:%Y%m}", source=("web", "fair")[place % 2],
                product="chair", owner_id=owner_id, value=Money(100_000 + place % 3 * 100_000, "EUR"),
                opened_at=at, won=won, won_at=at + 10 * DAY if won else None, lost=not won,
                lost_at=None if won else at + 12 * DAY, reasons=() if won else ("price",),
            )
        )  # fmt: skip
    return found


@kept
def world(people: People) -> World:
    """Three of ten won under the first version, six of ten under the second."""
    old = publish_document(document(1), actor=SYSTEM, at=BEGAN)
    told = open_deals(
        sold(BEGAN, 120, 3, people.alice.id), actor=SYSTEM, at=CHANGED - DAY, process="sale", history=True
    )
    new = publish_document(document(2), actor=SYSTEM, at=CHANGED)
    told += open_deals(
        sold(CHANGED, 120, 6, people.alice.id), actor=SYSTEM, at=NOW - DAY, process="sale", history=True
    )
    assert [one.error for one in told if one.error] == []
    return World(old, new)


def wanted(**changed: object) -> NewProposal:
    """A proposal as a manager writes it."""
    given: dict[str, object] = {
        "process": "sale", "title": "Confirm needs in writing", "hypothesis": "A recap wins more.",
        "indicator": Indicator.WIN_RATE, "effect": 3000, "stage": "offer", "new_number": 2, "period_days": 280,
        "window_days": 14,
    }  # fmt: skip
    return NewProposal(**(given | changed))  # type: ignore[arg-type]


@kept
def drafted(world: World, people: People) -> Proposal:
    """A proposal that has not started."""
    return write_proposal(wanted(owner_id=people.admin.id), actor=SYSTEM, at=NOW)
