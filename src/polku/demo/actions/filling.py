"""The sink: a simulated company written through the same actions as every door."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from polku.access.actions import add_team, add_user
from polku.access.logic import SYSTEM, Actor
from polku.access.models import Team, User
from polku.access.queries import actor_of
from polku.company.actions import update_company
from polku.company.queries import company
from polku.db.transactions import write
from polku.deals.actions import (
    close,
    complete_next_step,
    finish_deals,
    move,
    open_deal,
    set_next_step,
    tick,
    update_fields,
)
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal, DealContact
from polku.demo.logic import Plan, Step, plans
from polku.demo.names import SELLERS
from polku.demo.words import WORDS, Words
from polku.engage.actions import log_activity
from polku.engage.logic.incoming import NewActivity
from polku.eventlog.events import Via
from polku.kernel.money import Money
from polku.process.logic import criteria
from polku.process.queries import definition
from polku.qualify.actions import answer

SIZES = {"small": 130, "large": 5000}
PROCESS = "eight-stage"
SEED = 20261122


def load(*, size: str = "small", at: datetime, seed: int = SEED, language: str = "") -> int:
    """Fill the company with made-up deals that end at `at`; the number of deals. Does nothing where deals exist.

    What people wrote is in `language`, which becomes the company's; in the company's own where it is left out.
    """
    if Deal.objects.exists():
        return 0
    firm = company()
    language = language or firm.language
    update_company(firm, actor_id=None, via=Via.DEMO, at=at, is_demo=True, language=language)
    words = WORDS[language]
    people = _people(at - timedelta(days=200), language)
    made = 0
    for plan in plans(seed=seed, number=SIZES[size], sellers=len(people), until=at, words=words):
        with write():
            _live(plan, people[plan.owner], words)
        made += 1
    return made


def _people(at: datetime, language: str) -> list[Actor]:
    actors = []
    for name, email, role, team_name, own in SELLERS:
        team = Team.objects.filter(name=team_name).first() or add_team(name=team_name, actor=SYSTEM, at=at)
        user = User.objects.filter(email=email).first() or add_user(
            email=email, name=name, role=role, teams=[team.id], language=own or language, actor=SYSTEM, at=at
        )
        actors.append(actor_of(user, Via.DEMO))
    return actors


def _live(plan: Plan, seller: Actor, words: Words) -> None:
    new = NewDeal(
        title=plan.title,
        source=plan.source,
        campaign=plan.campaign,
        product=plan.product,
        owner_id=seller.user_id,
        value=Money(plan.value_minor, "EUR"),
        company=plan.customer["company"],
        contact_name=plan.customer["contact_name"],
        email=plan.customer["email"],
        phone=plan.customer["phone"],
    )
    deal = open_deal(new, actor=seller, at=plan.opened_at, process=PROCESS)
    for step in plan.steps:
        if step.what == "ready":
            _ready(deal.id, step, seller, words)
        else:
            _ACTS[step.what](deal.id, step, seller)


def _log(deal_id: int, step: Step, actor: Actor) -> None:
    log_activity(NewActivity(deal_id, at=step.at, **step.with_), actor=actor, at=step.at)


def _tick(deal_id: int, step: Step, actor: Actor) -> None:
    tick(deal_id, step.with_["item"], actor=actor, at=step.at)


def _next(deal_id: int, step: Step, actor: Actor) -> None:
    set_next_step(deal_id, actor=actor, at=step.at, **step.with_)


def _move(deal_id: int, step: Step, actor: Actor) -> None:
    if Deal.objects.filter(id=deal_id).exclude(next_step="").exists():
        complete_next_step(deal_id, actor=actor, at=step.at)
    if not Deal.objects.filter(id=deal_id, stage=step.with_["stage"]).exists():
        move(deal_id, step.with_["stage"], actor=actor, at=step.at)


def _close(deal_id: int, step: Step, actor: Actor) -> None:
    close(deal_id, actor=actor, at=step.at, **step.with_)


def _finish(deal_id: int, step: Step, actor: Actor) -> None:
    finish_deals([deal_id], actor=actor, at=step.at)[0].unwrap()


def _ready(deal_id: int, step: Step, actor: Actor, words: Words) -> None:
    """Do what the criteria to leave this stage ask for, one by one, as a seller would."""
    deal = Deal.objects.get(id=deal_id)
    process = definition(deal.version_id)
    onward = process.next_after(deal.stage)
    for name in sorted(criteria.facts_for_move(process, deal.stage, onward.key if onward else None)):
        if name.startswith("item_"):
            tick(deal_id, name.removeprefix("item_"), actor=actor, at=step.at)
        elif name in _MEETING:
            _MEETING[name](deal_id, step, actor, words)


def _bant(question: str) -> Callable[[int, Step, Actor, Words], None]:
    def act(deal_id: int, step: Step, actor: Actor, words: Words) -> None:
        deal = Deal.objects.get(id=deal_id)
        answer(deal_id, "bant", question, _said(question, deal, step, words), actor=actor, at=step.at)

    return act


def _said(question: str, deal: Deal, step: Step, words: Words) -> object:
    """What the buyer answers."""
    if question == "budget":
        return Money(int((deal.value_minor or 0) * 1.1), deal.value_currency or "EUR")
    if question == "by_when":
        return (step.at + timedelta(days=60)).date()
    if question == "decider":
        return DealContact.objects.filter(deal=deal).values_list("contact_id", flat=True)[0]
    return words.need


def _expect(deal_id: int, step: Step, actor: Actor, words: Words) -> None:
    day = (step.at + timedelta(days=30)).date()
    update_fields(deal_id, {"expected_close": day}, actor=actor, at=step.at)


def _call(deal_id: int, step: Step, actor: Actor, words: Words) -> None:
    log_activity(NewActivity(deal_id, "call", text=words.spoke, at=step.at), actor=actor, at=step.at)


def _agree(deal_id: int, step: Step, actor: Actor, words: Words) -> None:
    due_at = step.at + timedelta(days=3)
    set_next_step(deal_id, text=words.ask_bant, due_at=due_at, actor=actor, at=step.at)


_ACTS: Mapping[str, Callable[[int, Step, Actor], Any]] = {
    "log": _log, "tick": _tick, "next": _next, "move": _move, "close": _close, "finish": _finish,
}  # fmt: skip
_MEETING: Mapping[str, Callable[[int, Step, Actor, Words], Any]] = {
    "first_contact_made": _call,
    "call_held": _call,
    "budget_known": _bant("budget"),
    "authority_known": _bant("decider"),
    "need_known": _bant("problem"),
    "time_known": _bant("by_when"),
    "expected_close_set": _expect,
    "next_step_set": _agree,
}
