"""Advice by API: what helps, asking for the order, buying signals."""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from polku.advice import actions, queries
from polku.advice.rules import AdvicePermission
from polku.ui.api import PROBLEMS, Id, Input, actor, once

router = Router(tags=["advice"])


class HelpsQuery(Schema):
    """By what was to come of it: won within 13 weeks, or advanced within 30 days."""

    outcome: Literal["won", "advanced"] = "won"


class EffectOut(Schema):
    """An act of a stage against like deals without it; shares of 1. `found` holds among all compared. Goes with,
    never causes.
    """

    stage: str
    act: str
    window: float
    outcome: str
    n_with: int
    n_without: int
    share_with: float
    share_without: float
    difference: float
    low: float
    high: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p: float
    found: bool


class AskingIn(Input):
    """How the order was asked for, and what the buyer said."""

    technique: str
    answer: Literal["yes", "later", "no"]


class SignalIn(Input):
    """What the buyer showed."""

    signal: Literal["terms", "delivery", "start", "others"]


class NotedOut(Schema):
    """The event that was written."""

    event_id: int


@router.get("/advice/effects", response={200: list[EffectOut]} | PROBLEMS, summary="What helps")
def effects(request: HttpRequest, query: Query[HelpsQuery]) -> list[dict[str, Any]]:
    """Every comparison of the last night, the surest first."""
    actor(request).require(AdvicePermission.SEE)
    return [one.to_json() for one in queries.effects(queries.newest(), query.outcome)]


@router.post("/deals/{deal_id}/askings", response={201: NotedOut} | PROBLEMS, summary="Ask for the order")
@once
def ask(request: HttpRequest, deal_id: Id, body: AskingIn) -> tuple[int, dict[str, Any]]:
    """Note that the buyer was asked for the order."""
    event = actions.ask(deal_id, body.technique, body.answer, actor=actor(request), at=timezone.now())
    return 201, {"event_id": event}


@router.post(
    "/deals/{deal_id}/buying-signals", response={201: NotedOut} | PROBLEMS, summary="Note a buying signal"
)
@once
def note_signal(request: HttpRequest, deal_id: Id, body: SignalIn) -> tuple[int, dict[str, Any]]:
    """Note a buying signal."""
    return 201, {
        "event_id": actions.note_signal(deal_id, body.signal, actor=actor(request), at=timezone.now())
    }
