"""What every domain's API is made of: who asks, errors, pages by cursor, answers kept for repeated requests."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, wraps
from typing import Annotated, Any, Final, Self, TypeVar

from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext
from ninja import Header, Schema
from ninja.errors import ValidationError
from ninja.operation import Operation
from ninja.security import HttpBearer
from ninja.utils import contribute_operation_args
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationInfo,
    model_validator,
)

from polku.access.actions import keep_answer, note_use
from polku.access.logic import Actor
from polku.access.queries import bearer, kept_answer
from polku.company.queries import day_of
from polku.db.transactions import write
from polku.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Refused, gettext_noop
from polku.kernel.text import clean

_EARLIEST: Final = datetime(1, 1, 3, tzinfo=UTC)
_LATEST: Final = datetime(9999, 12, 29, tzinfo=UTC)


def _as_written(value: Any) -> Any:
    """A decimal as a text or a whole number: a float has been rounded already, so it is taken as it was written."""
    return str(value) if isinstance(value, float) else value


def _within_time(moment: datetime) -> datetime:
    """A moment that every time zone can write: the last evening of 9999 is in no year 10000 anywhere."""
    if not _EARLIEST <= moment <= _LATEST:
        raise ValueError("the moment is too far away")
    return moment


Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Limit = Annotated[int, Field(ge=1, le=200)]
Minor = Annotated[int, Field(ge=-(2**63) + 1, le=2**63 - 1)]
Exact = Annotated[
    Decimal, BeforeValidator(_as_written), Field(max_digits=19, decimal_places=6, allow_inf_nan=False)
]
Moment = Annotated[AwareDatetime, AfterValidator(_within_time)]
Row = TypeVar("Row", bound=models.Model)

KEY_HEADER: Final = "Idempotency-Key"
KEY_LENGTH_MAX: Final = 200
UNKNOWN: Final = "extra_forbidden"
"""What pydantic calls a field that is not in the schema."""


class Input(Schema):
    """Base of what a request may hold: an object with the fields named, and no other.

    A plain `Schema` also reads attributes: `"text"` would be taken for an object whose title is `str.title`. It also
    passes over a field that it does not know: a misspelt one would be lost without a word.
    """

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(
        cls, values: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        if not isinstance(values, Mapping | cls):
            raise ValueError("an object is expected")
        return handler(values)


STATUS: dict[type[DomainError], int] = {
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Refused: 409,
    Invalid: 422,
}


class Problem(Schema):
    """Why a request was not carried out. `unmet` lists every criterion that is not met, `errors` messages by field.

    `fields` holds both values of each field that somebody else changed meanwhile.
    """

    code: str
    message: str
    field: str | None = None
    rule: str | None = None
    errors: dict[str, list[str]] | None = None
    fields: dict[str, Any] | None = None
    unmet: list[dict[str, Any] | str] | None = None


@cache
def _answer_model(answer: Any) -> type[Schema] | None:
    return None if answer is None else type("Answer", (Schema,), {"__annotations__": {"response": answer}})


def _shared_answer_model(_operation: Operation, response_param: Any) -> type[Schema] | None:
    """ninja makes a model for each status of each operation: 2,500, nearly all alike, half a second of every start."""
    return _answer_model(response_param)


Operation._create_response_model = _shared_answer_model  # type: ignore[method-assign, assignment]

_values_of = Operation._get_values


def _values_of_known_names(
    operation: Operation, request: HttpRequest, path_params: Any, temporal_response: HttpResponse
) -> dict[str, Any]:
    """ninja passes over what it does not know in an address: a misspelt filter would list everything."""
    if request.GET:
        known = {
            name for one in operation.models if one.__ninja_param_source__ == "query" for name in _names(one)
        }
        if unknown := [name for name in request.GET if name not in known]:
            raise ValidationError([{"type": UNKNOWN, "loc": ("query", name), "msg": ""} for name in unknown])
    return _values_of(operation, request, path_params, temporal_response)


def _names(model: Any) -> Iterable[str]:
    names: Iterable[str] = model.__ninja_flatten_map__
    return names


Operation._get_values = _values_of_known_names  # type: ignore[method-assign, assignment]

PROBLEMS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 409, 422, 429}): Problem}
"""What any operation may answer besides its own."""


class TokenAuth(HttpBearer):
    """`Authorization: Bearer polku_...`: the API token of a person; acts with that person's rights."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        at = timezone.now()
        key = request.headers.get(KEY_HEADER, "")
        found = bearer(token, key=key if key.isprintable() else "", at=at)
        if found is None:
            return None
        if found.read_only and request.method not in ("GET", "HEAD"):
            raise NotAllowed("read_only_token", gettext_noop("This token may only read."))
        if found.last_used_on != (today := day_of(at)):
            note_use(found.token_id, on=today)
        request.actor = found.actor  # type: ignore[attr-defined]
        request.was_answered = found.was_answered  # type: ignore[attr-defined]
        translation.activate(found.actor.language)
        _refuse_unstorable(request)
        return found.actor


