"""The sink: a simulated company written through the same actions as every door."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from time import sleep
from typing import Any

from polku.access.actions import add_team, add_user
from polku.access.logic import SYSTEM, Actor
from polku.access.models import Team, User
from polku.access.queries import actor_of
from polku.company.actions import update_company
from polku.company.queries import company, day_of
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
from polku.deals.reactions import catch_up
from polku.demo.actions import aiming, buyers, expecting, proposing
from polku.demo.actions.extras import act, bank_day, dispatch, extras, hand_over, order, quotes_that_wait
from polku.demo.actions.lives import Cast, Life
from polku.demo.actions.shop import ON_THE_WAY, SHELVES, open_shop, order_more, take_delivery
from polku.demo.actions.trading import ACTS
from polku.demo.logic import Step, lively_plans
from polku.demo.names import SELLERS, STAFF
from polku.demo.words import WORDS, Words
from polku.engage.actions import log_activity, set_hourly_costs
from polku.engage.logic.incoming import NewActivity
from polku.eventlog.events import Via
from polku.kernel.money import Money
from polku.payments.actions import remind
from polku.payments.logic.kinds import Side
from polku.payments.models import Item
from polku.process.actions import load_ready, set_default
from polku.process.logic import criteria
from polku.process.queries import definition
from polku.qualify.actions import answer
from polku.quotes.actions import expire

SIZES = {"small": 88, "large": 5000}
"""Deals told one by one; orders without a quote and the tried change come on top: 200 or fewer in the small one."""
PROCESS = "lead-to-paid"
SEED = 53
STEPS_AT_ONCE = 40
MINUTES = {"call": 12, "meeting": 60, "demo": 45, "mail": 6}
HOUR_COSTS = {"seller": 4200, "manager": 6500, "marketing": 4000, "admin": 6500}
"""What an hour costs in cents, all in all."""
"""So many steps are written in one transaction: each alone would wait for the disk."""

Deed = tuple[datetime, Callable[[], None]]


def load(
    *, size: str = "small", at: datetime, seed: int = SEED, language: str = "", pause_seconds: float = 0
) -> int:
    """Fill the company with made-up deals that end at `at`; the number of deals. Does nothing where deals exist.

    What people wrote is in `language`, which becomes the company's; in the company's own where it is left out.
    All of it is told in the order of time, as a company lives: numbers of papers follow their dates. A pause between
    steps lets others write meanwhile, who are already served.
    """
    if Deal.objects.exists():
        return 0
    firm = company()
    language = language or firm.language
    country = firm.country or "FI"
    update_company(firm, actor_id=None, via=Via.DEMO, at=at, is_demo=True, language=language, country=country)
    words, start = WORDS[language], at - timedelta(days=200)
    cast = _cast(start, language)
    _process(start)
    buyers.begin(start)
    set_hourly_costs(HOUR_COSTS, actor=SYSTEM, at=start)
    products = open_shop(cast, at=start)
    told = lively_plans(seed=seed, number=SIZES[size], sellers=len(cast.sellers), until=at, words=words)
    lives = [Life(plan, cast.sellers[plan.owner], cast, words, products) for plan in told]
    for deeds in _by(STEPS_AT_ONCE, sorted(_story(lives, at), key=lambda deed: deed[0])):
        with write():
            for _, deed in deeds:
                deed()
                catch_up()
        sleep(pause_seconds)
    with write():
        _today(lives, at)
        buyers.speak(lives, language, at - timedelta(minutes=10))
        aiming.aim(cast.manager, cast.sellers[1], language, at=at - timedelta(minutes=9))
        expecting.expect(lives, cast.manager, at=at - timedelta(minutes=8))
        if SIZES[size] >= proposing.FROM_DEALS:
            proposing.decided(cast.sellers[1], cast.manager, language, at=at)
            proposing.running(PROCESS, cast.manager, language, at=at)
    return Deal.objects.count()


def _story(lives: Sequence[Life], at: datetime) -> Iterator[Deed]:
    """All that happens, each with its moment."""
    for life in lives:
        yield life.plan.opened_at, partial(_open, life)
        for step in life.plan.steps:
            yield step.at, partial(_live, life, step)
    cast, products = lives[0].cast, lives[0].products
    tried = at - timedelta(days=proposing.TRIED_DAYS)
    yield tried, partial(_change_line, tried)
    share = max(1, len(lives) // SIZES["small"])
    for days, pieces in SHELVES:
        moment = at - timedelta(days=days + 10)
        more = {sku: count * share for sku, count in pieces.items()}
        yield moment, partial(take_delivery, more, products, actor=cast.warehouse, at=moment)
    for before, after, pieces in ON_THE_WAY:
        moment, on = at - timedelta(days=before), day_of(at + timedelta(days=after))
        more = {sku: count * share for sku, count in pieces.items()}
        yield moment, partial(order_more, more, products, on=on, actor=cast.warehouse, at=moment)
    for moment, deed, life, extra in extras(lives, at):
        if deed == "order":
            yield moment, partial(order, life, extra, moment)
        else:
            yield moment, partial(act, life, deed, moment)


def _change_line(at: datetime) -> None:
    proposing.change_line(PROCESS, at=at)


def _today(lives: Sequence[Life], at: datetime) -> None:
    """What the morning brought: old offers run out, new ones wait, the bank's statement came, late bills are chased."""
    expire(at=at - timedelta(minutes=70))
    quotes_that_wait(lives, at - timedelta(minutes=60))
    hand_over(lives, at - timedelta(minutes=40))
    dispatch(lives[0].cast, at - timedelta(minutes=55))
    bank_day(lives[0], at - timedelta(minutes=40))
    late = Item.objects.filter(side=Side.DEBIT, open_minor__gt=0, due_date__lt=day_of(at))
    remind(
        list(late.values_list("id", flat=True)), actor=lives[0].cast.finance, at=at - timedelta(minutes=20)
    )
    catch_up()


