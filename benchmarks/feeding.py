"""The Parquet feed, and what the path columns cost a stage move.

    python -m benchmarks.feeding [events]

`feed` writes a log of so many events about 20,000 deals from nothing, then again and again what came since: rates in
events per second of wall clock and of the feeder's own processor, marts included and left out. Wanted: 2,000 a second.

`move` moves deals by the product's own action, in turn with the path columns (previous stage, working and calendar
seconds, path) and without them, in blocks, so that a busy machine troubles both alike. Wanted: under 10 %.
"""

import sys
from typing import Final

from benchmarks.place import engines, place, run

EVENTS: Final = 200_000
_COMPANY: Final = """
import sys, time, json
from datetime import timedelta
from pathlib import Path
from statistics import median
from django.utils import timezone
from polku.access.actions import add_user
from polku.access.logic import SYSTEM
from polku.access.queries import actor_of
from polku.deals.actions import open_deals
from polku.deals.logic.incoming import NewDeal
from polku.eventlog.events import Via
from polku.process.actions import publish_document
at = timezone.now()
stages = [{"key": k, "name": {"en": k}, "phase": "find"} for k in ("find", "talk", "offer", "agree", "end")]
publish_document({"polku": 1, "key": "bench", "name": {"en": "Bench"}, "stages": stages}, actor=SYSTEM, at=at)
user = add_user(email="b@bench.example", role="seller", actor=SYSTEM, at=at)
actor = actor_of(user, Via.CLI)

def opened(n):
    rows = [NewDeal(title=f"Deal {i}", company=f"Firm {i}", owner_id=user.pk) for i in range(n)]
    ids = []
    for start in range(0, n, 1000):
        ids += [one.deal_id for one in open_deals(rows[start:start + 1000], actor=actor, at=at, process="bench")]
    return ids
"""
_FEED: Final = (
    _COMPANY
    + """
import os, tempfile
from django.db import connection
from polku.eventlog.models import Event
from polku.insight.feed import _feed_log, feed
n, ids = int(sys.argv[1]), opened(int(sys.argv[2]))

def written(n, at):
    for start in range(0, n, 5000):
        Event.objects.bulk_create([
            Event(at=at, recorded_at=at, via=1, actor_id=user.pk, kind="deals.next_step_set", case_id=ids[i % len(ids)],
                subject_type="deal", subject_id=ids[i % len(ids)], payload={"step": "call", "at": "2026-11-20"})
            for i in range(start, min(n, start + 5000))])

def worked():
    return sum(os.times()[:4])  # the reader is a process of its own

def fed(folder):
    start, before = time.perf_counter(), worked()
    done = feed(folder, at=timezone.now())
    return done, time.perf_counter() - start, worked() - before

written(n - Event.objects.count(), at)
with tempfile.TemporaryDirectory() as home:
    folder = Path(home) / "feed"
    done, took, spent = fed(folder)
    print(f"from nothing: {done.events:,} events in {took:.1f} s: {done.events / took:,.0f}/s,"
          f" {done.events / spent:,.0f}/s of its processor; marts of {len(ids):,} deals in it")
    for size in (2_000, 20_000):
        rates, own = [], []
        for _ in range(5):
            written(size, timezone.now())
            done, took, spent = fed(folder)
            assert (done.events, done.marts_written) == (size, True)
            rates.append(done.events / took); own.append(done.events / spent)
        print(f"then {size:,} at a time, marts written anew each time: {median(rates):,.0f}/s,"
              f" {median(own):,.0f}/s of its processor")
    written(20_000, timezone.now())
    start = time.perf_counter()
    events, _ = _feed_log(folder / "log")
    print(f"the log alone, 20,000 at a time: {events / (time.perf_counter() - start):,.0f}/s")
"""
)
_MOVE: Final = (
    _COMPANY
    + """
from random import Random
from polku.deals.actions import move, paths, steps
chance = Random(2026)
ids, keys = opened(40), ("find", "talk", "offer", "agree")
places = dict.fromkeys(ids, 0)
whole = steps._paths, steps.stay

def next_of(place, alone):
    # The way all go, round and round; or a way of its own, where nearly every step makes a new path.
    return chance.choice([n for n in range(4) if n != place]) if alone else (place + 1) % 4

def moved(rounds, alone):
    start = time.process_time()
    for _ in range(rounds):
        for deal in ids:
            places[deal] = next_of(places[deal], alone)
            move(deal, keys[places[deal]], actor=actor, at=timezone.now())
    return (time.process_time() - start) / (rounds * len(ids)) * 1000

def without():
    steps._paths = lambda steps_: {one.deal.id: one.deal.path_id for one in steps_}
    steps.stay = lambda hours, entered, left: (None, None)

def with_them():
    steps._paths, steps.stay = whole

moved(2, False)
for alone, said in ((False, "on paths that others went before"), (True, "each on a path of its own")):
    both = {"with": [], "without": []}
    for turn in range(12):
        for name in (("with", "without") if turn % 2 else ("without", "with")):
            with_them() if name == "with" else without()
            both[name].append(moved(2, alone))
    here, bare = median(both["with"]), median(both["without"])
    shares = [a / b - 1 for a, b in zip(both["with"], both["without"])]
    print(f"a move with path columns, {said}: {here:.2f} ms of the processor, without {bare:.2f}:"
          f" {100 * (here / bare - 1):.1f} % (median of {len(shares)} pairs {100 * median(shares):.1f} %)")
"""
)


def main() -> None:
    words = sys.argv[1:] if sys.argv[0].endswith("feeding.py") else []
    events = next((int(word) for word in words if word.isdigit()), EVENTS)
    for engine in engines():
        with place(engine, "feeding") as env:
            print(f"{engine}: feed\n{run(env, _FEED, str(events), str(events // 10))}", flush=True)
        with place(engine, "moving") as env:
            print(f"{engine}: {run(env, _MOVE)}", flush=True)


if __name__ == "__main__":
    main()
