"""Merging duplicates by API, and taking a merge back."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from polku.contacts import actions, queries
from polku.ui.api import PROBLEMS, Id, Input, actor, dumped, dumped_all, once

router = Router(tags=["customers"])


class MergeIn(Input):
    """Which customer stays, which becomes part of it, and per field whose value stays (`kept` or `merged`)."""

    kept_id: Id
    merged_id: Id
    choices: dict[str, Literal["kept", "merged"]] = {}


class MergeOut(Schema):
    """A merge; `undone_at` says that it was taken back."""

    id: int
    kept_id: int
    merged_id: int
    at: datetime
    by_id: int | None
    undone_at: datetime | None


@router.get(
    "/customers/{customer_id}/merges",
    response={200: list[MergeOut]} | PROBLEMS,
    summary="Merges into a customer",
)
def list_merges(request: HttpRequest, customer_id: Id) -> list[dict[str, Any]]:
    """Merges into this customer that stand, the newest first."""
    customer = queries.customer(actor(request), customer_id)
    return dumped_all(MergeOut, queries.standing_merges(customer.pk))


@router.post("/merges", response={201: MergeOut} | PROBLEMS, summary="Merge two customers")
@once
def merge(request: HttpRequest, body: MergeIn) -> tuple[int, dict[str, Any]]:
    """Make one customer of two; everything moved is written down, so that it can be put back."""
    row = actions.merge(
        body.kept_id, body.merged_id, choices=body.choices, actor=actor(request), at=timezone.now()
    )
    return 201, dumped(MergeOut, row)


@router.post("/merges/{merge_id}/undo", response={200: MergeOut} | PROBLEMS, summary="Take a merge back")
@once
def undo_merge(request: HttpRequest, merge_id: Id) -> tuple[int, dict[str, Any]]:
    """Both customers stand again with what was theirs; refused while a later merge builds on it."""
    return 200, dumped(MergeOut, actions.undo_merge(merge_id, actor=actor(request), at=timezone.now()))
