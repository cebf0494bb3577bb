"""Webhooks in the settings and by API: added, seen, tried, replayed, paused, removed; the secret shown once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from polku.access.actions import make_token
from polku.jobs.runner import run_pending
from polku.webhooks.models import Delivery, Endpoint
from polku.webhooks.queries import forget
from tests.conftest import NOW, People
from tests.ui.conftest import SignIn, signed_in
from tests.webhooks.conftest import OtherSystem
from tests.webhooks.test_webhooks import happened

__all__ = ["signed_in"]
PAGE = "/settings/webhooks/"


@pytest.fixture
def admin(signed_in: SignIn) -> Client:
    return signed_in("admin")


def added(admin: Client, other: OtherSystem, **more: Any) -> tuple[Endpoint, str]:
    answer = admin.post(PAGE, {"url": other.url, "kinds": ["ui.*"], "name": "ERP"} | more)
    assert answer.status_code == 200
    forget()
    return Endpoint.objects.get(), answer.content.decode()


def test_a_webhook_is_added_and_its_secret_shown_once(admin: Client, other: OtherSystem) -> None:
    row, page = added(admin, other, single="access.user_added")
    assert ("whsec_" in page, "whsec_" in admin.get(PAGE).content.decode()) == (True, False)
    assert row.kinds == ["access.user_added", "ui.*"]


@pytest.mark.parametrize(
    ("field", "more"), [("url", {"url": "http://10.0.0.1/"}), ("kinds", {"kinds": []}), ("url", {"url": "x"})]
)
def test_a_webhook_that_cannot_be_is_refused_at_its_field(
    admin: Client, other: OtherSystem, field: str, more: dict[str, Any]
) -> None:
    answer = admin.post(PAGE, {"url": other.url, "kinds": ["*"]} | more)
    assert (answer.status_code, f'id="id_{field}_error"' in answer.content.decode()) == (422, True)


def test_its_pages_show_the_request_and_the_answer(admin: Client, other: OtherSystem) -> None:
    row, _ = added(admin, other)
    other.status, other.answer = 500, b"<b>disk full</b>"
    happened()
    run_pending(NOW)
    delivery = Delivery.objects.get()
    listed = admin.get(f"{PAGE}{row.pk}/?state=waiting").content.decode()
    shown = admin.get(f"{PAGE}deliveries/{delivery.pk}/").content.decode()
    assert "ui.view_deleted" in listed
    assert "&lt;b&gt;disk full&lt;/b&gt;" in shown
    assert f"&quot;event_id&quot;: {delivery.event_id}" in shown
    assert admin.get(f"{PAGE}{row.pk}/?state=lost").status_code == 404
    other.status = 200
    assert admin.post(f"{PAGE}deliveries/{delivery.pk}/replay/").status_code == 303
    run_pending(NOW)
    assert len(other.requests) == 1  # asked for at the present moment, which is not that of the test
    assert Delivery.objects.get().tries == 0


def test_the_acts_of_a_webhook(admin: Client, other: OtherSystem) -> None:
    row, _ = added(admin, other)
    assert "whsec_" in admin.post(f"{PAGE}{row.pk}/secret/").content.decode()
    assert "204" in admin.post(f"{PAGE}{row.pk}/trial/").content.decode()
    Endpoint.objects.update(paused_at=NOW, paused_reason="500 disk full")
    assert "500 disk full" in admin.get(f"{PAGE}{row.pk}/").content.decode()
    assert "Webhook paused" in admin.get("/").content.decode()
    assert admin.post(f"{PAGE}{row.pk}/resumption/").status_code == 303
    assert admin.post(f"{PAGE}{row.pk}/replays/").status_code == 303
    assert admin.post(f"{PAGE}{row.pk}/", {"url": other.url, "kinds": ["*"]}).status_code == 303
    row.refresh_from_db()
    assert (row.paused_at, row.kinds, row.is_active) == (None, ["*"], False)
    assert admin.post(f"{PAGE}{row.pk}/removal/").status_code == 303
    assert admin.get(f"{PAGE}{row.pk}/").status_code == 404


def test_nobody_else_comes_near(signed_in: SignIn, other: OtherSystem) -> None:
    row, _ = added(signed_in("admin"), other)
    happened()
    alice, delivery = signed_in("alice"), Delivery.objects.get()
    for page in ("", f"{row.pk}/", f"deliveries/{delivery.pk}/"):
        assert alice.get(PAGE + page).status_code == 403
    for act in ("secret", "trial", "resumption", "replays", "removal"):
        assert alice.post(f"{PAGE}{row.pk}/{act}/").status_code == 403
    assert alice.post(f"{PAGE}deliveries/{delivery.pk}/replay/").status_code == 403


def test_webhooks_by_api(client: Client, people: People, other: OtherSystem) -> None:
    heads = {
        name: {"authorization": f"Bearer {make_token(name='t', actor=people.actor(name), at=NOW)[1]}"}
        for name in ("admin", "alice")
    }

    def asked(method: str, path: str, body: Any = None, who: str = "admin") -> Any:
        return client.generic(
            method, f"/api/v1{path}", b"" if body is None else json.dumps(body),
            content_type="application/json", headers=heads[who],
        )  # fmt: skip

    made = asked("POST", "/webhooks", {"url": other.url, "kinds": ["ui.*"]})
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    assert asked("POST", "/webhooks", {"url": other.url}).status_code == 422
    path = f"/webhooks/{made.json()['id']}"
    forget()
    happened()
    (one,) = asked("GET", f"{path}/deliveries?state=waiting").json()["items"]
    assert one["kind"] == "ui.view_deleted"
    assert asked("POST", f"/webhook-deliveries/{one['id']}/replays").json()["state"] == "waiting"
    assert asked("PATCH", path, {"name": "ERP"}).json()["name"] == "ERP"
    assert "secret" not in asked("GET", path).json()
    assert asked("POST", f"{path}/secrets").json()["secret"] != made.json()["secret"]
    assert asked("POST", f"{path}/resumptions").status_code == 200
    assert len(asked("GET", "/webhooks").json()["items"]) == 1
    assert [asked("GET", one, who="alice").status_code for one in ("/webhooks", path)] == [403, 403]
    assert [asked("DELETE", path).status_code for _ in range(2)] == [204, 404]
