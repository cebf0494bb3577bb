"""The simulated company: who sells what to whom, how long each stage takes, where buyers stop. Pure and seeded."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from polku.demo.names import COMPANIES, CONTACTS, PERSONS, PRODUCTS, SOURCE_WEIGHTS, UPKEEP, UPKEEP_SKU
from polku.demo.words import WORDS, Words

HOURS = (8, 9, 10, 11, 13, 14, 15)
MARGIN = timedelta(minutes=15)
SELLING = ("find", "contact", "qualify", "needs", "offer", "negotiate", "finalise")
STAGES = (*SELLING, "confirmed", "delivered", "billed", "paid", "aftersales")
ADVANCE = {
    "find": 0.9, "contact": 0.88, "qualify": 0.72, "needs": 0.9, "offer": 0.78, "negotiate": 0.87, "finalise": 0.96,
}  # fmt: skip
DAYS = {
    "find": 2.2, "contact": 2.9, "qualify": 7.0, "needs": 5.0, "offer": 6.5, "negotiate": 6.0, "finalise": 3.0,
    "aftersales": 16.0,
}  # fmt: skip
LOST_WHY = {
    "find": ("no_answer", "no_need"),
    "contact": ("no_answer", "not_now", "no_need"),
    "qualify": ("no_money", "no_authority", "not_now"),
    "needs": ("repairs_the_old", "no_need"),
    "offer": ("price", "rival", "upkeep"),
    "negotiate": ("price", "rival", "paperwork"),
    "finalise": ("paperwork", "trust"),
}


DECLINES = {"price": "price", "rival": "other_offer", "upkeep": "not_fitting"}
"""Why a deal is lost, as the buyer says it of the quote."""


@dataclass(frozen=True)
class Step:
    """One thing that happens: `what` names it, `with_` carries its details."""

    at: datetime
    what: str
    with_: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """One deal's life: how it begins, and all that happens to it until today."""

    title: str
    customer: dict[str, str]
    owner: int
    source: str
    campaign: str
    product: str
    sku: str
    pieces: int
    value_minor: int
    opened_at: datetime
    steps: tuple[Step, ...]

    @property
    def stands_in(self) -> str:
        """The stage of selling where it is still open; empty where it is sold or closed."""
        if any(step.what in ("accept", "close") for step in self.steps):
            return ""
        moves = [step.with_["stage"] for step in self.steps if step.what == "move"]
        return moves[-1] if moves else SELLING[0]


OPEN_AT_LEAST = 2
TRIES = 100
CARE = (
    ("handover_intro", 0.04), ("thanked", 0.1), ("delivery_checked", 0.45), ("satisfaction_asked", 0.9),
    ("referral_asked", 0.94), ("next_need", 0.97),
)  # fmt: skip
"""What is done after the win, in order, and after which share of the time there."""
CARE_SHARE = {"referral_asked": 0.6, "next_need": 0.45}
"""How often what need not be done is done."""


