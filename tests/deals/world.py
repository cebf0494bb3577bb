"""A company that works at random: every kind of change by every kind of person, and what must hold after each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from polku.access.logic import SYSTEM, Actor
from polku.deals import actions
from polku.deals.actions.batches import run_batch, start_batch, undo_batch
from polku.deals.actions.undoing import UNDOABLE
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import ChecklistTick, Closure, Deal, Override, StageVisit
from polku.eventlog.models import Event
from polku.kernel.errors import DomainError
from polku.kernel.money import Money
from polku.search.models import SearchDocument

LONG = {
    "polku": 1,
    "key": "long",
    "name": "Long",
    "stages": [
        {
            "key": "find",
            "name": "Find",
            "phase": "find",
            "checklist": [{"key": "called", "text": "Called"}],
            "advance": "item_called",
        },
        {
            "key": "needs",
            "name": "Needs",
            "phase": "engage",
            "not_needed": "deal_value > 300.0",
            "checklist": [{"key": "recap", "text": "Recap"}],
            "exit": [
                {"key": "recap_done", "when": "item_recap", "say": "The recap is confirmed"},
                {"key": "valued", "when": "deal_value > 0.0", "say": "The value is known"},
            ],
        },
        {"key": "offer", "name": "Offer", "phase": "offer"},
        {"key": "deliver", "name": "Deliver", "phase": "deliver"},
        {"key": "care", "name": "Care", "phase": "care"},
    ],
}
SHORT = {
    "polku": 1,
    "key": "short",
    "name": "Short",
    "stages": [
        {"key": "ask", "name": "Ask", "phase": "find"},
        {"key": "answer", "name": "Answer", "phase": "close"},
    ],
}
STAGES = ("find", "needs", "offer", "deliver", "care", "ask", "answer")
OUTCOMES = ("won", "upgraded", "lost", "paused", "no_decision")


class World:
    """Does one random thing after another, and holds the actions to their word at each."""

    def __init__(self, seed: int, actors: list[Actor], owners: list[int], at: datetime) -> None:
        self.random = Random(seed)
        self.actors = actors
        self.owners = owners
        self.at = at
        self.ids: list[int] = []
        self.stages: dict[int, tuple[str, ...]] = {}
        self.before: dict[int, Any] = {}
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def live(self, steps: int) -> None:
        """So many things happen."""
        for _ in range(5):
            self._open()
        doings: list[tuple[Callable[[int, Actor], Any], int]] = [
            (self._move, 8), (self._close, 5), (self._reopen, 3), (self._undo, 8), (self._void, 1), (self._restore, 2),
            (self._tick, 4), (self._untick, 2), (self._edit, 4), (self._next, 2), (self._done, 1), (self._assign, 2),
            (self._finish, 4),
        ]  # fmt: skip
        acts, weights = zip(*doings, strict=True)
        for number in range(steps):
            self.at += timedelta(minutes=self.random.choice((0, 0, 7, 95, 3000)))
            if number % 12 == 0:
                self._open()
                self._together()
            self._try(self.random.choices(acts, weights)[0])

    def _try(self, act: Callable[[int, Actor], Any]) -> None:
        """One deed on one deal: refused, it changes nothing; undone, all is as it was."""
        deal_id, actor = self.random.choice(self.ids), self.random.choice(self.actors)
        was, last, standing = state(deal_id), _last_event(), _standing(deal_id)
        refusal: DomainError | None = None
        try:
            act(deal_id, actor)
        except DomainError as error:
            refusal = error
        if refusal is not None:
            self.refused[f"{act.__name__} {refusal.code}"] += 1
            assert state(deal_id) == was, f"{act.__name__} was refused and yet changed deal {deal_id}"
            assert _last_event() == last
            return
        self.done[act.__name__] += 1
        new = list(Event.objects.filter(id__gt=last, case_id=deal_id).order_by("id"))
        if not new:
            assert state(deal_id) == was, (
                f"{act.__name__} wrote nothing into the log and yet changed deal {deal_id}"
            )
        elif new[0].undoes_id:
            self._back(deal_id, new[0])
        else:
            self.before[new[0].id] = (was, standing)

    def _back(self, deal_id: int, undone: Event) -> None:
        """Where nothing else was done or taken back since, all is as it was before."""
        standing = _standing(deal_id)
        was, then = self.before.get(undone.undoes_id or 0, (None, None))
        if standing == then:
            left = [pair for pair in zip(state(deal_id), was, strict=True) if pair[0] != pair[1]]
            assert left == [], f"undoing {undone.payload['undone']} did not restore deal {deal_id}"
            self.done["restored"] += 1

    def _together(self) -> None:
        """Several deals change at once; taken back whole at once, each is as it was."""
        actor = next(one for one in self.actors if one.role == "admin")
        ids = self.random.sample(self.ids, min(3, len(self.ids)))
        act, args = self.random.choice((
            ("move", {"stage": self.random.choice(STAGES)}),
            ("close", {"outcome": self.random.choice(OUTCOMES), "reasons": ["price"]}),
            ("assign", {"owner_id": self.random.choice(self.owners)}),
            ("void", {}),
            ("restore", {}),
        ))  # fmt: skip
        was = [state(one) for one in ids]
        batch = start_batch(act, args, ids, actor=actor, at=self.at)
        run_batch(batch, actor=actor, at=self.at)
        self.done[f"together {act}"] += len(batch.events)
        if self.random.random() < 0.6:
            assert undo_batch(batch, actor=actor, at=self.at) == (len(batch.events), 0)
            assert [state(one) for one in ids] == was

    def _open(self) -> None:
        random, actor = self.random, self.random.choice([one for one in self.actors if one.role != "viewer"])
        process = random.choice(("long", "long", "short"))
        value = random.choice((None, Money(random.randint(1, 10**9), "EUR")))
        if random.random() < 0.35:
            rows = [self._past(process) for _ in range(random.randint(1, 3))]
            made = actions.open_deals(rows, actor=SYSTEM, at=self.at, process=process, history=True)
        else:
            row = NewDeal(
                title="New",
                company=f"C{random.randint(1, 9)}",
                value=value,
                owner_id=random.choice(self.owners),
            )
            made = actions.open_deals([row], actor=actor, at=self.at, process=process)
        self.ids += [one.deal_id for one in made if one.deal_id]
        self.stages |= {
            one: STAGES[:5] if process == "long" else STAGES[5:] for one in self.ids if one not in self.stages
        }

    def _past(self, process: str) -> NewDeal:
        random = self.random
        opened = random.choice((None, self.at - timedelta(days=random.randint(1, 400))))
        ended = random.choice((None, self.at - timedelta(days=random.randint(1, 400))))
        stages = STAGES[:5] if process == "long" else STAGES[5:]
        fate = random.choice(("won", "lost", "open"))
        stage = random.choice(("", *stages))
        if fate == "lost" and stage in ("deliver", "care"):
            stage = ""
        return NewDeal(
            title="Past", opened_at=opened, stage=stage, won=fate == "won", lost=fate == "lost",
            won_at=ended if fate == "won" else None, lost_at=ended if fate == "lost" else None,
            value=Money(random.randint(0, 10**6), "EUR"),
        )  # fmt: skip

    def _move(self, deal_id: int, actor: Actor) -> None:
        reason = self.random.choice(("", "", "In a hurry"))
        stage = self.random.choice((*self.stages[deal_id] * 3, "nowhere"))
        actions.move(deal_id, stage, actor=actor, at=self.at, override_reason=reason)

    def _close(self, deal_id: int, actor: Actor) -> None:
        outcome = self.random.choice(OUTCOMES)
        more: dict[str, Any] = {"reasons": self.random.choice(((), ("price",), ("rival", "other")))}
        if outcome == "upgraded":
            more["added"] = Money(self.random.randint(1, 5000), "EUR")
        if self.random.random() < 0.3:
            more["override_reason"] = "The board said yes"
        actions.close(deal_id, outcome, actor=actor, at=self.at, **more)

    def _finish(self, deal_id: int, actor: Actor) -> None:
        actions.finish_deals([deal_id], actor=actor, at=self.at)[0].unwrap()

    def _reopen(self, deal_id: int, actor: Actor) -> None:
        actions.reopen(deal_id, actor=actor, at=self.at)

    def _undo(self, deal_id: int, actor: Actor) -> None:
        gone = Event.objects.exclude(undoes_id=None).values("undoes_id")
        events = (
            Event.objects.filter(case_id=deal_id, kind__in=UNDOABLE).exclude(id__in=gone).order_by("-id")[:3]
        )
        if events:
            chosen = events[0] if self.random.random() < 0.7 else self.random.choice(list(events))
            actions.undo(chosen.id, actor=actor, at=self.at)

    def _void(self, deal_id: int, actor: Actor) -> None:
        actions.void_deals([deal_id], actor=actor, at=self.at)[0].unwrap()

    def _restore(self, deal_id: int, actor: Actor) -> None:
        actions.restore_deals([deal_id], actor=actor, at=self.at)[0].unwrap()

    def _tick(self, deal_id: int, actor: Actor) -> None:
        actions.tick(deal_id, self.random.choice(("called", "recap")), actor=actor, at=self.at)

    def _untick(self, deal_id: int, actor: Actor) -> None:
        actions.untick(deal_id, self.random.choice(("called", "recap")), actor=actor, at=self.at)

    def _edit(self, deal_id: int, actor: Actor) -> None:
        random = self.random
        values: dict[str, Any] = random.choice((
            {"title": random.choice(("Chairs", "Tables"))},
            {"value_minor": random.randint(1, 99999), "value_currency": "EUR"},
            {"value_minor": None, "value_currency": ""},
            {"expected_close": (self.at + timedelta(days=random.randint(1, 30))).date()},
            {"custom.size": random.choice((None, 1, 7))},
            {"source": random.choice(("", "web")), "campaign": "spring"},
        ))  # fmt: skip
        actions.update_fields(deal_id, values, actor=actor, at=self.at)

    def _next(self, deal_id: int, actor: Actor) -> None:
        due = self.random.choice((None, self.at + timedelta(days=2)))
        actions.set_next_step(
            deal_id, text=self.random.choice(("Call", "Mail")), due_at=due, actor=actor, at=self.at
        )

    def _done(self, deal_id: int, actor: Actor) -> None:
        actions.complete_next_step(deal_id, actor=actor, at=self.at)

    def _assign(self, deal_id: int, actor: Actor) -> None:
        owner = self.random.choice(self.owners)
        actions.assign_deals([deal_id], owner_id=owner, actor=actor, at=self.at)[0].unwrap()


def _last_event() -> int:
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _standing(deal_id: int) -> set[int]:
    """What happened to a deal and was not taken back."""
    told = list(Event.objects.filter(case_id=deal_id).values_list("id", "undoes_id"))
    gone = {undoes for _, undoes in told}
    return {event_id for event_id, undoes in told if undoes is None} - gone


def state(deal_id: int) -> Any:
    """All that the tables say of a deal."""

    def rows(found: Any) -> list[dict[str, Any]]:
        return [{name: value for name, value in row.items() if name != "id"} for row in found.values()]

    return (
        Deal.objects.filter(id=deal_id).values().get(),
        rows(StageVisit.objects.filter(deal=deal_id).order_by("seq")),
        rows(Closure.objects.filter(deal=deal_id).order_by("id")),
        rows(Override.objects.filter(deal=deal_id).order_by("id")),
        rows(ChecklistTick.objects.filter(deal=deal_id).order_by("item")),
        rows(SearchDocument.objects.filter(kind="deal", row_id=deal_id)),
    )


def line(events: list[Event]) -> tuple[list[list[str]], str, bool]:
    """A deal's stages with how each was left, its outcome, and whether it is in the bin: counted by hand."""
    gone = {event.undoes_id for event in events}
    stays: list[list[str]] = []
    outcome, binned = "open", False
    ways = {
        "finished": "finished",
        "won": "won",
        "upgraded": "won",
        "lost": "lost",
        "paused": "paused",
        "undecided": "no_decision",
    }
    for event in sorted(events, key=lambda event: event.id):
        verb = event.kind.removeprefix("deals.deal_")
        if event.id in gone:
            continue
        if verb in ("voided", "restored"):
            binned = verb == "voided"
        if verb not in (*ways, "opened", "moved", "reopened"):
            continue
        if verb == "upgraded" and outcome in ("won", "upgraded"):
            outcome = verb
            continue
        if stays and not stays[-1][1]:
            stays[-1][1] = ways.get(verb, "moved")
        if stage := event.payload.get("stage" if verb == "opened" else "to_stage"):
            stays.append([stage, ""])
        if verb not in ("moved", "finished"):
            outcome = {"opened": "open", "reopened": "open", "undecided": "no_decision"}.get(verb, verb)
    return stays, outcome, binned
