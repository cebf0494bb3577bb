"""Activities by API: the same actions as the composer on a deal."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from polku.company.queries import company
from polku.engage import actions, queries
from polku.engage.actions.costing import MINOR_MAX
from polku.engage.logic.incoming import NewActivity
from polku.engage.metrics import costs
from polku.engage.models import Activity
from polku.engage.rules import EngagePermission
from polku.eventlog.models import Event
from polku.kernel.words import Text
from polku.ui.api import PROBLEMS, Id, Input, Limit, Moment, actor, dumped, dumped_all, once, page

router = Router(tags=["activities"])

Minutes = Annotated[int, Field(ge=0, le=2**31 - 1)]


class ActivityOut(Schema):
    """A call, meeting, demo, mail, note, task or one of the company's own kinds, done or planned."""

    id: int
    deal_id: int
    kind: str
    form: str
    at: datetime
    by_id: int | None
    contact_id: int | None
    direction: str
    outcome: str
    reaction: str
    text: str
    duration_minutes: int | None
    due_at: datetime | None
    done_at: datetime | None
    voided_at: datetime | None


class ActivityPage(Schema):
    """One page of activities; `next` is the cursor to send as `after`, null at the end."""

    items: list[ActivityOut]
    next: str | None


class ActivityIn(Input):
    """What was done or is planned. Without `at` it happens now, without `outcome` it has the usual one of its kind."""

    deal_id: Id
    kind: str
    text: str = ""
    at: Moment | None = None
    outcome: str = ""
    reaction: str = ""
    direction: str = "out"
    contact_id: Id | None = None
    by_id: Id | None = None
    duration_minutes: Minutes | None = None
    due_at: Moment | None = None
    next_step: str = ""
    next_step_at: Moment | None = None


class ActivityValues(Input):
    """Fields of an activity; what is left out stays, null empties it."""

    text: str | None = None
    outcome: str | None = None
    reaction: str | None = None
    direction: str | None = None
    at: Moment | None = None
    contact_id: Id | None = None
    by_id: Id | None = None
    duration_minutes: Minutes | None = None
    due_at: Moment | None = None


class ActivityPatch(Input):
    """Fields to change. `base` holds the values you started from: a field changed meanwhile is a conflict (409)."""

    values: ActivityValues
    base: ActivityValues = ActivityValues()


class ActivityWritten(Schema):
    """The activity after the change, and the event that was written (null where nothing changed)."""

    event_id: int | None
    activity: ActivityOut


class ActivityQuery(Schema):
    """Filters of the list; all of them hold together."""

    deal_id: Id | None = None
    contact_id: Id | None = None
    by_id: Id | None = None
    kind: str | None = None
    outcome: str | None = None
    after: str = ""
    limit: Limit = 50


class ActivityKindOut(Schema):
    """A kind of activity: how it behaves (`form`), whether it counts as contact with the customer."""

    key: str
    name: dict[str, str]
    form: str
    icon: str
    counts_as_contact: bool
    letter: str


class ActivityKindIn(Input):
    """A kind of the company's own; `name` by language."""

    name: dict[str, str]
    form: str = "note"
    icon: str = "dot"
    counts_as_contact: bool = False
    letter: str = ""
    archived: bool = False


@router.get("/activities", response={200: ActivityPage} | PROBLEMS, summary="List activities")
def list_activities(request: HttpRequest, query: Query[ActivityQuery]) -> dict[str, Any]:
    """Activities in the deals the token's person may see, the last written down first."""
    wanted = query.model_dump(exclude={"after", "limit"}, exclude_none=True)
    rows = Activity.objects.visible_to(actor(request)).current().filter(**wanted)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": dumped_all(ActivityOut, found), "next": after}


@router.post("/activities", response={201: ActivityWritten} | PROBLEMS, summary="Log or plan an activity")
@once
def log_activity(request: HttpRequest, body: ActivityIn) -> tuple[int, dict[str, Any]]:
    """Write down one activity, with the next step agreed in it."""
    new = NewActivity(**body.model_dump(exclude={"next_step", "next_step_at"}))
    done = actions.log_activity(
        new,
        next_step=body.next_step,
        next_step_at=body.next_step_at,
        actor=actor(request),
        at=timezone.now(),
    )
    return 201, _written(done.activity_id, done.event_id)


@router.get("/activities/{activity_id}", response={200: ActivityOut} | PROBLEMS, summary="Read an activity")
def read_activity(request: HttpRequest, activity_id: Id) -> dict[str, Any]:
    """One activity."""
    return dumped(ActivityOut, queries.activity(activity_id, actor(request)))


