"""The buyer's side by API: obstacles (in batches), feedback, the buyer's link, journeys with their counts."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from polku.deals.models import Deal
from polku.deals.queries.filters import DealFilter
from polku.journey import actions
from polku.journey.logic.asking import Share
from polku.journey.logic.incoming import NewFeedback, NewObstacle
from polku.journey.models import Feedback, Obstacle
from polku.journey.queries import asking, counting, journeys
from polku.journey.queries import obstacles as queries
from polku.journey.rules import JourneyPermission
from polku.journey.words import obstacle_labels
from polku.kernel.errors import DomainError, NotFound, gettext_noop
from polku.ui.api import PROBLEMS, Id, Input, Limit, Moment, actor, dumped, dumped_all, once, page

router = Router(tags=["buyers"])
BATCH_MAX = 1000


class ObstacleOut(Schema):
    """What holds a buyer up; `state` is open or removed."""

    id: int
    deal_id: int
    code: str
    note: str
    remedy: str
    stage: str
    owner_id: int | None
    state: str
    raised_at: datetime
    removed_at: datetime | None
    by_id: int | None


class ObstaclePage(Schema):
    """One page of obstacles; `next` is the cursor to send as `after`, null at the end."""

    items: list[ObstacleOut]
    next: str | None


class ObstacleQuery(Schema):
    """Filters of the list; all of them hold together."""

    deal_id: Id | None = None
    code: str | None = None
    state: str | None = None
    after: str = ""
    limit: Limit = 50


class ObstacleIn(Input):
    """An obstacle to be noted. One that stands in the way of the same deal already is given back as it is."""

    deal_id: Id
    code: str
    note: str = ""
    remedy: str = ""
    owner_id: Id | None = None
    raised_at: Moment | None = None


class ObstaclesIn(Input):
    """Obstacles to be noted, up to 1,000."""

    items: Annotated[list[ObstacleIn], Field(min_length=1, max_length=BATCH_MAX)]


class ObstacleNoted(Schema):
    """What became of one row: the obstacle and its event, or the problem; `event_id` is null where it stood there."""

    obstacle_id: int | None = None
    event_id: int | None = None
    problem: dict[str, Any] | None = None


class ObstaclePatch(Input):
    """Fields to change; what is left out stays. `state` removed takes it out of the way, open puts it back."""

    note: str | None = None
    remedy: str | None = None
    owner_id: Id | None = None
    code: str | None = None
    state: str | None = Field(None, pattern="^(open|removed)$")


class ObstacleKindOut(Schema):
    """One kind of obstacle: how many stand in the way of how many open deals, what these are worth, whether it rises.

    `now` is how many were noted in the newest 4 weeks, `before` in the 12 before; `ratio` compares the rates, with its
    95 % interval `low` to `high` (null: without end).
    """

    code: str
    name: str
    open: int
    deals: int
    stake_minor: int
    median_days: float | None
    now: int
    before: int
    ratio: float | None
    low: float
    high: float | None
    rises: bool


class FeedbackOut(Schema):
    """What a buyer said: warmer, same or colder, about what; `score` is how content, 1 to 5, null where not said."""

    id: int
    deal_id: int
    about: str
    tone: str
    score: int | None
    words: str
    by_buyer: bool
    by_id: int | None
    at: datetime


class FeedbackIn(Input):
    """What a buyer said; `tone` is warmer, same or colder, and may be left to the `score`, how content from 1 to 5."""

    tone: str = ""
    about: str = "selling"
    score: Annotated[int, Field(ge=1, le=5)] | None = None
    words: str = ""
    at: Moment | None = None


class LinkIn(Input):
    """To whom the link goes by mail (empty: to nobody), in which language, with which words."""

    to: str = ""
    language: str = ""
    message: str = ""


class LinkOut(Schema):
    """The buyer's link."""

    link: str
    language: str
    expires_at: datetime
    by_mail: bool


class ShareOut(Schema):
    """So many of so many; share and interval (95 %, Wilson) are null below five answers."""

    k: int
    n: int
    share: float | None
    low: float | None
    high: float | None


class AnswersOut(Schema):
    """What buyers answered by how the deal stood: open, won, lost."""

    outcome: str
    asked: int
    answered: int
    easy: ShareOut
    knew: ShareOut
    again: ShareOut


