"""What every domain's API is made of: who asks, errors, pages by cursor, answers kept for repeated requests."""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, Any, TypeVar

from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext
from ninja import Schema
from ninja.security import HttpBearer
from pydantic import Field

from polku.access.actions import keep_answer
from polku.access.logic import Actor
from polku.access.models import IdempotentAnswer
from polku.access.queries import actor_of_token
from polku.db.transactions import write
from polku.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Refused, gettext_noop
from polku.kernel.text import clean

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Limit = Annotated[int, Field(ge=1, le=200)]
Row = TypeVar("Row", bound=models.Model)

STATUS: dict[type[DomainError], int] = {
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Refused: 409,
    Invalid: 422,
}


class Problem(Schema):
    """Why a request was not carried out. `unmet` lists every criterion that is not met, `errors` messages by field."""

    code: str
    message: str
    field: str | None = None
    rule: str | None = None
    errors: dict[str, list[str]] | None = None
    fields: dict[str, Any] | None = None
    unmet: list[dict[str, Any]] | None = None


PROBLEMS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 409, 422, 429}): Problem}
"""What any operation may answer besides its own."""


class TokenAuth(HttpBearer):
    """`Authorization: Bearer polku_...`: the API token of a person; acts with that person's rights."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = actor_of_token(token, at=timezone.now())
        if found is None:
            return None
        actor, read_only = found
        if read_only and request.method not in ("GET", "HEAD"):
            raise NotAllowed("read_only_token", gettext_noop("This token may only read."))
        request.actor = actor  # type: ignore[attr-defined]
        translation.activate(actor.language)
        return actor


def actor(request: HttpRequest) -> Actor:
    """Who asks."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def problem(error: DomainError) -> JsonResponse:
    """A refusal of the domain as an answer of the API."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return JsonResponse(error.as_dict(gettext), status=status)


def page(rows: models.QuerySet[Row], *, after: str, limit: int) -> tuple[list[Row], str | None]:
    """One page, the newest first, and the cursor of the next one.

    Raises: Invalid for a cursor that was not made here.
    """
    if after:
        try:
            last = int(base64.urlsafe_b64decode(after.encode()).decode())
        except ValueError as error:
            raise Invalid(gettext_noop("This cursor is not one of ours."), field="after") from error
        if not 0 < last < 2**63:
            raise Invalid(gettext_noop("This cursor is not one of ours."), field="after")
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return found, base64.urlsafe_b64encode(str(found[-1].pk).encode()).decode() if more else None


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Carry a request with an `Idempotency-Key` out once: its answer is kept in the transaction of its change.

    The same key with another request is refused (422). The view answers `(status, dict)`.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            status, body = view(request, *args, **kwargs)
            return JsonResponse(body, status=status, safe=False)
        clean(key, max_length=200, field="Idempotency-Key")
        digest = hashlib.sha256(
            f"{request.method} {request.get_full_path()}\n".encode() + request.body
        ).hexdigest()
        try:
            with write():
                return _first(request, key, digest, lambda: view(request, *args, **kwargs))
        except IntegrityError:
            kept = _kept(request, key)
            if kept is None:
                raise
            return _again(kept, digest)

    return inner


def _first(request: HttpRequest, key: str, digest: str, run: Callable[[], tuple[int, Any]]) -> HttpResponse:
    kept = _kept(request, key)
    if kept is not None:
        return _again(kept, digest)
    status, body = run()
    keep_answer(
        actor=actor(request),
        key=key,
        request_hash=digest,
        status=status,
        body=json.loads(JsonResponse(body, safe=False).content),
        at=timezone.now(),
    )
    return JsonResponse(body, status=status, safe=False)


def _kept(request: HttpRequest, key: str) -> IdempotentAnswer | None:
    return IdempotentAnswer.objects.filter(user_id=actor(request).user_id, key=key).first()


def _again(kept: IdempotentAnswer, digest: str) -> HttpResponse:
    if kept.request_hash != digest:
        raise Invalid(
            gettext_noop("This idempotency key was used for another request."),
            code="idempotency_mismatch",
            field="Idempotency-Key",
        )
    return JsonResponse(kept.body, status=kept.status, safe=False, headers={"Idempotent-Replay": "true"})


def dumped(schema: type[Schema], row: object) -> dict[str, Any]:
    """One row as the schema shows it."""
    return schema.model_validate(row, from_attributes=True).model_dump()


def dumped_all(schema: type[Schema], rows: Sequence[object]) -> list[dict[str, Any]]:
    """Rows as the schema shows them."""
    return [dumped(schema, row) for row in rows]
