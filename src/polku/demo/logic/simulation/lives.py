"""One deal's life: who and what it is, how long it stays in each stage, what is done, where it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp, inf
from random import Random
from typing import Final, NamedTuple

from polku.demo.logic.simulation.company import Company, Habit, Slower

WEEKS_MAX: Final = 40
"""Nobody waits longer in a stage."""
_ENDS: Final = (("lost", 0.88), ("no_decision", 1.0))
REASONS: Final = {
    "contact": "no_answer", "qualify": "no_money", "needs": "no_need", "offer": "price", "close": "rival",
}  # fmt: skip


class Stay(NamedTuple):
    """A stay in a stage, in weeks; `leaving` is '' while it lasts."""

    stage: int
    entered: float
    left: float
    leaving: str


class Act(NamedTuple):
    """Something done, in weeks."""

    at: float
    kind: str
    stage: int


@dataclass(frozen=True)
class Forced:
    """What is made so for every deal, to see what difference it makes: a version's points, acts done, needs skipped."""

    acts: Mapping[str, bool] = field(default_factory=dict)
    skips: bool | None = None
    points: float | None = None


@dataclass
class Deal:
    """One deal as it stands: `closed` and `outcome` as far as it has come. Times are weeks."""

    number: int
    customer: int
    private: bool
    source: int
    product: int
    value_minor: int
    rep: int
    version: int
    opened: float
    stays: list[Stay] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    outcome: str = "open"
    closed: float = inf
    skipped: bool = False


def draw(company: Company, random: Random, number: int, opened: float) -> Deal:
    """Who comes, and with what; the mix of sources may shift on a week."""
    roll, later = random.random(), opened >= company.shift_week
    source = 0
    for place, one in enumerate(company.sources):
        source = place
        roll -= one.share if one.share_later is None or not later else one.share_later
        if roll < 0:
            break
    roll, product = random.random(), 0
    for place, (_, share, _) in enumerate(company.products):
        product = place
        roll -= share
        if roll < 0:
            break
    value = company.products[product][2] * exp(random.gauss(0, 0.8))
    customer = int(random.random() * company.customers)
    return Deal(
        number=number,
        customer=customer,
        private=customer * 7919 % 1000 < company.private_share * 1000,
        source=source,
        product=product,
        value_minor=max(100, int(value / 100) * 100),
        rep=int(random.random() * len(company.reps)),
        version=company.edition_at(opened).number,
        opened=opened,
    )