class JourneyOut(Schema):
    """A journey; `number` is the version in force, 0 where none is."""

    id: int
    name: dict[str, str]
    persona: dict[str, str]
    process_key: str | None
    number: int


class JourneyEntryOut(Schema):
    """An entry and for how many of the deals at its step it holds; null where it counts nothing."""

    row: str
    key: str
    words: dict[str, str]
    link: str
    count: int | None


class JourneyStepOut(Schema):
    """A step of the buyer with the deals that stand there."""

    key: str
    phase: str
    name: dict[str, str]
    deals: int
    entries: list[JourneyEntryOut]


@router.get("/obstacles", response={200: ObstaclePage} | PROBLEMS, summary="List obstacles")
def list_obstacles(request: HttpRequest, query: Query[ObstacleQuery]) -> dict[str, Any]:
    """Obstacles in the deals the token's person may see, the last noted first."""
    wanted = query.model_dump(exclude={"after", "limit"}, exclude_none=True)
    rows = Obstacle.objects.visible_to(actor(request)).current().filter(**wanted)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": dumped_all(ObstacleOut, found), "next": after}


@router.post("/obstacles", response={200: list[ObstacleNoted]} | PROBLEMS, summary="Note obstacles")
@once
def note_obstacles(request: HttpRequest, body: ObstaclesIn) -> tuple[int, list[dict[str, Any]]]:
    """Note up to 1,000 obstacles; each is answered for itself."""
    rows = [NewObstacle(**one.model_dump()) for one in body.items]
    done = actions.raise_obstacles(rows, actor=actor(request), at=timezone.now())
    return 200, [
        {"obstacle_id": one.obstacle_id, "event_id": one.event_id, "problem": _told(one.error)}
        for one in done
    ]


@router.patch(
    "/obstacles/{obstacle_id}", response={200: ObstacleOut} | PROBLEMS, summary="Change an obstacle"
)
@once
def change_obstacle(request: HttpRequest, obstacle_id: Id, body: ObstaclePatch) -> tuple[int, dict[str, Any]]:
    """Change its note, remedy, owner or code; take it out of the way, or put it back."""
    asks, at = actor(request), timezone.now()
    row = queries.obstacle(obstacle_id, asks)
    values = body.model_dump(exclude_unset=True, exclude={"state"})
    actions.change_obstacle(row.id, values, actor=asks, at=at)
    if body.state:
        done = actions.remove_obstacles([row.id], actor=asks, at=at, open_again=body.state == "open")[0]
        if done.error is not None:
            raise done.error
    return 200, dumped(ObstacleOut, queries.obstacle(row.id, asks))


@router.delete(
    "/obstacles/{obstacle_id}", response={200: ObstacleNoted} | PROBLEMS, summary="Take an obstacle back"
)
def void_obstacle(request: HttpRequest, obstacle_id: Id) -> dict[str, Any]:
    """It was noted by mistake."""
    event_id = actions.void_obstacle(obstacle_id, actor=actor(request), at=timezone.now())
    return {"obstacle_id": obstacle_id, "event_id": event_id}


@router.get("/obstacle-kinds", response={200: list[ObstacleKindOut]} | PROBLEMS, summary="Obstacles by kind")
def list_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """What each kind of obstacle costs now, and whether it rises."""
    asks, labels = actor(request), obstacle_labels()
    asks.require(JourneyPermission.SEE)
    return [
        {
            "code": one.code, "name": labels.get(one.code, one.code), "open": one.open, "deals": one.deals,
            "stake_minor": one.stake_minor, "median_days": one.median_days, "now": one.rise.now,
            "before": one.rise.before, "ratio": one.rise.ratio, "low": one.rise.low, "high": one.rise.high,
            "rises": one.rise.rises,
        }
        for one in queries.by_code(asks, timezone.now())
    ]  # fmt: skip


