"""What a client does by API, from end to end: the same actions and figures as every other door."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from polku.access.actions import make_token
from polku.contacts.models import Customer
from polku.deals.models import Deal
from polku.imports.models import Import
from polku.insight.reports import REPORTS
from polku.jobs.runner import run_pending
from polku.process.logic.definition import Definition
from polku.site import api as root
from polku.site.commands.report import report
from tests.conftest import NOW, People

Api = Callable[..., Any]


@pytest.fixture
def api(people: People, eight_stage: Definition) -> Callable[[str], Api]:
    """Somebody's client: `api("alice")("GET", "/me")`."""

    def of(name: str) -> Api:
        _, secret = make_token(name="test", actor=people.actor(name), at=NOW)
        bearer = {"Authorization": f"Bearer {secret}"}

        def send(
            method: str, path: str, body: Any = None, *, files: dict[str, Any] | None = None, key: str = ""
        ) -> Any:
            headers = bearer | ({"Idempotency-Key": key} if key else {})
            client, url = Client(), f"/api/v1{path}"
            if files is not None:
                return client.post(url, (body or {}) | files, headers=headers)
            sent = "" if body is None else json.dumps(body)
            return client.generic(method, url, sent, content_type="application/json", headers=headers)

        return send

    return of


def leads(
    text: str = "id,company,value\n1,Puu Oy,10 EUR\n2,Kivi Oy,no money\n",
) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("leads.csv", text.encode())}


def work() -> None:
    """Let the worker do what was asked for."""
    run_pending(timezone.now() + timedelta(seconds=1))


def test_a_file_is_sent_tried_run_and_taken_back(api: Callable[[str], Api]) -> None:
    alice = api("alice")
    made = alice(
        "POST",
        "/imports",
        {"kind": "deals", "mapping": "id=external_id,company=company,value=value"},
        files=leads(),
    )
    assert (made.status_code, made.json()["state"], made.json()["columns"]) == (
        201,
        "ready",
        ["id", "company", "value"],
    )
    path = f"/imports/{made.json()['id']}"

    assert alice("POST", f"{path}/trials").status_code == 202
    work()
    trial = alice("GET", path).json()["trial"]
    assert (trial["counts"]["created"], trial["counts"]["failed"], Deal.objects.count()) == (1, 1, 0)

    assert alice("POST", f"{path}/runs").status_code == 202
    work()
    done = alice("GET", path).json()
    assert (done["state"], done["job"]["state"], done["counts"]["created"], done["counts"]["failed"]) == (
        "done",
        "done",
        1,
        1,
    )
    issues = alice("GET", f"{path}/issues?level=error").json()["items"]
    assert [(one["row"], one["field"]) for one in issues] == [(3, "value")]
    assert "Kivi Oy,no money" in b"".join(alice("GET", f"{path}/rejects.csv").streaming_content).decode()
    assert [row["outcome"] for row in alice("GET", f"{path}/rows").json()["items"]] == ["created", "failed"]

    assert alice("POST", f"{path}/undo").status_code == 202
    work()
    assert (alice("GET", path).json()["state"], Deal.objects.current().count()) == ("undone", 0)


def test_a_file_sent_twice_under_one_key_is_taken_in_once(api: Callable[[str], Api]) -> None:
    alice = api("alice")
    first, again = (alice("POST", "/imports", {"kind": "deals"}, files=leads(), key="k") for _ in range(2))
    other = alice("POST", "/imports", {"kind": "deals"}, files=leads("id\n9\n"), key="k")
    assert (first.json()["id"], other.status_code) == (again.json()["id"], 422)
    assert Import.objects.count() == 1


