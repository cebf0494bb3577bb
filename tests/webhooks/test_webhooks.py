"""Webhooks: written with the event, signed as the standard says, tried again, parked, replayed, never sent inside."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog import subscriptions
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via, known_types
from polku.eventlog.models import Event
from polku.jobs.models import Job
from polku.jobs.runner import run_pending
from polku.kernel.errors import Invalid, NotAllowed, NotFound
from polku.kernel.redaction import Marks
from polku.ui.events import ViewDeleted
from polku.webhooks import privacy
from polku.webhooks.actions import (
    add_endpoint,
    change_endpoint,
    forget_delivered,
    remove_endpoint,
    replay,
    resume_endpoint,
    rotate_secret,
    try_endpoint,
)
from polku.webhooks.entries import today_rows
from polku.webhooks.logic.places import Target, allowed_places, networks, target_of
from polku.webhooks.logic.signing import key_of, signature
from polku.webhooks.logic.telling import PAUSES, hears
from polku.webhooks.models import Attempt, Delivery, Endpoint
from polku.webhooks.queries import ALLOW, listeners, tell_all_processes
from polku.webhooks.reactions import note_deliveries
from tests.conftest import NOW, People
from tests.webhooks.conftest import OtherSystem

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(people: People) -> Actor:
    return people.actor("admin")


def added(other: OtherSystem, admin: Actor, kinds: tuple[str, ...] = ("ui.*",)) -> tuple[Endpoint, str]:
    return add_endpoint(url=other.url, kinds=kinds, actor=admin, at=NOW)


def happened(count: int = 1, *, at: datetime = NOW, history: bool = False) -> list[int]:
    entries = [Entry(ViewDeleted(place="deals"), ("view", n), at, case_id=40 + n) for n in range(count)]
    with write():
        rows = append(entries, actor_id=5, via=Via.WEB, recorded_at=at, history=history)
    return [row.pk for row in rows]


def is_genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """The check of the specification, written by itself: constant-time, any of the signatures, five minutes."""
    key = base64.b64decode(secret.split("_", 1)[1])
    if abs(int(headers["webhook-timestamp"]) - NOW.timestamp()) > 300:
        return False
    content = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest())
    given = [one.split(",", 1) for one in headers["webhook-signature"].split(" ")]
    return any(version == "v1" and hmac.compare_digest(made.encode(), expected) for version, made in given)


def test_the_signature_is_that_of_the_published_example() -> None:
    made = signature(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_event_reaches_the_other_system_signed(other: OtherSystem, admin: Actor) -> None:
    _, secret = added(other, admin)
    (event_id,) = happened()
    assert other.requests == []
    run_pending(NOW)
    ((path, headers, body),) = other.requests
    assert (path, headers["content-type"]) == ("/hooks?from=polku", "application/json")
    assert headers["webhook-id"] == f"msg_{event_id}"
    assert is_genuine(secret, headers, body)
    assert not is_genuine(secret, headers, body + b" ")
    assert json.loads(body) == {
        "type": "ui.view_deleted",
        "timestamp": "2026-11-20T10:00:00.000Z",
        "data": {
            "event_id": event_id, "at": "2026-11-20T10:00:00.000Z", "case_id": 40, "stage": "", "actor_id": 5,
            "subject": {"type": "view", "id": 0}, "payload": {"place": "deals"},
        },
    }  # fmt: skip
    assert (Delivery.objects.get().state, Attempt.objects.get().status) == ("delivered", 204)


def test_without_an_endpoint_an_event_costs_nothing_more(
    people: People, django_assert_num_queries: Any
) -> None:
    happened()
    with django_assert_num_queries(3):  # the event; two of them are this test's savepoint
        happened()
    assert Delivery.objects.count() == 0


def test_any_number_of_events_takes_the_same_statements(
    other: OtherSystem, admin: Actor, django_assert_max_num_queries: Any
) -> None:
    added(other, admin)
    happened()
    with django_assert_max_num_queries(6):
        happened(30)
    assert Delivery.objects.count() == 31
    assert Job.objects.filter(kind="webhooks.deliver").count() == 1


def test_what_is_rolled_back_is_not_told(other: OtherSystem, admin: Actor) -> None:
    added(other, admin)

    def change() -> None:
        with write():
            happened()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    run_pending(NOW)
    assert other.requests == []


def test_history_and_kinds_nobody_asked_for_are_not_told(other: OtherSystem, admin: Actor) -> None:
    added(other, admin, ("access.*", "ui.view_saved"))
    happened()
    happened(history=True)
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize(
    ("kinds", "kind", "told"),
    [(["*"], "a.b_c", True), (["a.*"], "a.b_c", True), (["a.b_c"], "a.b_c", True), (["a.b"], "a.b_c", False)],
)
def test_an_endpoint_hears_what_it_asked_for(kinds: list[str], kind: str, told: bool) -> None:
    assert hears(kinds, kind) is told


def test_after_a_new_secret_both_hold_for_a_day(other: OtherSystem, admin: Actor) -> None:
    row, old = added(other, admin)
    _, new = rotate_secret(row.pk, actor=admin, at=NOW - timedelta(hours=24) + timedelta(minutes=1))
    happened()
    run_pending(NOW)
    run_pending(NOW)
    (_, headers, body) = other.requests[0]
    assert (is_genuine(old, headers, body), is_genuine(new, headers, body)) == (True, True)
    happened(at=NOW + timedelta(minutes=2))
    run_pending(NOW + timedelta(minutes=2))
    (_, headers, body) = other.requests[1]
    assert (is_genuine(old, headers, body), is_genuine(new, headers, body)) == (False, True)


def test_a_silent_system_is_tried_again_for_three_days_then_paused_and_resumed(
    other: OtherSystem, admin: Actor
) -> None:
    row, _ = added(other, admin)
    other.status, other.answer = 503, b"come later"
    happened(3)
    at = NOW
    for pause in (*PAUSES, None):
        run_pending(at)
        first = Delivery.objects.order_by("id")[0]
        if pause is not None:
            assert (first.state, first.next_try_at) == ("waiting", at + pause)
            at += pause
    assert len(other.requests) == len(PAUSES) + 1
    assert {headers["webhook-id"] for _, headers, _ in other.requests} == {f"msg_{first.event_id}"}
    row.refresh_from_db()
    assert (first.state, row.paused_at, row.paused_reason) == ("parked", at, "503 come later")
    assert [one.title for one in today_rows(admin, at)] == [row.url]
    assert Event.objects.filter(kind="webhooks.endpoint_paused").count() == 1
    happened(at=at)
    run_pending(at)
    assert len(other.requests) == len(PAUSES) + 1
    other.status = 200
    resume_endpoint(row.pk, actor=admin, at=at)
    run_pending(at)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert today_rows(admin, at) == []


def test_a_system_that_says_it_is_gone_is_paused_at_once(other: OtherSystem, admin: Actor) -> None:
    row, _ = added(other, admin)
    other.status = 410
    happened()
    run_pending(NOW)
    row.refresh_from_db()
    assert (Delivery.objects.get().state, row.paused_at) == ("parked", NOW)


def test_a_redirect_is_not_followed(other: OtherSystem, admin: Actor) -> None:
    added(other, admin)
    other.status, other.location = 302, "http://127.0.0.1:1/inside"
    happened()
    run_pending(NOW)
    assert (len(other.requests), Delivery.objects.get().state, Attempt.objects.get().status) == (
        1,
        "waiting",
        302,
    )


def test_a_long_answer_is_cut(other: OtherSystem, admin: Actor) -> None:
    added(other, admin)
    other.status, other.answer = 500, b"x\x00" * 100_000
    happened()
    run_pending(NOW)
    assert len(Attempt.objects.get().answer) == 2000


def test_a_delivery_is_sent_again_under_the_same_id(other: OtherSystem, admin: Actor) -> None:
    added(other, admin)
    happened()
    run_pending(NOW)
    replay(Delivery.objects.get().pk, actor=admin, at=NOW)
    run_pending(NOW)
    assert len({headers["webhook-id"] for _, headers, _ in other.requests}) == 1
    assert (len(other.requests), Attempt.objects.count()) == (2, 2)


def test_a_trial_is_signed_and_leaves_nothing(other: OtherSystem, admin: Actor) -> None:
    row, secret = added(other, admin)
    other.status, other.answer = 401, b"who are you"
    answer = try_endpoint(row.pk, actor=admin, at=NOW)
    assert (answer.status, answer.text, answer.is_good) == (401, "who are you", False)
    assert is_genuine(secret, *other.requests[0][1:])
    assert (Delivery.objects.count(), Attempt.objects.count()) == (0, 0)


def test_a_network_that_is_allowed_no_more_is_refused_at_the_request(
    other: OtherSystem, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(other, admin)
    monkeypatch.delenv(ALLOW)
    happened()
    run_pending(NOW)
    assert (other.requests, "private network" in Attempt.objects.get().answer) == ([], True)


def test_a_removed_endpoint_hears_nothing_and_its_secret_is_gone(other: OtherSystem, admin: Actor) -> None:
    row, _ = added(other, admin)
    happened()
    remove_endpoint(row.pk, actor=admin, at=NOW)
    happened()
    run_pending(NOW)
    row.refresh_from_db()
    assert (other.requests, Delivery.objects.count(), row.sealed_secret) == ([], 0, "")
    with pytest.raises(NotFound):
        change_endpoint(row.pk, name="x", actor=admin, at=NOW)
    added(other, admin)


def test_an_endpoint_switched_off_hears_nothing(other: OtherSystem, admin: Actor) -> None:
    row, _ = added(other, admin)
    change_endpoint(row.pk, is_active=False, kinds=["*"], actor=admin, at=NOW)
    happened()
    assert Delivery.objects.count() == 0
    assert Endpoint.objects.get().kinds == ["*"]


def test_a_change_in_another_process_is_noticed(other: OtherSystem, admin: Actor) -> None:
    added(other, admin)
    assert len(listeners()) == 1
    Endpoint.objects.update(is_active=False)  # as another process would
    assert len(listeners()) == 1
    tell_all_processes()
    assert listeners() == ()


def test_the_secret_is_sealed_and_in_no_event(other: OtherSystem, admin: Actor) -> None:
    row, secret = added(other, admin)
    assert len(key_of(secret)) == 32
    assert secret not in row.sealed_secret
    assert secret not in str(list(Event.objects.values_list("payload", "changes__after")))


def test_only_who_may_manages_webhooks(other: OtherSystem, people: People) -> None:
    for name in ("alice", "bob"):
        with pytest.raises(NotAllowed):
            add_endpoint(url=other.url, kinds=["*"], actor=people.actor(name), at=NOW)


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("url", {"url": "ftp://a.example"}),
        ("url", {"url": "https://me:secret@a.example"}),
        ("url", {"url": "https://127.0.0.1.nip.example\x00"}),
        ("url", {"url": "http://10.1.2.3/"}),
        ("url", {"url": "http://[::1]/"}),
        ("url", {"url": "http://169.254.169.254/latest/meta-data"}),
        ("kinds", {"kinds": []}),
        ("kinds", {"kinds": ["poems.*"]}),
        ("secret", {"secret": "whsec_short"}),
    ],
)
def test_an_endpoint_that_cannot_be_is_refused_at_its_field(
    other: OtherSystem, admin: Actor, field: str, wanted: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refusal:
        add_endpoint(**({"url": other.url, "kinds": ["*"]} | wanted), actor=admin, at=NOW)
    assert (refusal.value.field, Endpoint.objects.count()) == (field, 0)


def test_one_address_has_one_webhook(other: OtherSystem, admin: Actor) -> None:
    added(other, admin)
    with pytest.raises(Invalid) as refusal:
        added(other, admin)
    assert refusal.value.code == "taken"


PLAIN, SECURE = Target(False, "a.example", 80, "/"), Target(True, "a.example", 443, "/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fec0::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "64:ff9b::a00:1", "2002:7f00:1::", "198.18.0.1", "192.0.2.1",
    ],
)  # fmt: skip
def test_no_request_goes_inside(address: str) -> None:
    with pytest.raises(Invalid):
        allowed_places([address], SECURE, [])
    with pytest.raises(Invalid):
        allowed_places(["93.184.215.14", address], SECURE, [])


def test_outside_only_the_secured_way_is_taken() -> None:
    assert allowed_places(["93.184.215.14", "2606:2800:21f::1"], SECURE, []) == [
        "93.184.215.14",
        "2606:2800:21f::1",
    ]
    with pytest.raises(Invalid):
        allowed_places(["93.184.215.14"], PLAIN, [])
    assert allowed_places(["10.0.0.7"], PLAIN, networks("10.0.0.0/8, ::1")) == ["10.0.0.7"]


def test_an_address_is_taken_apart() -> None:
    assert target_of("https://Ääni.example:8443/a/b?c=1#x") == Target(
        True, "xn--ni-uiaa.example", 8443, "/a/b?c=1"
    )


def test_what_was_delivered_long_ago_is_forgotten(other: OtherSystem, admin: Actor) -> None:
    added(other, admin)
    happened()
    run_pending(NOW)
    happened()
    assert forget_delivered(before=NOW) == 0
    forget_delivered(before=NOW + timedelta(seconds=1))
    assert list(Delivery.objects.values_list("state", flat=True)) == ["waiting"]


def test_a_person_is_taken_out_of_what_others_answered(other: OtherSystem, admin: Actor) -> None:
    added(other, admin)
    other.status, other.answer = 500, b"no user dora@puu.example here"
    happened()
    run_pending(NOW)
    marks = Marks(emails=["dora@puu.example"])
    assert len(list(privacy.ANSWERS.export(None, marks))) == 1  # type: ignore[arg-type]
    assert privacy.ANSWERS.erase(None, marks, NOW) == 1  # type: ignore[arg-type]
    assert Attempt.objects.get().answer == "no user […] here"


def test_every_kind_of_event_is_told(other: OtherSystem, admin: Actor) -> None:
    added(other, admin, ("*",))
    assert note_deliveries in subscriptions._handlers[subscriptions.ANY]
    rows = [
        Event(at=NOW, recorded_at=NOW, via=Via.WEB, kind=kind, subject_id=0, payload={})
        for kind in known_types()
    ]
    note_deliveries(Event.objects.bulk_create(rows))
    told = Delivery.objects.filter(event_id__in=[row.pk for row in rows]).order_by("kind")
    assert list(told.values_list("kind", flat=True)) == list(known_types())
