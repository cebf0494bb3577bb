"""Deals by API: the same actions as every other door."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from polku.deals import actions
from polku.deals.actions.results import Done
from polku.deals.logic.incoming import Close, Move, NewDeal
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.kernel.errors import NotFound, gettext_noop
from polku.kernel.money import Money
from polku.ui.api import PROBLEMS, Id, Input, Limit, Minor, Moment, actor, dumped, dumped_all, once, page

router = Router(tags=["deals"])


class Amount(Input):
    """An amount in whole minor units (cents) of an ISO 4217 currency."""

    minor: Minor
    currency: str = Field(min_length=3, max_length=3)

    def money(self) -> Money:
        """As the domain counts. Raises: Invalid for a currency that does not exist."""
        return Money(self.minor, self.currency)


class DealOut(Schema):
    """A deal."""

    id: int
    title: str
    external_id: str
    customer_id: int
    process_id: int
    version_id: int
    stage: str
    stage_entered_at: datetime | None
    owner_id: int | None
    team_id: int
    value_minor: int | None
    value_currency: str
    value_company_minor: int | None
    expected_close: date | None
    outcome: str
    opened_at: datetime | None
    closed_at: datetime | None
    finished_at: datetime | None
    source: str
    campaign: str
    product: str
    next_step: str
    next_step_at: datetime | None
    custom: dict[str, Any]
    voided_at: datetime | None


class DealPage(Schema):
    """One page of deals; `next` is the cursor to send as `after`, null at the end."""

    items: list[DealOut]
    next: str | None


class DealIn(Input):
    """A new deal: name its customer by id, or by company, contact, mail or phone to find or add it."""

    title: str = ""
    external_id: str = ""
    customer_id: Id | None = None
    company: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    source: str = ""
    campaign: str = ""
    product: str = ""
    owner_id: Id | None = None
    team_id: Id | None = None
    value: Amount | None = None
    expected_close: date | None = None
    next_step: str = ""
    next_step_at: Moment | None = None
    consents: dict[str, bool] = {}
    custom: dict[str, Any] = {}
    process: str | None = None


class DealPatch(Input):
    """Fields to change. `base` holds the values you started from: a field changed meanwhile is a conflict (409)."""

    values: dict[str, Any]
    base: dict[str, Any] = {}


class MoveIn(Input):
    """Where the deal goes; a reason passes unmet criteria by, with the right to do so."""

    stage: str
    override_reason: str = ""


class ClosureIn(Input):
    """How the deal ended: won, upgraded, lost, paused or no_decision."""

    outcome: str
    reasons: list[str] = []
    words: str = ""
    until: date | None = None
    added: Amount | None = None
    override_reason: str = ""


class NextStepIn(Input):
    """What happens next, and when."""

    text: str
    due_at: Moment | None = None


class AssignmentIn(Input):
    """Whose deal it is."""

    owner_id: Id | None = None
    team_id: Id | None = None


class PersonIn(Input):
    """A person who takes part, and as what."""

    role: str = ""


class BulkMoveIn(Input):
    """Deals to bring to one stage."""

    ids: list[Id] = Field(max_length=1000)
    stage: str
    override_reason: str = ""


class RowOut(Schema):
    """What became of one row of a bulk change."""

    deal_id: int
    event_id: int | None
    error: dict[str, Any] | None


class Written(Schema):
    """The deal after the change, and the event that was written (null where nothing changed)."""

    event_id: int | None
    deal: DealOut


class DealQuery(Schema):
    """Filters of the list; all of them hold together."""

    process_id: Id | None = None
    stage: str | None = None
    outcome: str | None = None
    owner_id: Id | None = None
    team_id: Id | None = None
    customer_id: Id | None = None
    external_id: str | None = None
    source: str | None = None
    after: str = ""
    limit: Limit = 50


def deal_of(request: HttpRequest, deal_id: int) -> Deal:
    found = Deal.objects.visible_to(actor(request)).filter(id=deal_id).first()
    if found is None:
        raise NotFound(gettext_noop("This deal does not exist, or you may not see it."))
    return found


def written(request: HttpRequest, deal_id: int, event_id: int | None) -> tuple[int, dict[str, Any]]:
    return 200, {"event_id": event_id, "deal": dumped(DealOut, deal_of(request, deal_id))}


@router.get("/deals", response={200: DealPage} | PROBLEMS, summary="List deals")
def list_deals(request: HttpRequest, query: Query[DealQuery]) -> dict[str, Any]:
    """Deals the token's person may see, the newest first."""
    wanted = query.model_dump(exclude={"after", "limit"}, exclude_none=True)
    rows, after = page(
        Deal.objects.visible_to(actor(request)).current().filter(**wanted),
        after=query.after,
        limit=query.limit,
    )
    return {"items": dumped_all(DealOut, rows), "next": after}