def _by(size: int, deeds: Iterable[Deed]) -> Iterator[list[Deed]]:
    rest = iter(deeds)
    while chunk := list(islice(rest, size)):
        yield chunk


def _process(at: datetime) -> None:
    """New deals begin in the process that goes on to the money."""
    version = load_ready(PROCESS, actor=SYSTEM, at=at)
    if not version.process.is_default:
        set_default(version.process, actor=SYSTEM, at=at)


def _cast(at: datetime, language: str) -> Cast:
    people = [_person(one, at, language) for one in (*SELLERS, *STAFF)]
    sellers = tuple(people[: len(SELLERS)])
    return Cast(sellers, manager=sellers[-1], finance=people[-2], warehouse=people[-1])


def _person(told: tuple[str, str, str, str, str], at: datetime, language: str) -> Actor:
    name, email, role, team_name, own = told
    team = Team.objects.filter(name=team_name).first() or add_team(name=team_name, actor=SYSTEM, at=at)
    user = User.objects.filter(email=email).first() or add_user(
        email=email, name=name, role=role, teams=[team.id], language=own or language, actor=SYSTEM, at=at
    )
    return actor_of(user, Via.DEMO)


def _open(life: Life) -> None:
    plan = life.plan
    new = NewDeal(
        title=plan.title,
        source=plan.source,
        campaign=plan.campaign,
        product=plan.product,
        owner_id=life.seller.user_id,
        value=Money(plan.value_minor, "EUR"),
        company=plan.customer["company"],
        contact_name=plan.customer["contact_name"],
        email=plan.customer["email"],
        phone=plan.customer["phone"],
    )
    life.deal_id = open_deal(new, actor=life.seller, at=plan.opened_at, process=PROCESS).id


def _live(life: Life, step: Step) -> None:
    if step.what == "ready":
        _ready(life, step)
    elif step.what in ACTS:
        ACTS[step.what](life, step)
    else:
        _ACTS[step.what](life.deal_id, step, life.seller)


def _log(deal_id: int, step: Step, actor: Actor) -> None:
    minutes = MINUTES.get(step.with_["kind"])
    row = NewActivity(deal_id, at=step.at, duration_minutes=minutes, **step.with_)
    log_activity(row, actor=actor, at=step.at)


def _tick(deal_id: int, step: Step, actor: Actor) -> None:
    if Deal.objects.filter(id=deal_id, stage="aftersales").exists():
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
    if Deal.objects.filter(id=deal_id, stage="aftersales").exists():
        finish_deals([deal_id], actor=actor, at=step.at)[0].unwrap()


def _ready(life: Life, step: Step) -> None:
    """Do what the criteria to leave this stage ask for, one by one, as a seller would; the quote speaks for itself."""
    deal_id, actor, words = life.deal_id, life.seller, life.words
    deal = Deal.objects.get(id=deal_id)
    process = definition(deal.version_id)
    onward = process.next_after(deal.stage)
    for name in sorted(criteria.facts_for_move(process, deal.stage, onward.key if onward else None)):
        if life.quote_id and name in _BY_QUOTE:
            continue
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
        return day_of(step.at + timedelta(days=60))
    if question == "decider":
        return DealContact.objects.filter(deal=deal).values_list("contact_id", flat=True)[0]
    return words.need


def _expect(deal_id: int, step: Step, actor: Actor, words: Words) -> None:
    day = day_of(step.at + timedelta(days=30))
    update_fields(deal_id, {"expected_close": day}, actor=actor, at=step.at)


def _call(deal_id: int, step: Step, actor: Actor, words: Words) -> None:
    log_activity(NewActivity(deal_id, "call", text=words.spoke, at=step.at), actor=actor, at=step.at)


def _agree(deal_id: int, step: Step, actor: Actor, words: Words) -> None:
    due_at = step.at + timedelta(days=3)
    set_next_step(deal_id, text=words.ask_bant, due_at=due_at, actor=actor, at=step.at)


_BY_QUOTE = frozenset({"item_offer_sent", "item_contract_signed"})
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