@router.patch(
    "/activities/{activity_id}", response={200: ActivityWritten} | PROBLEMS, summary="Correct an activity"
)
@once
def change_activity(request: HttpRequest, activity_id: Id, body: ActivityPatch) -> tuple[int, dict[str, Any]]:
    """Change fields of an activity, such as the outcome of a meeting that was planned."""
    values, base = (part.model_dump(exclude_unset=True) for part in (body.values, body.base))
    event_id = actions.change_activity(
        activity_id, values, base=base, actor=actor(request), at=timezone.now()
    )
    return 200, _written(activity_id, event_id)


@router.delete(
    "/activities/{activity_id}", response={200: ActivityWritten} | PROBLEMS, summary="Take an activity back"
)
def void_activity(request: HttpRequest, activity_id: Id) -> dict[str, Any]:
    """The activity leaves every list and fact; the log keeps that it was there."""
    event_id = actions.void_activity(activity_id, actor=actor(request), at=timezone.now())
    return _written(activity_id, event_id)


@router.post(
    "/activities/{activity_id}/completions",
    response={200: ActivityWritten} | PROBLEMS,
    summary="A task is done",
)
@once
def complete_task(request: HttpRequest, activity_id: Id) -> tuple[int, dict[str, Any]]:
    """Say that a task is done."""
    event_id = actions.complete_task(activity_id, actor=actor(request), at=timezone.now())
    return 200, _written(activity_id, event_id)


@router.post(
    "/activities/events/{event_id}/undo",
    response={200: ActivityWritten} | PROBLEMS,
    summary="Take a change back",
)
@once
def undo_activity(request: HttpRequest, event_id: Id) -> tuple[int, dict[str, Any]]:
    """Take back what was done with an activity, while nothing later depends on it."""
    new = actions.undo(event_id, actor=actor(request), at=timezone.now())
    return 200, _written(Event.objects.values_list("subject_id", flat=True).get(id=new), new)


@router.get(
    "/activity-kinds", response={200: list[ActivityKindOut]} | PROBLEMS, summary="List kinds of activity"
)
def list_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """The six that are always there, then the company's own."""
    return [
        {
            "key": kind.key,
            "name": (kind.name if isinstance(kind.name, Text) else Text.of(kind.name)).as_dict(),
            "form": kind.form.value,
            "icon": kind.icon,
            "counts_as_contact": kind.is_contact,
            "letter": kind.letter,
        }
        for kind in queries.kinds().values()
    ]


@router.put(
    "/activity-kinds/{key}", response={200: ActivityKindOut} | PROBLEMS, summary="Define a kind of activity"
)
@once
def define_kind(request: HttpRequest, key: str, body: ActivityKindIn) -> tuple[int, dict[str, Any]]:
    """Add a kind of the company's own, change one, or put it out of use."""
    row = actions.define_kind(key, **body.model_dump(), actor=actor(request), at=timezone.now())
    plain = {name: getattr(row, name) for name in ("key", "form", "icon", "counts_as_contact", "letter")}
    return 200, plain | {"name": row.name.as_dict()}


def _written(activity_id: int | None, event_id: int | None) -> dict[str, Any]:
    return {"event_id": event_id, "activity": dumped(ActivityOut, Activity.objects.get(id=activity_id or 0))}


class HourlyCostsOut(Schema):
    """What an hour costs by role, in minor units of the company's currency; roles without a cost are not named."""

    currency: str
    costs: dict[str, int]


class HourlyCostsIn(Input):
    """Minor units by role; null takes the cost of a role away, roles that are not named stay as they are."""

    costs: dict[str, Annotated[int, Field(ge=0, le=MINOR_MAX)] | None] = Field(max_length=20)


@router.get("/hourly-costs", response={200: HourlyCostsOut} | PROBLEMS, summary="The cost of an hour")
def read_hourly_costs(request: HttpRequest) -> dict[str, Any]:
    """What an hour of each role costs, as it is set now."""
    actor(request).require(EngagePermission.SEE_COSTS)
    return {"currency": company().currency, "costs": costs()}


@router.put("/hourly-costs", response={200: HourlyCostsOut} | PROBLEMS, summary="Say what an hour costs")
@once
def put_hourly_costs(request: HttpRequest, body: HourlyCostsIn) -> tuple[int, dict[str, Any]]:
    """Figures of all times follow what is said now."""
    actions.set_hourly_costs(body.costs, actor=actor(request), at=timezone.now())
    return 200, {"currency": company().currency, "costs": costs()}