def test_columns_can_be_said_after_the_file_was_sent(api: Callable[[str], Api]) -> None:
    alice = api("alice")
    made = alice("POST", "/imports", {"kind": "deals"}, files=leads('Firm,Sum\nPuu Oy,"1.234,50"\n')).json()
    pairs = [{"column": "Firm", "field": "company"}, {"column": "Sum", "field": "value"}]
    changed = alice(
        "PATCH", f"/imports/{made['id']}", {"mapping": pairs, "options": {"decimal": ",", "currency": "EUR"}}
    )
    unknown = alice("PATCH", f"/imports/{made['id']}", {"mapping": [{"column": "Firm", "field": "firm"}]})
    assert (changed.json()["state"], changed.json()["mapping"]) == ("ready", pairs)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_field")
    assert alice("DELETE", f"/imports/{made['id']}").status_code == 204


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_report_is_the_same_as_on_the_command_line(api: Callable[[str], Api], name: str) -> None:
    admin = api("admin")
    for title, stage in (("One", "contact"), ("Two", "")):
        deal = admin("POST", "/deals", {"company": f"{title} Oy", "source": "fair", "title": title}).json()
        if stage:
            admin("POST", f"/deals/{deal['id']}/moves", {"stage": stage, "override_reason": "known already"})
    told = admin("GET", f"/reports/{name}?source=fair").json()
    printed = json.loads(CliRunner().invoke(report, [name, "--json", "--source", "fair"]).stdout)
    assert told == printed
    assert told["n"] >= 0


def test_a_report_shows_a_seller_no_other_team(api: Callable[[str], Api]) -> None:
    api("alice")("POST", "/deals", {"company": "Puu Oy"})
    assert [api(name)("GET", "/reports/funnel").json()["n"] for name in ("alice", "charlie", "admin")] == [
        1,
        0,
        1,
    ]


def test_a_report_of_an_unknown_process_or_day_names_the_field(api: Callable[[str], Api]) -> None:
    alice = api("alice")
    answers = [
        alice("GET", f"/reports/funnel?{query}").json() for query in ("process=none", "from=yesterday")
    ]
    assert [next(iter(one["errors"])).split(".")[-1] for one in answers] == ["process", "from"]


def test_two_customers_become_one_and_two_again(api: Callable[[str], Api]) -> None:
    alice = api("alice")
    one, two = (
        alice("POST", "/customers", {"company": name, "email": "a@puu.example"}).json()
        for name in ("Puu Oy", "Puu")
    )
    likes = alice("GET", f"/customers/{one['id']}/duplicates").json()
    assert [(like["customer"]["id"], "same_mail" in like["reasons"]) for like in likes] == [(two["id"], True)]
    merged = alice(
        "POST", "/merges", {"kept_id": one["id"], "merged_id": two["id"], "choices": {"name": "merged"}}
    ).json()
    assert alice("GET", f"/customers/{two['id']}").json()["merged_into_id"] == one["id"]
    assert alice("GET", f"/customers/{one['id']}").json()["name"] == "Puu"
    alice("POST", f"/merges/{merged['id']}/undo")
    assert Customer.objects.current().count() == 2


def test_a_field_changed_meanwhile_shows_both_values(api: Callable[[str], Api]) -> None:
    alice = api("alice")
    made = alice("POST", "/customers", {"company": "Puu Oy", "city": "Turku"}).json()
    alice("PATCH", f"/customers/{made['id']}", {"values": {"city": "Oulu"}})
    late = alice(
        "PATCH", f"/customers/{made['id']}", {"values": {"city": "Vaasa"}, "base": {"city": "Turku"}}
    )
    assert (late.status_code, late.json()["fields"]["city"]["theirs"]) == (409, "Oulu")


def test_lists_are_walked_page_by_page(api: Callable[[str], Api]) -> None:
    alice = api("alice")
    made = [alice("POST", "/customers", {"company": f"Firm {number}"}).json()["id"] for number in range(5)]
    seen, after = [], ""
    while True:
        page = alice("GET", f"/customers?limit=2&after={after}").json()
        seen += [row["id"] for row in page["items"]]
        if not (after := page["next"]):
            break
    assert seen == made[::-1]


