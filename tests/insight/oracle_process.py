"""Run by the oracle's own Python: PM4Py and lifelines on what the test sends; JSON in, JSON out.

It imports nothing of Polku, and Polku nothing of it.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

warnings.simplefilter("ignore")


def process(log: list[list[Any]], line: list[str]) -> dict[str, Any]:
    """Moves, variants, rework and fitting cases of a log of (case, activity, seconds since 1970)."""
    import pandas as pd
    import pm4py

    frame = pd.DataFrame(log, columns=["case:concept:name", "concept:name", "time:timestamp"])
    frame["case:concept:name"] = frame["case:concept:name"].astype(str)
    frame["time:timestamp"] = pd.to_datetime(frame["time:timestamp"], unit="s", utc=True)
    moves, _, _ = pm4py.discover_dfg(frame)
    times, _, _ = pm4py.discover_performance_dfg(frame)
    variants = pm4py.get_variants(frame)
    net, start, end = on_the_line(line)
    aligned = pm4py.conformance_diagnostics_alignments(frame, net, start, end)
    return {
        "moves": [[*pair, n, times[pair]["median"]] for pair, n in moves.items()],
        "variants": [[list(path), len(n) if isinstance(n, list) else n] for path, n in variants.items()],
        "rework": pm4py.get_rework_cases_per_activity(frame),
        "fitting": sum(one["cost"] < 10_000 for one in aligned),
    }


def on_the_line(line: list[str]) -> Any:
    """The net of the designed line: begin at any stage, go to the next one, stop anywhere."""
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils import petri_utils

    net = PetriNet("line")
    source, sink = PetriNet.Place("source"), PetriNet.Place("sink")
    places = [PetriNet.Place(f"p{n}") for n in range(len(line) + 1)]
    for place in (source, sink, *places):
        net.places.add(place)
    for n, stage in enumerate(line):
        begin, step, stop = (
            PetriNet.Transition(f"{name}{n}", label)
            for name, label in (("begin", None), ("step", stage), ("stop", None))
        )
        for one in (begin, step, stop):
            net.transitions.add(one)
        for tail, head in (
            (source, begin), (begin, places[n]), (places[n], step), (step, places[n + 1]),
            (places[n + 1], stop), (stop, sink),
        ):  # fmt: skip
            petri_utils.add_arc_from_to(tail, head, net)
    return net, Marking({source: 1}), Marking({sink: 1})


def kaplan_meier(durations: list[float], ended: list[bool], at: list[float]) -> dict[str, Any]:
    """What is left at some times, its interval, and the median."""
    from lifelines import KaplanMeierFitter

    fitted = KaplanMeierFitter().fit(durations, ended)
    band = fitted.confidence_interval_survival_function_
    left = fitted.survival_function_at_times(at).tolist()
    low, high = (band.iloc[:, side].reindex(at, method="ffill").tolist() for side in (0, 1))
    return {"left": left, "low": low, "high": high, "median": fitted.median_survival_time_}


def aalen_johansen(durations: list[float], outcomes: list[int]) -> dict[str, Any]:
    """Cumulative incidence per outcome (1, 2, ...), at every time."""
    from lifelines import AalenJohansenFitter

    found = {}
    for outcome in sorted(set(outcomes) - {0}):
        fitted = AalenJohansenFitter(calculate_variance=True).fit(
            durations, outcomes, event_of_interest=outcome
        )
        shares = fitted.cumulative_density_.iloc[:, 0]
        found[str(outcome)] = [[t, shares[t]] for t in shares.index]
    return found


KNOWN = {"process": process, "kaplan_meier": kaplan_meier, "aalen_johansen": aalen_johansen}

if __name__ == "__main__":
    asked = json.load(sys.stdin)
    json.dump({name: KNOWN[name](**given) for name, given in asked.items()}, sys.stdout)
