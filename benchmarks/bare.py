"""What our doors are measured against: plain Django views that check a token and a right and insert the same rows."""

import json
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.bare_settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone

from polku.access.models import ApiToken, Membership
from polku.access.queries import hashed
from polku.contacts.models import Contact, Customer
from polku.deals.models import Deal, DealContact, StageVisit
from polku.eventlog.models import Event
from polku.search.models import SearchDocument


def _team(request: HttpRequest) -> int:
    """Who asks, and that they may: the session and the right of a bare view."""
    secret = request.headers["Authorization"].removeprefix("Bearer ")
    token = ApiToken.objects.select_related("user").get(token_hash=hashed(secret), revoked_at=None)
    if token.user.role not in ("admin", "seller", "manager"):
        raise PermissionError
    return Membership.objects.filter(user=token.user).values_list("team_id", flat=True)[0]


def _event(kind: str, subject: str, row_id: int, case_id: int | None, at: object) -> None:
    Event.objects.create(
        at=at,
        recorded_at=at,
        via=1,
        kind=kind,
        case_id=case_id,
        subject_type=subject,
        subject_id=row_id,
        payload={"a": 1},
    )


def _document(kind: str, row_id: int, team_id: int, title: str) -> None:
    SearchDocument.objects.create(
        kind=kind, row_id=row_id, team_id=team_id, title=title, head=title[:1], tokens=title
    )


def open_deal(request: HttpRequest) -> JsonResponse:
    body, at, team_id = json.loads(request.body), timezone.now(), _team(request)
    with transaction.atomic():
        customer = Customer.objects.create(
            name=body["company"], name_key=body["company"], team_id=team_id, recorded_at=at
        )
        contact = Contact.objects.create(
            customer=customer,
            name=body["contact"],
            email=body["email"],
            email_key=body["email"],
            recorded_at=at,
        )
        deal = Deal.objects.create(
            title=body["company"], customer=customer, process_id=1, version_id=1, stage="find", stage_entered_at=at,
            path_id=1, team_id=team_id, opened_at=at, recorded_at=at,
        )  # fmt: skip
        DealContact.objects.create(deal=deal, contact=contact)
        StageVisit.objects.create(deal=deal, version_id=1, stage="find", seq=1, path_id=1, entered_at=at)
        for kind, row in (("customer", customer), ("contact", contact), ("deal", deal)):
            _event(f"bare.{kind}_added", kind, row.pk, deal.pk if kind == "deal" else None, at)
            _document(kind, row.pk, team_id, body["company"])
    return JsonResponse({"id": deal.pk, "title": deal.title}, status=201)


def move_deal(request: HttpRequest, deal_id: int) -> JsonResponse:
    body, at, team_id = json.loads(request.body), timezone.now(), _team(request)
    with transaction.atomic():
        deal = Deal.objects.select_for_update().get(pk=deal_id, team_id=team_id)
        StageVisit.objects.filter(deal=deal, leaving="").update(left_at=at, leaving="moved")
        seq = StageVisit.objects.filter(deal=deal).count() + 1
        StageVisit.objects.create(
            deal=deal, version_id=1, stage=body["stage"], seq=seq, path_id=1, entered_at=at
        )
        deal.stage, deal.stage_entered_at = body["stage"], at
        deal.save(update_fields=["stage", "stage_entered_at"])
        _event("bare.deal_moved", "deal", deal.pk, deal.pk, at)
    return JsonResponse({"id": deal.pk, "stage": deal.stage})


urlpatterns = [path("api/v1/deals", open_deal), path("api/v1/deals/<int:deal_id>/moves", move_deal)]
