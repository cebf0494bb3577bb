"""Reads of journeys: those there are, the version in force, what lies over a deal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from polku.access.logic import SYSTEM, Actor
from polku.deals.models import Deal
from polku.journey.logic.matrix import Matrix, Step
from polku.journey.logic.over import over
from polku.journey.models import Journey, JourneyVersion
from polku.journey.rules import JourneyPermission
from polku.kernel.errors import NotFound, gettext_noop
from polku.process.logic.definition import Definition


def journeys(user: Actor = SYSTEM) -> list[Journey]:
    """All in use, those in force first."""
    rows = Journey.objects.visible_to(user).in_use().select_related("persona", "process").order_by("id")
    return sorted(rows, key=lambda row: (row.number == 0, row.id))


def journey(journey_id: int, user: Actor = SYSTEM) -> Journey:
    """One journey. Raises: NotFound."""
    rows = Journey.objects.visible_to(user).select_related("persona", "process")
    found = rows.filter(id=journey_id).first()
    if found is None or (found.number == 0 and not user.may(JourneyPermission.EDIT)):
        raise NotFound(gettext_noop("There is no such journey."))
    return found


def in_force(row: Journey) -> JourneyVersion | None:
    """The published version, if there is one."""
    return JourneyVersion.objects.filter(journey=row, number=row.number).select_related("by").first()


def shown(row: Journey, user: Actor) -> Matrix:
    """What this person sees of a journey: who edits it sees the draft, others what is in force."""
    version = in_force(row)
    return row.matrix if version is None or user.may(JourneyPermission.EDIT) else version.matrix


@dataclass(frozen=True)
class Laid:
    """A journey in force over one process: the step over each stage, by version of the process."""

    journey: Journey
    matrix: Matrix

    def step_of(self, process: Definition, stage: str) -> Step | None:
        """Where the buyer stands while a deal is in a stage."""
        kept = self.__dict__.setdefault("_kept", {})
        if process.version_id not in kept:
            kept[process.version_id] = over(self.matrix, process)
        found: Step | None = kept[process.version_id].get(stage)
        return found


def laid_over(deals: Iterable[Deal]) -> dict[int, Laid]:
    """The journey in force that is about each deal, by deal id: of its process before one of all processes, of its
    kind of customer before one of both; three queries at most. The deals come with their customers."""
    rows = list(
        Journey.objects.in_use().filter(number__gt=0).select_related("persona", "process").order_by("id")
    )
    if not rows:
        return {}
    held = {
        (one.journey_id, one.number): one.matrix
        for one in JourneyVersion.objects.filter(journey__in=[row.id for row in rows])
    }
    laid = {row.id: Laid(row, held[row.id, row.number]) for row in rows}
    found: dict[int, Laid] = {}
    best: dict[tuple[int, str], int | None] = {}
    for deal in deals:
        key = (deal.process_id, deal.customer.kind)
        if key not in best:
            best[key] = _best(rows, *key)
        if (one := best[key]) is not None:
            found[deal.id] = laid[one]
    return found


def _best(rows: list[Journey], process_id: int, kind: str) -> int | None:
    fitting = [
        row
        for row in rows
        if row.process_id in (None, process_id) and row.persona.customer_kind in ("", kind)
    ]
    fitting.sort(key=lambda row: (row.process_id is None, row.persona.customer_kind == "", row.id))
    return fitting[0].id if fitting else None


def over_process(process_id: int, user: Actor = SYSTEM) -> Journey | None:
    """The journey drawn above the line of a process: its own before one of all."""
    rows = Journey.objects.visible_to(user).in_use().filter(number__gt=0).select_related("persona")
    fitting = [row for row in rows.order_by("id") if row.process_id in (None, process_id)]
    fitting.sort(key=lambda row: (row.process_id is None, row.id))
    return fitting[0] if fitting else None


def materials(matrix: Matrix) -> Mapping[str, tuple[Step, str]]:
    """What they must know that is marked by hand, by key."""
    return {
        entry.key: (step, row)
        for step, row, entry in matrix.entries()
        if row == "know" and entry.link_kind == "material"
    }
