"""Answers kept for requests that come again."""

from datetime import datetime
from typing import Any

from polku.access.logic import Actor
from polku.access.models import IdempotentAnswer
from polku.db.bulk import insert, made
from polku.db.transactions import write
from polku.kernel.errors import NotAllowed


def keep_answer(*, actor: Actor, key: str, request_hash: str, status: int, body: Any, at: datetime) -> None:
    """Keep what a request with an idempotency key was answered, in the transaction of its change."""
    if actor.user_id is None:
        raise NotAllowed("idempotency")
    with write():
        answer = made(
            IdempotentAnswer,
            user_id=actor.user_id,
            key=key,
            request_hash=request_hash,
            status=status,
            body=body,
            created_at=at,
        )
        insert(IdempotentAnswer, [answer])