@router.post("/deals", response={201: DealOut} | PROBLEMS, summary="Open a deal")
@once
def open_deal(request: HttpRequest, body: DealIn) -> tuple[int, dict[str, Any]]:
    """Open a deal in the first stage of a process, with its customer found or added."""
    new = NewDeal(
        **body.model_dump(exclude={"contact", "value", "process"}),
        contact_name=body.contact,
        value=body.value.money() if body.value else None,
    )
    deal = actions.open_deal(new, actor=actor(request), at=timezone.now(), process=body.process)
    return 201, dumped(DealOut, deal)


@router.post("/deals/moves", response={200: list[RowOut]} | PROBLEMS, summary="Move many deals")
@once
def move_deals(request: HttpRequest, body: BulkMoveIn) -> tuple[int, list[dict[str, Any]]]:
    """Move up to 1,000 deals; each answers for itself."""
    actor(request).require(DealPermission.BULK)
    moves = [Move(one, body.stage, body.override_reason) for one in dict.fromkeys(body.ids)]
    return 200, [_row(done) for done in actions.move_deals(moves, actor=actor(request), at=timezone.now())]


@router.get("/deals/{deal_id}", response={200: DealOut} | PROBLEMS, summary="Read a deal")
def read_deal(request: HttpRequest, deal_id: Id) -> Deal:
    """One deal."""
    return deal_of(request, deal_id)


@router.patch("/deals/{deal_id}", response={200: Written} | PROBLEMS, summary="Change fields of a deal")
@once
def change_deal(request: HttpRequest, deal_id: Id, body: DealPatch) -> tuple[int, dict[str, Any]]:
    """Change fields; `custom.<key>` names a field of the company's own."""
    event = actions.update_fields(
        deal_id, body.values, base=body.base, actor=actor(request), at=timezone.now()
    )
    return written(request, deal_id, event)


@router.delete("/deals/{deal_id}", response={200: Written} | PROBLEMS, summary="Move a deal to the bin")
def void_deal(request: HttpRequest, deal_id: Id) -> dict[str, Any]:
    """The deal leaves every list and figure; it can be brought back."""
    done = actions.void_deals([deal_id], actor=actor(request), at=timezone.now())[0]
    return written(request, deal_id, done.unwrap())[1]


@router.post("/deals/{deal_id}/restorations", response={200: Written} | PROBLEMS, summary="Bring a deal back")
@once
def restore_deal(request: HttpRequest, deal_id: Id) -> tuple[int, dict[str, Any]]:
    """Bring a deal back from the bin."""
    done = actions.restore_deals([deal_id], actor=actor(request), at=timezone.now())[0]
    return written(request, deal_id, done.unwrap())


@router.post("/deals/{deal_id}/moves", response={200: Written} | PROBLEMS, summary="Move a deal to a stage")
@once
def move_deal(request: HttpRequest, deal_id: Id, body: MoveIn) -> tuple[int, dict[str, Any]]:
    """Move; a refusal (409) lists every unmet criterion and what would meet it."""
    wish = Move(deal_id, body.stage, body.override_reason)
    done = actions.move_deals([wish], actor=actor(request), at=timezone.now())[0]
    return 200, {"event_id": done.unwrap(), "deal": dumped(DealOut, done.deal)}


def _row(done: Done) -> dict[str, Any]:
    error = done.error.as_dict() if done.error else None
    return {"deal_id": done.deal_id, "event_id": done.event_id, "error": error}


@router.post(
    "/deals/{deal_id}/closures", response={200: Written} | PROBLEMS, summary="Win, lose or pause a deal"
)
@once
def close_deal(request: HttpRequest, deal_id: Id, body: ClosureIn) -> tuple[int, dict[str, Any]]:
    """End or pause a deal, with its reasons."""
    ask = Close(
        deal_id,
        body.outcome,
        reasons=tuple(body.reasons),
        words=body.words,
        until=body.until,
        added=body.added.money() if body.added else None,
        override_reason=body.override_reason,
    )
    done = actions.close_deals([ask], actor=actor(request), at=timezone.now())[0]
    return written(request, deal_id, done.unwrap())


