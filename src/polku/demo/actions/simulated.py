"""The sink of the demo: events of a simulation carried out by the actions that every door calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from polku.access.logic import SYSTEM, Actor
from polku.db.transactions import write
from polku.deals.actions import close, move, open_deal
from polku.deals.logic.incoming import NewDeal
from polku.demo.logic.simulation import Company, Event, Run, told
from polku.demo.logic.simulation.clock import moment
from polku.engage.actions import define_kind, log_activity
from polku.engage.logic.incoming import NewActivity
from polku.engage.logic.kinds import BUILT_IN_KEYS
from polku.kernel.money import Money
from polku.process.actions import publish_document

KEY: Final = "simulated"
STEPS_AT_ONCE: Final = 200

Named = Callable[[int, bool], str]


def perform(
    run: Run, *, sellers: Sequence[Actor], currency: str = "EUR", name: Named | None = None
) -> dict[int, int]:
    """Carry out all that happened; the deals by their number in the simulation.

    Each representative of the simulation is the seller at its place.
    """
    sink = _Sink(run, sellers, currency, name or _numbered)
    events = list(told(run))
    for start in range(0, len(events), STEPS_AT_ONCE):
        with write():
            for event in events[start : start + STEPS_AT_ONCE]:
                sink.take(event)
    return sink.deals


def document(company: Company, number: int) -> dict[str, Any]:
    """The process of the simulation in one of its versions, as a document."""
    return {
        "polku": 1,
        "key": KEY,
        "name": {"en": "Simulated"},
        "about": {"en": f"Edition {number}"},
        "stages": [
            {
                "key": stop.key,
                "name": {"en": stop.name},
                "phase": stop.phase,
                "role": "seller",
                "expected_days": stop.expected_days,
            }
            for stop in company.stops
        ],
    }


class _Sink:
    """What is known while the events are carried out."""

    def __init__(self, run: Run, sellers: Sequence[Actor], currency: str, name: Named) -> None:
        self.run, self.sellers, self.currency, self.name = run, sellers, currency, name
        self.deals: dict[int, int] = {}
        self.customers: dict[tuple[int, int], int] = {}
        """By team and customer: a team knows its own customers only."""
        self.acts: Mapping[str, Callable[[Event], None]] = {
            "published": self._publish,
            "opened": self._open,
            "act": self._act,
            "moved": self._move,
            "closed": self._close,
        }

    def take(self, event: Event) -> None:
        """Carry one event out."""
        self.acts[event.what](event)

    def _publish(self, event: Event) -> None:
        at = moment(event.at)
        publish_document(document(self.run.company, event.number), actor=SYSTEM, at=at)
        if not self.deals:
            for kind in sorted({habit.kind for habit in self.run.company.habits} - BUILT_IN_KEYS):
                define_kind(kind, name=kind.capitalize(), form="meeting", actor=SYSTEM, at=at)

    def _open(self, event: Event) -> None:
        deal, company = self.run.deals[event.number], self.run.company
        name = self.name(deal.customer, deal.private)
        key = company.reps[deal.rep].team, deal.customer
        known = self.customers.get(key)
        new = NewDeal(
            title=f"{company.products[deal.product][0].capitalize()} {event.number + 1}",
            customer_id=known,
            as_new=known is None,
            company="" if deal.private or known else name,
            contact_name=name if deal.private and not known else "",
            source=company.sources[deal.source].key,
            product=company.products[deal.product][0],
            owner_id=self._seller(event).user_id,
            value=Money(deal.value_minor, self.currency),
        )
        row = open_deal(new, actor=self._seller(event), at=moment(event.at), process=KEY)
        self.deals[event.number] = row.id
        self.customers[key] = row.customer_id

    def _act(self, event: Event) -> None:
        new = NewActivity(self.deals[event.number], event.key, at=moment(event.at))
        log_activity(new, actor=self._seller(event), at=moment(event.at))

    def _move(self, event: Event) -> None:
        move(self.deals[event.number], event.key, actor=self._seller(event), at=moment(event.at))

    def _close(self, event: Event) -> None:
        reasons = (event.reason,) if event.reason else ()
        actor, at = self._seller(event), moment(event.at)
        close(self.deals[event.number], event.key, actor=actor, at=at, reasons=reasons)

    def _seller(self, event: Event) -> Actor:
        return self.sellers[self.run.deals[event.number].rep]


def _numbered(customer: int, private: bool) -> str:
    return f"Person {customer}" if private else f"Firm {customer}"