def _refuse_unstorable(request: HttpRequest) -> None:
    """A NUL or half a character in an address is refused by name: the engines would differ about it.

    What a body holds is checked by the action it goes to, which knows the field.
    """
    clean(request.path, multiline=True, field="path")
    for name in request.GET:
        for value in (name, *request.GET.getlist(name)):
            clean(value, multiline=True, field=name[:60])


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
        rows = rows.filter(pk__lt=_place(after))
    found = list(rows.order_by("-pk")[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return found, base64.urlsafe_b64encode(str(found[-1].pk).encode()).decode() if more else None


def _place(cursor: str) -> int:
    try:
        last = int(base64.urlsafe_b64decode(cursor.encode()).decode())
    except ValueError:
        last = 0
    if not 0 < last < 2**63:
        raise Invalid(gettext_noop("This cursor is not one of ours."), field="after")
    return last


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Carry a request with an `Idempotency-Key` out once: its answer is kept in the transaction of its change.

    The same key with another request is refused (422). The view answers `(status, dict)`.
    """

    @wraps(view)
    def inner(
        request: HttpRequest, *args: Any, idempotency_key: str | None = None, **kwargs: Any
    ) -> HttpResponse:
        if not idempotency_key:
            status, body = view(request, *args, **kwargs)
            return JsonResponse(body, status=status, safe=False)
        key = clean(idempotency_key, max_length=KEY_LENGTH_MAX, field=KEY_HEADER)
        digest = hashlib.sha256(
            f"{request.method} {request.get_full_path()}\n".encode() + _content(request)
        ).hexdigest()
        if request.was_answered and (known := _again(request, key, digest)):  # type: ignore[attr-defined]
            return known
        try:
            with write():
                return _first(request, key, digest, lambda: view(request, *args, **kwargs))
        except (DomainError, IntegrityError):
            # The same request may have come twice at once: then the other one is what stands in the way.
            if known := _again(request, key, digest):
                return known
            raise

    told = "A repeated request with the same key is carried out once and answered alike."
    source: Any = Header(None, alias=KEY_HEADER, description=told, max_length=KEY_LENGTH_MAX)  # type: ignore[type-arg]
    kind: Any = str | None
    contribute_operation_args(inner, "idempotency_key", kind, source)
    return inner


def _content(request: HttpRequest) -> bytes:
    """What tells one request from another: the body, or the fields and files of a form."""
    if request.content_type != "multipart/form-data":
        return request.body
    digest = hashlib.sha256(json.dumps(list(request.POST.lists())).encode())
    for name, files in request.FILES.lists():
        for file in files:
            digest.update(f"{name} {file.size}\n".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.digest()


def _first(request: HttpRequest, key: str, digest: str, run: Callable[[], tuple[int, Any]]) -> HttpResponse:
    status, body = run()
    answer = JsonResponse(body, status=status, safe=False)
    keep_answer(
        actor=actor(request),
        key=key,
        request_hash=digest,
        status=status,
        body=json.loads(answer.content),
        at=timezone.now(),
    )
    return answer


def _again(request: HttpRequest, key: str, digest: str) -> HttpResponse | None:
    """The answer that was given with this key. Raises: Invalid, where it was given to another request."""
    kept = kept_answer(actor(request).user_id, key)
    if kept is None:
        return None
    if kept.request_hash != digest:
        raise Invalid(
            gettext_noop("This idempotency key was used for another request."),
            code="idempotency_mismatch",
            field=KEY_HEADER,
        )
    return JsonResponse(kept.body, status=kept.status, safe=False, headers={"Idempotent-Replay": "true"})


def dumped(schema: type[Schema], row: object) -> dict[str, Any]:
    """One row as the schema shows it."""
    return schema.model_validate(row, from_attributes=True).model_dump()


def dumped_all(schema: type[Schema], rows: Sequence[object]) -> list[dict[str, Any]]:
    """Rows as the schema shows them."""
    return [dumped(schema, row) for row in rows]