def test_words_find_customers_and_contacts(api: Callable[[str], Api]) -> None:
    alice = api("alice")
    made = alice(
        "POST", "/customers", {"company": "Żółw Łódź", "contact": "Dora Lis", "email": "d@zolw.example"}
    ).json()
    assert [row["id"] for row in alice("GET", "/customers?q=lodz").json()["items"]] == [made["id"]]
    assert [row["name"] for row in alice("GET", "/contacts?q=dora").json()["items"]] == ["Dora Lis"]
    assert {one["kind"] for one in alice("GET", "/search?q=zolw").json()["items"]} == {"customer", "contact"}
    assert alice("GET", "/search?q=zolw&kind=planet").status_code == 422
    assert api("charlie")("GET", "/search?q=zolw").json() == {"items": []}


def test_what_was_done_is_logged_corrected_and_taken_back(api: Callable[[str], Api]) -> None:
    alice = api("alice")
    deal = alice("POST", "/deals", {"company": "Puu Oy"}).json()["id"]
    new = {"deal_id": deal, "kind": "call", "text": "Asked the price", "next_step": "Send it"}
    made = alice("POST", "/activities", new).json()["activity"]
    alice("PATCH", f"/activities/{made['id']}", {"values": {"text": "Asked for the price"}})
    assert alice("GET", f"/deals/{deal}").json()["next_step"] == "Send it"
    assert [row["text"] for row in alice("GET", f"/activities?deal_id={deal}").json()["items"]] == [
        "Asked for the price"
    ]
    gone = alice("DELETE", f"/activities/{made['id']}").json()
    assert alice("GET", f"/activities?deal_id={deal}").json()["items"] == []
    alice("POST", f"/activities/events/{gone['event_id']}/undo")
    assert len(alice("GET", f"/activities?deal_id={deal}").json()["items"]) == 1


def test_a_list_comes_as_a_file_with_the_same_filters(api: Callable[[str], Api]) -> None:
    alice = api("alice")
    for title in ("One", "Two"):
        alice("POST", "/deals", {"company": "Puu Oy", "title": title, "source": title})
    answer = alice("GET", "/exports/deals.csv?source=Two")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert ("One" in lines[1], "Two" in lines[1], len(lines)) == (False, True, 2)


def test_one_learns_who_one_is_and_what_one_may(api: Callable[[str], Api], people: People) -> None:
    me = api("alice")("GET", "/me").json()
    assert (me["email"], me["team_ids"], me["rights"]["deals.see"]) == (
        "alice@example.org",
        [people.helsinki.id],
        2,
    )
    assert [row["name"] for row in api("charlie")("GET", "/users").json()["items"]] == ["Charlie"]


def test_an_admin_puts_people_in_teams(api: Callable[[str], Api], people: People) -> None:
    admin = api("admin")
    team = admin("POST", "/teams", {"name": "Tallinn"}).json()["id"]
    moved = admin(
        "PUT", f"/teams/{team}/members/{people.bob.id}", {"from_team_id": people.helsinki.id}
    ).json()
    assert moved["team_ids"] == [team]
    assert admin("DELETE", f"/teams/{team}").json()["code"] == "refused"


def test_a_view_is_kept_and_forgotten(api: Callable[[str], Api]) -> None:
    alice, bob = api("alice"), api("bob")
    view = alice(
        "POST", "/saved-views", {"place": "pipeline", "name": "Mine", "query": "owner=me", "shared": True}
    ).json()
    assert [row["name"] for row in bob("GET", "/saved-views?place=pipeline").json()["items"]] == ["Mine"]
    assert bob("DELETE", f"/saved-views/{view['id']}").status_code == 403
    assert alice("DELETE", f"/saved-views/{view['id']}").status_code == 204


def test_like_answers_of_operations_share_one_model() -> None:
    views = [view for _, router in root.api._routers for view in router.path_operations.values()]
    models = {operation.response_models[404] for view in views for operation in view.operations}
    assert len(models) == 1


def test_the_page_that_tells_the_api_takes_the_long_way_with_its_headers(db: None) -> None:
    page = Client().get("/api/v1/docs")

    text = page.content.decode()
    assert (page.status_code, '"url": "/api/v1/openapi.json"' in text, "//cdn" in text) == (200, True, False)
    assert all(finders.find(one) for one in re.findall(r"/static/([^\"]+)", text))
    assert page.headers["X-Frame-Options"] == "DENY"
