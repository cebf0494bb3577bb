"""A seeded sales company whose truth is known, because what holds in it was planted. Pure.

`simulate(company, seed=..., deals=..., weeks=...)` gives a `Run`: its `deals` as they stand at its end, and `told(run)`
all that happened as events in the order of time. `truth` gives what a figure about it should find. Companies differ by
what is planted: `Slower` (a stage from a week on), `Rep.skips` (leaves out needs), `Habit.helps` (an act that helps),
`Edition.points` (a version of the process that wins more; 0 is a placebo) and `plain` (nothing to be learned).
"""

from polku.demo.logic.simulation.company import (
    COMPANY,
    Company,
    Edition,
    Habit,
    Rep,
    Slower,
    Source,
    Stop,
    plain,
)
from polku.demo.logic.simulation.lives import Act, Deal, Forced, Stay
from polku.demo.logic.simulation.running import Run, simulate
from polku.demo.logic.simulation.telling import Event, told
from polku.demo.logic.simulation.truth import (
    Truth,
    act_effect,
    chances,
    edition_effect,
    skip_effect,
    stage_times,
)

__all__ = [
    "COMPANY",
    "Act",
    "Company",
    "Deal",
    "Edition",
    "Event",
    "Forced",
    "Habit",
    "Rep",
    "Run",
    "Slower",
    "Source",
    "Stay",
    "Stop",
    "Truth",
    "act_effect",
    "chances",
    "edition_effect",
    "plain",
    "simulate",
    "skip_effect",
    "stage_times",
    "told",
]
