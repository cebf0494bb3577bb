"""The API root: `/api/v1/`, OpenAPI at `/api/v1/openapi.json`, a page to read it at `/api/v1/docs`."""

import json
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema, get_schema

from polku import __version__
from polku.kernel.errors import DomainError
from polku.ui.api import UNKNOWN, TokenAuth, problem

ROUTERS = (
    "office.web.api",
    "ui.web.api",
    "search.web.api",
    "imports.web.api",
    "insight.web.api",
    "contacts.web.api",
    "process.web.api",
    "deals.web.api",
    "deals.web.api_events",
    "deals.web.api_exports",
    "forecast.web.api",
    "qualify.web.api",
    "engage.web.api",
    "journey.web.api",
    "mail.web.api",
    "webhooks.web.api",
    "books.web.api",
    "catalogue.web.api",
    "exchange.web.api",
    "measures.web.api",
    "proposals.web.api",
    "advice.web.api",
    "quotes.web.api",
    "quotes.web.api_papers",
    "orders.web.api",
    "stock.web.api",
    "stock.web.api_arrivals",
    "billing.web.api",
    "payments.web.api",
    "payments.web.api_chasing",
    "returns.web.api",
    "cycle.web.api",
)


_ABOUT = """The whole sales process: deals, customers, offers, orders, stock, invoices, payments, books and figures.

- Every request carries `Authorization: Bearer polku_…`: a token acts with the rights of its person.
- What writes takes an `Idempotency-Key`: sent again with the same key it is carried out once and answered alike.
- Money is a whole number of minor units, a quantity or price a decimal; a moment has a zone, a day is the company's.
- A list gives `items` and `next`, which is the `after` of the next page.
- A name that an operation does not know, in the body or in the address, is refused (422).
- A refusal has `code`, `message` and, where it is about fields, `errors` by field; nothing is half done then.

[From the deal to the paid invoice](/help/by-api) walks through it."""


class _Docs(Swagger):
    """The page to read the API, its scripts served by Polku itself."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: object) -> HttpResponse:
        told = json.dumps(self.settings | {"url": self.get_openapi_url(api, kwargs)})
        return render(request, self.template, {"swagger_settings": told, "api": api, "add_csrf": False})


class _Api(NinjaAPI):
    """Its document takes two seconds to write, and never changes while a process serves."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        return _document(path_prefix or self.get_root_path(path_params or {}))


@cache
def _document(prefix: str) -> OpenAPISchema:
    return get_schema(api, prefix)


api = _Api(
    title="Polku",
    version=__version__,
    description=_ABOUT,
    auth=TokenAuth(),
    docs=_Docs(settings={"docExpansion": "none", "filter": True}),
    urls_namespace="api",
)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A rule of the business said no."""
    return problem(error)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The request does not fit its schema: messages by field."""
    errors: dict[str, list[str]] = {}
    for one in error.errors:
        source, *place = one["loc"]
        # The first name below a body is that of the view's own argument.
        field = ".".join(str(part) for part in (place[1:] if source == "body" else place))
        told = (
            gettext("There is no such field.")
            if one["type"] == UNKNOWN
            else one["msg"].removeprefix("Value error, ")
        )
        errors.setdefault(field or "__all__", []).append(told)
    message = gettext("Please correct the marked fields.")
    return JsonResponse({"code": "invalid", "message": message, "errors": errors}, status=422)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No token, or one that is not valid."""
    message = gettext("Send a valid API token: Authorization: Bearer polku_…")
    return JsonResponse({"code": "unauthenticated", "message": message}, status=401)


@api.exception_handler(HttpError)
def http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The request itself cannot be read."""
    message = gettext("The request cannot be read.") if error.status_code == 400 else str(error)
    return JsonResponse({"code": "bad_request", "message": message}, status=error.status_code)


for _name in ROUTERS:
    if find_spec(f"polku.{_name.split('.')[0]}.web") and find_spec(f"polku.{_name}"):
        api.add_router("", import_module(f"polku.{_name}").router)