@router.post("/deals/{deal_id}/finishings", response={200: Written} | PROBLEMS, summary="Finish a won deal")
@once
def finish_deal(request: HttpRequest, deal_id: Id) -> tuple[int, dict[str, Any]]:
    """Let a won deal leave the last stage."""
    done = actions.finish_deals([deal_id], actor=actor(request), at=timezone.now())[0]
    return written(request, deal_id, done.unwrap())


@router.post(
    "/deals/{deal_id}/reopenings", response={200: Written} | PROBLEMS, summary="Take a deal up again"
)
@once
def reopen_deal(request: HttpRequest, deal_id: Id) -> tuple[int, dict[str, Any]]:
    """Take a deal up again that had ended or paused."""
    return written(request, deal_id, actions.reopen(deal_id, actor=actor(request), at=timezone.now()))


@router.post("/deals/{deal_id}/worth", response={200: Written} | PROBLEMS, summary="Be worth what was sold")
@once
def take_worth(request: HttpRequest, deal_id: Id) -> tuple[int, dict[str, Any]]:
    """Let the value of a won deal be what its orders come to, and follow them again."""
    return written(request, deal_id, actions.take_worth(deal_id, actor=actor(request), at=timezone.now()))


@router.put("/deals/{deal_id}/next-step", response={200: Written} | PROBLEMS, summary="Set the next step")
@once
def set_next_step(request: HttpRequest, deal_id: Id, body: NextStepIn) -> tuple[int, dict[str, Any]]:
    """Agree what happens next."""
    event = actions.set_next_step(
        deal_id, text=body.text, due_at=body.due_at, actor=actor(request), at=timezone.now()
    )
    return written(request, deal_id, event)


@router.delete(
    "/deals/{deal_id}/next-step", response={200: Written} | PROBLEMS, summary="The next step is done"
)
def complete_next_step(request: HttpRequest, deal_id: Id) -> dict[str, Any]:
    """Say that the next step was done."""
    event = actions.complete_next_step(deal_id, actor=actor(request), at=timezone.now())
    return written(request, deal_id, event)[1]


@router.put(
    "/deals/{deal_id}/assignment", response={200: Written} | PROBLEMS, summary="Give a deal to somebody"
)
@once
def assign_deal(request: HttpRequest, deal_id: Id, body: AssignmentIn) -> tuple[int, dict[str, Any]]:
    """Give the deal to a person, or to a team's pool."""
    done = actions.assign_deals(
        [deal_id], owner_id=body.owner_id, team_id=body.team_id, actor=actor(request), at=timezone.now()
    )[0]
    return written(request, deal_id, done.unwrap())


@router.put(
    "/deals/{deal_id}/items/{item}", response={200: Written} | PROBLEMS, summary="Tick a checklist item"
)
@once
def tick(request: HttpRequest, deal_id: Id, item: str) -> tuple[int, dict[str, Any]]:
    """Say that a checklist item is done."""
    return written(request, deal_id, actions.tick(deal_id, item, actor=actor(request), at=timezone.now()))


@router.delete(
    "/deals/{deal_id}/items/{item}", response={200: Written} | PROBLEMS, summary="Take a tick away"
)
def untick(request: HttpRequest, deal_id: Id, item: str) -> dict[str, Any]:
    """Take a tick away."""
    return written(request, deal_id, actions.untick(deal_id, item, actor=actor(request), at=timezone.now()))[
        1
    ]


@router.put(
    "/deals/{deal_id}/people/{contact_id}", response={200: Written} | PROBLEMS, summary="Add a person"
)
@once
def link_person(
    request: HttpRequest, deal_id: Id, contact_id: Id, body: PersonIn
) -> tuple[int, dict[str, Any]]:
    """Add a person to the deal, or change what they are in it."""
    event = actions.link_contact(deal_id, contact_id, role=body.role, actor=actor(request), at=timezone.now())
    return written(request, deal_id, event)


@router.delete(
    "/deals/{deal_id}/people/{contact_id}", response={200: Written} | PROBLEMS, summary="Take a person off"
)
def unlink_person(request: HttpRequest, deal_id: Id, contact_id: Id) -> dict[str, Any]:
    """Take a person off the deal."""
    event = actions.unlink_contact(deal_id, contact_id, actor=actor(request), at=timezone.now())
    return written(request, deal_id, event)[1]