class Living:
    """Lives deals of a company; what can be worked out before is."""

    def __init__(self, company: Company, saved: Mapping[tuple[int, int], float], forced: Forced) -> None:
        self.company, self.saved, self.forced = company, saved, forced
        self.points = {one.number: one.points for one in company.editions}
        self.skipped = company.keys.index(company.skipped_stage)
        self.habits: list[list[Habit]] = [
            [habit for habit in company.habits if habit.stage == stop.key] for stop in company.stops
        ]
        self.slower: list[Slower | None] = [
            next((one for one in company.slower if one.stage == stop.key), None) for stop in company.stops
        ]

    def live(self, deal: Deal, random: Random) -> None:
        """Tell the whole life, to its end."""
        company, now, stage = self.company, deal.opened, 0
        rep, band = company.reps[deal.rep], company.band(deal.value_minor)
        odds = company.sources[deal.source].odds + company.value_odds[band] + rep.skill
        odds += company.private_odds if deal.private else 0.0
        slow = company.value_slows if band == 2 else 1.0
        wishes_skip = random.random() < rep.skips if self.forced.skips is None else self.forced.skips
        rescue, silent_since, last, backs = random.random(), now, len(company.stops) - 1, 0
        while True:
            stop = company.stops[stage]
            left = self._leaves(random, stage, now, slow, deal.version)
            odds += self._act(deal, random, stage, now, left)
            silent_since = self._contacts(deal, random, stage, now, left, silent_since)
            weeks = int(left - now)
            chance = odds + stop.goes_on - stop.fades * weeks - company.age_fades * (left - deal.opened)
            chance -= company.silence_fades * (left - silent_since)
            goes_on = random.random() < 1 / (1 + exp(-chance))
            if not goes_on and stage == last and rescue < self._saves(deal, band):
                goes_on = True
            if not goes_on:
                roll = random.random()
                how = next(name for name, share in _ENDS if roll < share)
                return _end(deal, Stay(stage, now, left, how), how)
            if stage == last:
                return _end(deal, Stay(stage, now, left, "won"), "won")
            deal.stays.append(Stay(stage, now, left, "moved"))
            stage, odds, backs = self._next(deal, random, stage, odds, wishes_skip, backs)
            now = left

    def _leaves(self, random: Random, stage: int, now: float, slow: float, version: int) -> float:
        """When it leaves the stage: week by week with the chance of that week."""
        pace, slower, week = self.company.stops[stage].pace, self.slower[stage], 0
        longest = len(pace) - 1
        if slower is not None and slower.version not in (None, version):
            slower = None
        while week < WEEKS_MAX:
            chance = pace[week if week < longest else longest] / slow
            if slower is not None and now + week >= slower.week:
                chance /= slower.factor
            if random.random() < chance:
                break
            week += 1
        return now + week + 0.02 + 0.96 * random.random()

    def _act(self, deal: Deal, random: Random, stage: int, now: float, left: float) -> float:
        """What is done in the stage, if it lasts long enough; what that adds to the log-odds."""
        added = 0.0
        skill = self.company.reps[deal.rep].skill
        for habit in self.habits[stage]:
            roll, when = random.random(), now + 0.005 + random.random() * habit.within_days / 7
            chance = habit.chance + habit.skilled * skill
            done = self.forced.acts.get(habit.kind, roll < chance)
            if done and when < left and not any(act.kind == habit.kind for act in deal.acts):
                deal.acts.append(Act(when, habit.kind, stage))
                added += habit.helps
        return added

    def _contacts(
        self, deal: Deal, random: Random, stage: int, now: float, left: float, since: float
    ) -> float:
        """Mails and calls in between; when the buyer was last heard of."""
        contacts, week = self.company.reps[deal.rep].contacts, now
        while week < left:
            roll = random.random()
            if roll < contacts:
                at = week + roll / contacts
                if at < left:
                    deal.acts.append(Act(at, "mail" if roll * 1000 % 1 < 0.6 else "call", stage))
                    since = at
            week += 1
        return since

    def _saves(self, deal: Deal, band: int) -> float:
        """How many of those it would have lost at the last stage this deal's version of the process keeps."""
        points = self.points[deal.version] if self.forced.points is None else self.forced.points
        return points / self.saved[deal.source, band] if points else 0.0

    def _next(
        self, deal: Deal, random: Random, stage: int, odds: float, skips: bool, backs: int
    ) -> tuple[int, float, int]:
        company = self.company
        if stage == self.skipped + 1 and backs == 0 and random.random() < company.back_share:
            return self.skipped, odds + (company.skip_costs if deal.skipped else 0.0), 1
        if stage + 1 == self.skipped and skips:
            deal.skipped = True
            return stage + 2, odds - company.skip_costs, backs
        return stage + 1, odds, backs


def _end(deal: Deal, stay: Stay, outcome: str) -> None:
    deal.stays.append(stay)
    deal.outcome, deal.closed = outcome, stay.left
    deal.acts.sort()


def cut(deal: Deal, until: float) -> Deal:
    """The deal as it stood at a moment."""
    if deal.closed <= until:
        return deal
    stays = [stay for stay in deal.stays if stay.entered <= until]
    stays[-1] = stays[-1]._replace(left=inf, leaving="") if stays[-1].left > until else stays[-1]
    deal.stays, deal.acts = stays, [act for act in deal.acts if act.at <= until]
    deal.outcome, deal.closed = "open", inf
    return deal
