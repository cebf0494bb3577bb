"""Returns by API: the same actions as every other door."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from polku.returns import actions
from polku.returns.logic.incoming import Arrived
from polku.returns.models import Return
from polku.returns.queries.listing import order_to_return, return_of
from polku.returns.queries.returnable import returnable
from polku.returns.rules import ReturnPermission
from polku.returns.web.api_shapes import (
    ReturnableOut,
    ReturnApprovalIn,
    ReturnFull,
    ReturnIn,
    ReturnOut,
    ReturnPage,
    ReturnQuery,
    ReturnReceiptIn,
    ReturnRefusalIn,
    ReturnSettlementIn,
    full,
    returnable_out,
)
from polku.ui.api import PROBLEMS, Id, actor, dumped, dumped_all, once, page

router = Router(tags=["returns"])


@router.get("/returns", response={200: ReturnPage} | PROBLEMS, summary="List returns")
def list_returns(request: HttpRequest, query: Query[ReturnQuery]) -> dict[str, Any]:
    """Returns the token's person may see, the newest first."""
    actor(request).require(ReturnPermission.SEE)
    wanted = query.model_dump(exclude={"after", "limit"}, exclude_none=True)
    rows = Return.objects.visible_to(actor(request)).filter(**wanted)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": dumped_all(ReturnOut, found), "next": after}


@router.get("/returns/{return_id}", response={200: ReturnFull} | PROBLEMS, summary="Read a return")
def read_return(request: HttpRequest, return_id: Id) -> dict[str, Any]:
    """One return with its lines, and the documents that settled them."""
    return full(return_of(actor(request), return_id), actor(request))


@router.get(
    "/orders/{order_id}/returnable",
    response={200: list[ReturnableOut]} | PROBLEMS,
    summary="What can come back",
)
def list_returnable(request: HttpRequest, order_id: Id) -> list[dict[str, Any]]:
    """Lines of goods that arrived, less what is on its way back or came."""
    order = order_to_return(actor(request), order_id)
    return [returnable_out(one) for one in returnable(order.pk)]


@router.post("/orders/{order_id}/returns", response={201: ReturnOut} | PROBLEMS, summary="Take a return up")
@once
def request_return(request: HttpRequest, order_id: Id, body: ReturnIn) -> tuple[int, dict[str, Any]]:
    """Write down what a customer gives back; never more than arrived, less what is on its way back or came."""
    row = actions.request_return(body.new(order_id), actor=actor(request), at=timezone.now())
    return 201, dumped(ReturnOut, row)


@router.post(
    "/returns/{return_id}/approvals", response={200: ReturnOut} | PROBLEMS, summary="Approve a return"
)
@once
def approve_return(request: HttpRequest, return_id: Id, body: ReturnApprovalIn) -> tuple[int, dict[str, Any]]:
    """Let the goods come back."""
    who, at = actor(request), timezone.now()
    (done,) = actions.approve_returns([return_id], **body.model_dump(), actor=who, at=at)
    return 200, dumped(ReturnOut, done.result)


@router.post("/returns/{return_id}/refusals", response={200: ReturnOut} | PROBLEMS, summary="Refuse a return")
@once
def refuse_return(request: HttpRequest, return_id: Id, body: ReturnRefusalIn) -> tuple[int, dict[str, Any]]:
    """Let the goods stay with the customer; they can be returned another time."""
    who, at = actor(request), timezone.now()
    (done,) = actions.refuse_returns([return_id], **body.model_dump(), actor=who, at=at)
    return 200, dumped(ReturnOut, done.result)


@router.post(
    "/returns/{return_id}/receipts", response={200: ReturnOut} | PROBLEMS, summary="Receive returned goods"
)
@once
def receive_return(request: HttpRequest, return_id: Id, body: ReturnReceiptIn) -> tuple[int, dict[str, Any]]:
    """Take in what came: into stock at what it cost when it left, or scrapped."""
    came = Arrived(return_id, tuple(line.came() for line in body.lines))
    (done,) = actions.receive_returns([came], actor=actor(request), at=timezone.now())
    return 200, dumped(ReturnOut, done.result)


@router.post(
    "/returns/{return_id}/settlements", response={200: ReturnOut} | PROBLEMS, summary="Settle a return"
)
@once
def settle_return(
    request: HttpRequest, return_id: Id, body: ReturnSettlementIn
) -> tuple[int, dict[str, Any]]:
    """Credit, pay back, replace or send back what you may; lines that wait for others keep the return open."""
    told = body.model_dump(exclude={"resolutions"})
    agreed = {int(key): resolution.value for key, resolution in body.resolutions.items()}
    row = actions.settle_return(
        return_id, resolutions=agreed, **told, actor=actor(request), at=timezone.now()
    )
    return 200, dumped(ReturnOut, row)