@router.get(
    "/deals/{deal_id}/feedback", response={200: list[FeedbackOut]} | PROBLEMS, summary="What a buyer said"
)
def list_feedback(request: HttpRequest, deal_id: Id) -> list[dict[str, Any]]:
    """The feedback of a deal, the newest first."""
    asks = actor(request)
    asks.require(JourneyPermission.SEE)
    if not Deal.objects.visible_to(asks).current().filter(id=deal_id).exists():
        raise NotFound(gettext_noop("This deal does not exist, or you may not see it."))
    return dumped_all(FeedbackOut, queries.feedback_of(deal_id, asks, 200))


@router.post("/deals/{deal_id}/feedback", response={201: FeedbackOut} | PROBLEMS, summary="Note feedback")
@once
def give_feedback(request: HttpRequest, deal_id: Id, body: FeedbackIn) -> tuple[int, dict[str, Any]]:
    """Write down what a buyer said."""
    new = NewFeedback(deal_id, **body.model_dump())
    done = actions.give_feedback([new], actor=actor(request), at=timezone.now())[0]
    if done.error is not None:
        raise done.error
    return 201, dumped(FeedbackOut, Feedback.objects.get(id=done.feedback_id or 0))


@router.post("/deals/{deal_id}/buyer-link", response={201: LinkOut} | PROBLEMS, summary="Ask the buyer")
@once
def ask_buyer(request: HttpRequest, deal_id: Id, body: LinkIn) -> tuple[int, dict[str, Any]]:
    """Make the link by which the buyer says how the selling goes, and send it by mail where an address is named."""
    site = f"{request.scheme}://{request.get_host()}"
    done = actions.ask_buyer(deal_id, **body.model_dump(), site=site, actor=actor(request), at=timezone.now())
    row = done.asking
    told = {
        "link": done.link,
        "language": row.language,
        "expires_at": row.expires_at,
        "by_mail": done.by_mail,
    }
    return 201, dumped(LinkOut, told)


@router.get("/buyer-answers", response={200: list[AnswersOut]} | PROBLEMS, summary="How the selling went")
def list_answers(request: HttpRequest) -> list[dict[str, Any]]:
    """What buyers answered, by how the deal stood, with intervals."""
    asks = actor(request)
    asks.require(JourneyPermission.SEE)
    return [
        {
            "outcome": one.outcome, "asked": one.asked, "answered": one.answered, "easy": _share(one.easy),
            "knew": _share(one.knew), "again": _share(one.again),
        }
        for one in asking.results(asks)
    ]  # fmt: skip


@router.get("/journeys", response={200: list[JourneyOut]} | PROBLEMS, summary="List the buyers’ journeys")
def list_journeys(request: HttpRequest) -> list[dict[str, Any]]:
    """The journeys in use."""
    asks = actor(request)
    asks.require(JourneyPermission.SEE)
    return [
        {
            "id": row.id, "name": row.name.as_dict(), "persona": row.persona.name.as_dict(),
            "process_key": row.process.key if row.process else None, "number": row.number,
        }
        for row in journeys.journeys(asks)
        if row.number or asks.may(JourneyPermission.EDIT)
    ]  # fmt: skip


@router.get(
    "/journeys/{journey_id}", response={200: list[JourneyStepOut]} | PROBLEMS, summary="Read a journey"
)
def read_journey(request: HttpRequest, journey_id: Id) -> list[dict[str, Any]]:
    """Each step with its entries and their live counts over the open deals the person may see."""
    asks = actor(request)
    row = journeys.journey(journey_id, asks)
    matrix = journeys.shown(row, asks)
    found = counting.counted(row, matrix, asks, DealFilter(), timezone.now())
    return [
        {
            "key": step.key, "phase": step.phase, "name": step.name.as_dict(), "deals": len(found.at_step[step.key]),
            "entries": [
                {
                    "row": place, "key": entry.key, "words": entry.words.as_dict(), "link": entry.link,
                    "count": found.of((step.key, place, entry.key))[0] if entry.link else None,
                }
                for one, place, entry in matrix.entries()
                if one is step
            ],
        }
        for step in matrix.steps
    ]  # fmt: skip


def _told(error: DomainError | None) -> dict[str, Any] | None:
    if error is None:
        return None
    found: dict[str, Any] = error.as_dict()
    return found


def _share(one: Share) -> dict[str, Any]:
    low, high = one.interval if one.share is not None else (None, None)
    return {"k": one.k, "n": one.n, "share": one.share, "low": low, "high": high}
