"""The public form and its JSON door."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from polku.deals.models import Deal
from polku.qualify.actions import save_form
from polku.qualify.models import Capture, LeadForm
from polku.qualify.web import door
from polku.ui import visitors
from tests.conftest import NOW, People
from tests.environment import data_folder

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DORA = {"name": "Dora Kivi", "company": "Nosto Oy", "email": "dora@nosto.example", "message": "Hello"}


def token(form: LeadForm, seconds: int = 60) -> str:
    with time_machine.travel(NOW - timedelta(seconds=seconds), tick=False):
        return door.new_token(form)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def alice(client: Client, people: People) -> Client:
    client.force_login(people.alice, backend=BACKEND)
    return client


@pytest.fixture
def admin(client: Client, people: People) -> Client:
    client.force_login(people.admin, backend=BACKEND)
    return client


# --- the public form ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "button"),
    [
        ("en", "Ask for a demo"),
        ("fi", "Pyydä esittely"),
        ("lv", "Ask for a demo"),
        ("zh-hant", "Ask for a demo"),
    ],
)
def test_the_form_speaks_the_buyers_language(
    client: Client, form: LeadForm, language: str, button: str
) -> None:
    by_browser = client.get("/f/demo/", headers={"Accept-Language": language}).content.decode()
    by_address = client.get(f"/f/demo/?lang={language}").content.decode()
    assert (button in by_browser, button in by_address) == (True, True)
    assert f'<html lang="{language}"' in by_address


def test_a_sent_form_leads_to_thanks_and_to_a_lead(client: Client, form: LeadForm) -> None:
    answered = client.post("/f/demo/", DORA | {"token": token(form)})
    assert (answered.status_code, answered["Location"]) == (303, "/f/demo/thanks/")
    assert Deal.objects.get().title == "Nosto Oy"
    assert "Thank you, we call you today." in client.get("/f/demo/thanks/").content.decode()


def test_sent_twice_from_the_same_page_it_is_one_lead(client: Client, form: LeadForm) -> None:
    told = DORA | {"token": token(form)}
    client.post("/f/demo/", told)
    client.post("/f/demo/", told)
    assert Capture.objects.count() == 1


def test_changed_and_sent_again_from_the_same_page_nothing_is_lost(client: Client, form: LeadForm) -> None:
    told = DORA | {"token": token(form)}
    client.post("/f/demo/", told)
    client.post("/f/demo/", told | {"message": "And one more thing"})
    assert (Capture.objects.count(), Deal.objects.count()) == (2, 1)


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    client: Client, form: LeadForm
) -> None:
    answered = client.post("/f/demo/", DORA | {"email": "dora@", "name": "", "token": token(form)})
    page = answered.content.decode()
    assert (answered.status_code, Capture.objects.count()) == (422, 0)
    assert ('id="id_email_error"' in page, 'id="id_name_error"' in page, "Nosto Oy" in page) == (
        True,
        True,
        True,
    )


def test_the_trap_catches_programs_and_says_nothing(client: Client, form: LeadForm) -> None:
    answered = client.post("/f/demo/", DORA | {"reply_code": "buy pills", "token": token(form)})
    assert (answered.status_code, Capture.objects.get().status, Deal.objects.count()) == (303, "spam", 0)


def test_the_trap_is_hidden_from_screen_readers_and_the_keyboard(client: Client, form: LeadForm) -> None:
    page = client.get("/f/demo/").content.decode()
    assert '<div class="trap" aria-hidden="true">' in page
    assert 'tabindex="-1" autocomplete="off"' in page


@pytest.mark.parametrize("sent", ["", "forged", None])
def test_too_quick_or_without_our_mark_it_asks_again_and_takes_the_next(
    client: Client, form: LeadForm, sent: str | None
) -> None:
    mark = token(form, 1) if sent is None else sent
    assert client.post("/f/demo/", DORA | {"token": mark}).status_code == 422
    assert Capture.objects.count() == 0


def test_too_much_from_one_address_is_asked_to_wait(client: Client, form: LeadForm) -> None:
    mark = token(form)
    for number in range(20):
        client.post("/f/demo/", DORA | {"token": mark, "message": str(number)})
    answered = client.post("/f/demo/", DORA | {"token": mark, "message": "one more"})
    assert (answered.status_code, answered["Retry-After"]) == (429, "600")
    assert "one more" in answered.content.decode()


def test_behind_our_proxy_the_sender_is_the_one_it_names(form: LeadForm, rf: Any) -> None:
    def seen(near: str, told: str) -> str:
        return visitors.address_hash(rf.get("/", REMOTE_ADDR=near, HTTP_X_FORWARDED_FOR=told))

    assert seen("10.0.0.2", "8.8.8.8") == seen("10.0.0.2", "1.1.1.1, 8.8.8.8")  # a first hop may be forged
    assert seen("8.8.4.4", "1.2.3.4") == seen("8.8.4.4", "5.6.7.8")


def test_a_closed_or_unknown_form_is_not_there(client: Client, form: LeadForm, people: People) -> None:
    save_form("demo", {"active": False}, actor=people.actor("admin"), at=NOW)
    assert [client.get(f"/f/{key}/").status_code for key in ("demo", "nothing")] == [404, 404]


def test_consent_must_be_given_where_it_is_asked(client: Client, form: LeadForm, people: People) -> None:
    save_form("demo", {"consent": {"en": "You may mail me."}}, actor=people.actor("admin"), at=NOW)
    assert client.post("/f/demo/", DORA | {"token": token(form)}).status_code == 422
    assert client.post("/f/demo/", DORA | {"token": token(form), "consent": "yes"}).status_code == 303
    assert Capture.objects.get().payload["consent"] is True


def test_only_the_forms_own_sites_show_it_in_a_frame(client: Client, form: LeadForm, people: People) -> None:
    before = client.get("/f/demo/")
    assert (before["X-Frame-Options"], "frame-ancestors 'none'" in before["Content-Security-Policy"]) == (
        "DENY",
        True,
    )
    save_form("demo", {"allowed_origins": ["https://www.nosto.example"]}, actor=people.actor("admin"), at=NOW)
    after = client.get("/f/demo/")
    assert "frame-ancestors 'self' https://www.nosto.example" in after["Content-Security-Policy"]
    assert "X-Frame-Options" not in after
    assert client.get("/f/demo/thanks/").headers.get("X-Frame-Options") is None
    assert client.get("/account/login/")["X-Frame-Options"] == "DENY"


@pytest.mark.data
def test_every_naughty_string_is_kept_to_the_byte_or_refused_with_a_word(
    client: Client, form: LeadForm
) -> None:
    folder = data_folder()
    assert folder is not None
    strings = json.loads(next(folder.glob("naughty-strings/*.json")).read_text(encoding="utf-8"))
    assert len(strings) >= 515
    refused = 0
    for number, text in enumerate(strings):
        mark = token(form)
        with time_machine.travel(NOW + timedelta(minutes=11 * number), tick=False):
            told = {"name": "Dora", "email": f"n{number}@nosto.example", "message": text, "company": text}
            answered = client.post("/f/demo/", told | {"token": mark})
        if answered.status_code == 422:
            refused += 1
            assert 'class="error"' in answered.content.decode()
            continue
        assert answered.status_code == 303
        kept = Capture.objects.order_by("-id")[0]
        assert (kept.status, kept.payload["message"], kept.payload["company"]) == ("mapped", text, text)
    assert refused <= 5


@pytest.mark.data
def test_every_naughty_string_comes_through_the_json_door(client: Client, form: LeadForm) -> None:
    folder = data_folder()
    assert folder is not None
    strings = json.loads(next(folder.glob("naughty-strings/*.json")).read_text(encoding="utf-8"))
    for number, text in enumerate(strings):
        with time_machine.travel(NOW + timedelta(minutes=11 * number), tick=False):
            told = {"name": f"Dora {number}", "email": f"n{number}@nosto.example", "message": text}
            answered = client.post("/f/demo.json", told, content_type="application/json")
        assert answered.status_code in (202, 422)
        if answered.status_code == 202:
            assert Capture.objects.order_by("-id")[0].payload["message"] == text


# --- the JSON door -----------------------------------------------------------------------------------------------


def test_a_program_sends_json_and_again_with_the_same_mark_nothing_more_happens(
    client: Client, form: LeadForm
) -> None:
    told = {"content_type": "application/json", "headers": {"Idempotency-Key": "k" * 500}}
    first = client.post("/f/demo.json", DORA, **told)  # type: ignore[arg-type]
    again = client.post("/f/demo.json", DORA | {"message": "other"}, **told)  # type: ignore[arg-type]
    assert (first.status_code, first.json()) == (202, {"received": True, "again": False})
    assert (again.status_code, again.json()) == (202, {"received": True, "again": True})
    assert Capture.objects.count() == 1


def test_without_a_mark_the_same_content_of_the_day_is_one(client: Client, form: LeadForm) -> None:
    for _ in range(2):
        client.post("/f/demo.json", DORA, content_type="application/json")
    assert Capture.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400), ("[]", 400), ("null", 400), ('"x"', 400), ("[" * 100_000, 400), ("\xff\xfe", 400), ("{}", 422),
        ('{"name": {"a": 1}, "email": "a@b.example"}', 422), ('{"name": "a\\u0000b", "email": "a@b.example"}', 422),
        ('{"name": "\\ud800", "email": "a@b.example"}', 422), ('{"name": 7, "email": "a@b.example"}', 202),
        ('{"name": "a", "email": "a@b.example", "office": "Turku"}', 422),
    ],
)  # fmt: skip
def test_whatever_is_sent_the_answer_says_what_is_wrong(
    client: Client, form: LeadForm, body: str, status: int
) -> None:
    answered = client.post("/f/demo.json", body.encode("latin-1"), content_type="application/json")
    assert (answered.status_code, bool(answered.json())) == (status, True)


def test_browsers_of_other_sites_are_let_in_only_by_name(
    client: Client, form: LeadForm, people: People
) -> None:
    there = {"Origin": "https://www.nosto.example"}
    assert (
        client.post("/f/demo.json", DORA, content_type="application/json", headers=there).status_code == 403
    )
    save_form("demo", {"allowed_origins": ["https://www.nosto.example"]}, actor=people.actor("admin"), at=NOW)
    asked = client.options("/f/demo.json", headers=there)
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "https://www.nosto.example")
    answered = client.post("/f/demo.json", DORA, content_type="application/json", headers=there)
    assert (answered.status_code, answered["Access-Control-Allow-Origin"]) == (
        202,
        "https://www.nosto.example",
    )
