"""Simulated companies as courses, without a database."""

from polku.demo.logic.simulation import Run
from polku.forecast.logic.courses import LOST, OPEN, WON, Course


def courses_of(run: Run) -> list[Course]:
    """What `reading` makes of the marts, straight from a simulation."""
    company = run.company

    def day(week: float) -> float:
        return run.clock.second(week) / 86_400

    found = []
    for one in run.deals:
        is_open = one.outcome == "open"
        found.append(
            Course(
                deal_id=one.number,
                opened=day(one.opened),
                ended=None if is_open else day(one.closed),
                outcome=OPEN if is_open else WON if one.outcome == "won" else LOST,
                stages=tuple((day(stay.entered), f"1:{company.stops[stay.stage].key}") for stay in one.stays),
                process="1",
                version=str(one.version),
                source=company.sources[one.source].key,
                product=company.products[one.product][0],
                value=one.value_minor,
                owner=one.rep + 1,
                team=company.reps[one.rep].team,
                contacts=tuple(day(act.at) for act in one.acts),
            )
        )
    return found


def end_of(run: Run) -> float:
    """The day on which a simulation ends."""
    return run.clock.second(run.weeks) / 86_400