def plans(
    *, seed: int, number: int, sellers: int, until: datetime, days: int = 150, words: Words = WORDS["en"]
) -> Iterator[Plan]:
    """The lives of `number` deals that began in the last `days`, seen at `until`.

    Equal on one seed, and in every language but for the words.
    """
    random = Random(seed)  # noqa: S311 -- a simulation, no secret
    companies, persons = list(COMPANIES), list(PERSONS)
    random.shuffle(companies)
    random.shuffle(persons)
    for place in range(number):
        age_days = days * (1 - (place + random.random()) / number) ** 1.6 + 0.05
        private = random.random() < 0.22
        pool = persons if private else companies
        name = pool[place % len(pool)]
        yield _plan(random, words, name, place // len(pool), private, sellers, until, age_days)


def lively_plans(
    *, seed: int, number: int, sellers: int, until: datetime, words: Words = WORDS["en"]
) -> list[Plan]:
    """The lives told by the first seed from `seed` on that leaves open deals in every stage of selling.

    Where buyers stand depends on the day and the hour it is told at; an empty column would show nothing.
    """
    told: list[Plan] = []
    for tried in range(seed, seed + TRIES):
        told = list(plans(seed=tried, number=number, sellers=sellers, until=until, words=words))
        stand = Counter(plan.stands_in for plan in told)
        if all(stand[stage] >= OPEN_AT_LEAST for stage in SELLING):
            break
    return told


def _plan(
    random: Random,
    words: Words,
    name: str,
    again: int,
    private: bool,
    sellers: int,
    until: datetime,
    age_days: float,
) -> Plan:
    sku, product, price = random.choice([one for one in PRODUCTS if (one[2] < 60_000) == private])
    product = words.upkeep if product == UPKEEP else product
    pieces = 1 if private else random.choice((1, 1, 2, 2, 3, 4, 6, 8, 14))
    opened_at = _working(random, until - timedelta(days=age_days), until)
    contact = name if private else random.choice(CONTACTS)
    customer = {
        "company": "" if private else name,
        "contact_name": contact,
        "email": _mail(contact, name, again),
        "phone": f"+358 40 {random.randint(100, 999)} {random.randint(1000, 9999)}",
    }
    owner = random.randrange(sellers)
    life = _life(random, words, opened_at, until, price * pieces, sku == UPKEEP_SKU)
    steps = tuple(sorted(life, key=lambda step: step.at))
    return Plan(
        title=f"{product} × {pieces}" if pieces > 1 else product,
        customer=customer,
        owner=owner,
        source=random.choices(words.sources, weights=SOURCE_WEIGHTS)[0],
        campaign=random.choice(("", "", "", *words.campaigns)),
        product=product,
        sku=sku,
        pieces=pieces,
        value_minor=price * pieces,
        opened_at=opened_at,
        steps=steps,
    )


def _life(
    random: Random, words: Words, opened_at: datetime, until: datetime, value_minor: int, service: bool
) -> Iterator[Step]:
    now = opened_at
    slow = 1.4 if value_minor > 2_000_000 else 1.0
    for place, stage in enumerate(SELLING):
        days = random.lognormvariate(0, 0.6) * DAYS[stage] * slow
        leaves_at = _working(random, now + timedelta(days=days), until + timedelta(days=400))
        leaves_at = max(leaves_at, now + timedelta(minutes=5))
        advances = random.random() < ADVANCE[stage]
        for at in _moments(random, now, min(leaves_at, until), stage):
            yield _contact(random, words, at, stage)
        if stage == "offer":
            yield from _offered(random, words, now, leaves_at, until)
        if leaves_at > until - MARGIN:  # what follows within minutes must not lie ahead
            yield from _waiting(random, words, until, stage, now)
            return
        if not advances:
            yield from _end(random, leaves_at, stage, until)
            return
        yield Step(leaves_at, "ready", {"stage": stage})
        if stage == "finalise":
            yield from _ordered(random, words, leaves_at, until, service)
            return
        yield Step(leaves_at + timedelta(minutes=2), "move", {"stage": SELLING[place + 1]})
        if stage == "offer" and random.random() < 0.12:
            back = leaves_at + timedelta(minutes=9)
            yield Step(back, "move", {"stage": "needs"})
            again = _working(random, back + timedelta(days=3), until + timedelta(days=400))
            if again > until - MARGIN:
                yield from _waiting(random, words, until, "needs", back)
                return
            yield Step(again, "move", {"stage": "negotiate"})
            leaves_at = again
        now = leaves_at + timedelta(minutes=10)


def _offered(random: Random, words: Words, start: datetime, end: datetime, until: datetime) -> Iterator[Step]:
    """The quote goes out early in its stage; most buyers open it, some write back."""
    opens, writes, first, second = (random.random() for _ in range(4))
    text = random.choice(words.comments)
    span = min(end, until) - start
    at = start + span * 0.3
    if at > until - MARGIN:
        return
    yield Step(at, "quote")
    if opens < 0.8:
        seen = start + span * (0.4 + 0.3 * first)
        yield Step(seen, "view")
        if writes < 0.3:
            yield Step(seen + (start + span * 0.95 - seen) * second * 0.9, "comment", {"text": text})


def _ordered(random: Random, words: Words, at: datetime, until: datetime, service: bool) -> Iterator[Step]:
    """From the buyer's yes to the money: each part as far as it has come by now."""
    late = random.random() < 0.12
    waits = (
        ("accept", 0.002),
        ("confirm", random.uniform(0.05, 0.9)),
        ("ship", random.lognormvariate(0, 0.5) * 3.2),
        ("arrive", random.uniform(0.9, 2.6)),
        ("bill", random.uniform(0.05, 1.1)),
        ("pay", random.uniform(26, 44) if late else random.lognormvariate(0, 0.45) * 10.5),
    )
    now = at
    for what, days in waits:
        if what == "ship" and service:
            continue
        since, now = now, max(now + timedelta(days=days), now + timedelta(minutes=3))
        if days > 0.5:
            now = max(_working(random, now, until + timedelta(days=400)), since + timedelta(minutes=30))
        if now > until - MARGIN:
            yield from _waiting(random, words, until, what, since)
            return
        yield Step(now, what)
    start = now + timedelta(minutes=10)
    end = start + timedelta(days=random.lognormvariate(0, 0.6) * DAYS["aftersales"])
    for moment in _moments(random, start, min(end, until), "aftersales"):
        yield _contact(random, words, moment, "aftersales")
    yield from _care(random, start, end, until)
    if end > until - MARGIN:
        yield from _waiting(random, words, until, "aftersales", start)
    else:
        yield Step(end + timedelta(minutes=5), "finish")


def _care(random: Random, start: datetime, end: datetime, until: datetime) -> Iterator[Step]:
    """What is done for the buyer after the win, as far as it has come."""
    for item, share in CARE:
        at = start + (end - start) * share
        if random.random() < CARE_SHARE.get(item, 1) and at < until:
            yield Step(at, "tick", {"item": item})


def _moments(random: Random, start: datetime, end: datetime, stage: str) -> Iterator[datetime]:
    span = (end - start).total_seconds()
    times = sorted(random.random() for _ in range(random.choice((0, 1, 1, 2)) if stage != "find" else 0))
    moments = [_working(random, start + timedelta(seconds=span * share), end) for share in times]
    yield from sorted(at for at in moments if start < at < end)


def _contact(random: Random, words: Words, at: datetime, stage: str) -> Step:
    kinds = {
        "aftersales": ("call", "mail", "meeting"),
        "needs": ("meeting", "demo", "call"),
        "offer": ("mail", "call"),
        "negotiate": ("call", "meeting"),
    }
    kind = random.choice(kinds.get(stage, ("call", "mail", "note")))
    reaction = random.choice(("", "", "warmer", "same", "colder")) if kind != "note" else ""
    text = random.choice(words.texts["care" if stage == "aftersales" else kind])
    return Step(at, "log", {"kind": kind, "text": text, "reaction": reaction})


def _waiting(random: Random, words: Words, until: datetime, stage: str, since: datetime) -> Iterator[Step]:
    if random.random() < 0.1:
        return
    due = until + timedelta(days=random.choice((-3, -1, 0, 0, 1, 1, 2, 3, 5, 7)))
    due = due.replace(hour=random.choice(HOURS), minute=random.choice((0, 15, 30)), second=0, microsecond=0)
    steps = {"aftersales": words.care_steps, "pay": words.care_steps[:1]}.get(stage, words.next_steps)
    if stage in ("confirm", "ship", "arrive"):
        steps = words.next_steps[6:7]  # the delivery date
    asked = max(since + timedelta(minutes=1), until - timedelta(days=4))
    yield Step(min(asked, until), "next", {"text": random.choice(steps), "due_at": due})


def _end(random: Random, at: datetime, stage: str, until: datetime) -> Iterator[Step]:
    if random.random() < 0.15:
        pause = (until + timedelta(days=random.randint(20, 90))).date()
        yield Step(at, "close", {"outcome": "paused", "reasons": ("not_now",), "until": pause})
        return
    if random.random() < 0.08:
        yield Step(at, "close", {"outcome": "no_decision", "reasons": ("no_answer",)})
        return
    why = random.choice(LOST_WHY[stage])
    if why in DECLINES:
        yield Step(at - timedelta(seconds=90), "decline", {"reason": DECLINES[why]})
    yield Step(at, "close", {"outcome": "lost", "reasons": (why,)})


def _working(random: Random, at: datetime, latest: datetime) -> datetime:
    """A moment in working hours near `at`, not after `latest`."""
    moment = at.replace(hour=random.choice(HOURS), minute=random.randrange(60), second=random.randrange(60))
    if moment.weekday() > 4:
        moment -= timedelta(days=moment.weekday() - 4)
    return min(moment, latest)


def _mail(contact: str, name: str, again: int) -> str:
    box = "".join(letter for letter in contact.casefold() if letter.isascii() and letter.isalpha()) or "info"
    host = (
        "".join(letter for letter in name.casefold() if letter.isascii() and letter.isalnum())
        or f"c{sum(map(ord, name))}"
    )
    return f"{box}{again or ''}@{host}.example"
