"""G4 The customer's file: a person gets all that is known, and is forgotten in every place; the figures stay."""

import html
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from polku.access.privacy import holdings
from polku.contacts.actions import (
    add_contact,
    add_customer,
    erase_contact,
    erase_customer,
    merge,
    record_consent,
    restore_customer,
    undo_merge,
    update_contact,
)
from polku.contacts.logic import NewCustomer
from polku.contacts.models import Contact, Customer, Erasure, Merge
from polku.db import health
from polku.deals.actions import link_contact, set_next_step, update_fields
from polku.deals.actions.batches import run_batch, start_batch
from polku.deals.actions.custom_fields import define_field
from polku.deals.actions.undoing import undo
from polku.deals.models import Deal
from polku.engage.actions import log_activity
from polku.engage.logic.incoming import NewActivity
from polku.engage.models import Activity
from polku.eventlog.models import Change, Event
from polku.imports.actions import start_import
from polku.imports.models import Import
from polku.jobs.actions import enqueue
from polku.jobs.runner import run_pending
from polku.kernel.errors import NotAllowed, Refused
from polku.kernel.money import Money
from polku.kernel.redaction import ERASED
from polku.playbook.actions import load_ready as load_questions
from polku.qualify.actions import answer, receive, save_form
from polku.qualify.models import Capture, LeadForm
from polku.search.queries import find
from polku.ui.actions.saved_views import save_view
from tests.scenarios.conftest import Story

NAME, EMAIL, PHONE = "Zyxmaria Qwvlinden", "zyxmaria@qwvmail.example", "+358 40 987 6543"
MARKED = ("zyxmaria", "qwvlinden", "qwvmail", "9876543", "qwvsecret")
PERSON = {"contact": NAME, "email": EMAIL, "phone": PHONE}


def _said(text: str) -> list[str]:
    """The marks that a text holds, also in a number written with spaces and a text written in hexadecimal."""
    plain = text.lower()
    spaced = re.sub(r"[\s().\-]", "", plain)
    return [mark for mark in MARKED if mark in plain or mark in spaced]


def _tables() -> list[str]:
    """Every table of the database, those of the full-text index included."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        else:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return sorted(row[0] for row in cursor.fetchall())


def _cells(table: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        for row in cursor.fetchall():
            for cell in row:
                yield bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)


def _holding(folder: Path) -> dict[str, list[str]]:
    """Tables and files that hold a mark, with the marks."""
    found = {table: _said(" ".join(_cells(table))) for table in _tables()}
    for file in (folder / "files").rglob("*"):
        if file.is_file():
            found[f"file {file.stat().st_size}"] = _said(file.read_bytes().decode("latin-1"))
    return {where: marks for where, marks in found.items() if marks}


def _form(story: Story) -> None:
    fields = [{"key": key, "required": key == "email"} for key in ("name", "email", "phone", "message")]
    values = {"title": {"en": "Ask"}, "fields": fields, "team_id": story.people.helsinki.id}
    save_form("demo", values, actor=story.actor("admin"), at=story.at)


def _send(message: str, **other: str) -> None:
    said = {"name": NAME, "email": EMAIL, "phone": PHONE, "message": message, **other}
    sent = Client().post("/f/demo.json", json.dumps(said), content_type="application/json")
    assert sent.status_code == 202, sent.content


def _import(story: Story) -> None:
    """Two rows of the person, of which one fails, and one of somebody else."""
    file = story.folder / f"{NAME}.csv"
    file.write_text(
        "id,title,contact,email,phone,amount\n"
        f"z-1,Roof for {NAME},{NAME},{EMAIL},{PHONE},100\n"
        f"z-2,Wall,{NAME},{EMAIL},{PHONE},no amount for {NAME}\n"
        "z-3,Floor,Teppo Tuoma,teppo@puu.example,,bad as well\n"
        "z-4,Door,Teppo Tuoma,teppo@puu.example,,7\n"
    )
    fields = "id=external_id,title=title,contact=contact,email=email,phone=phone,amount=value"
    story.cli("import", "deals", file, "--map", fields, "--json")


def _everything(story: Story) -> int:
    """Put the person through every door; the deal."""
    story.cli("process", "load", "three-step", "--default")
    load_questions("bant", actor=story.actor("admin"), at=story.at)
    _form(story)
    admin, at = story.actor("admin"), story.at
    page = story.page("admin").post(
        "/customers/new", {"kind": "person", "contact_name": NAME, "email": EMAIL, "phone": PHONE}
    )
    assert page.status_code == 303, page.content
    contact = Contact.objects.get(email=EMAIL)
    note = define_field(label={"en": "Note"}, kind="text", actor=admin, at=at)
    born = define_field(label={"en": "Born"}, kind="date", actor=admin, at=at)
    body = {
        "title": f"Roof for {NAME}", "customer_id": contact.customer_id, "value": {"minor": 10_000, "currency": "EUR"},
        "custom": {note.key: f"{NAME} likes red", born.key: "1980-02-03"},
    }  # fmt: skip
    for _ in range(2):
        made = story.api("admin", "POST", "/deals", body, **{"Idempotency-Key": f"key of {EMAIL}"})
        assert made.status_code == 201, made.content
    deal = int(made.json()["id"])
    link_contact(deal, contact.id, role=f"aunt of {NAME}", actor=admin, at=at)
    update_contact(contact.id, values={"email": "old@qwvmail.example"}, base={}, actor=admin, at=at)
    update_contact(contact.id, values={"email": EMAIL}, base={}, actor=admin, at=at)
    record_consent(contact.id, purpose="email", given=True, source=f"told by {NAME}", actor=admin, at=at)
    twin = add_customer(
        NewCustomer(contact_name=NAME, phone=PHONE, website="qwvmail.example"), actor=admin, at=at
    )
    merge(contact.customer_id, twin.pk, actor=admin, at=at)
    _send("qwvsecret wish")
    _import(story)
    log_activity(
        NewActivity(deal, "call", text="Her qwvsecret number is 040 987 6543", contact_id=contact.id),
        upload=BytesIO(b"letter of qwvlinden"), upload_name=f"{NAME}.txt", actor=admin, at=at,
    )  # fmt: skip
    set_next_step(deal, text="Call Zyxmaria", due_at=None, actor=admin, at=at)
    update_fields(deal, {"title": f"Roof and wall for {NAME}"}, actor=admin, at=at)
    answer(deal, "bant", "budget", Money(900_00, "EUR"), source=f"said {NAME}", actor=admin, at=at)
    answer(deal, "bant", "decider", {"contact_id": contact.id}, actor=admin, at=at)
    answer(deal, "bant", "problem", "A qwvsecret roof", actor=admin, at=at)
    batch = start_batch(
        "close",
        {"outcome": "lost", "reasons": ["price"], "words": f"{NAME} said no"},
        [deal],
        actor=admin,
        at=at,
    )
    run_batch(batch, actor=admin, at=at)
    save_view(place="customers", name=NAME, query="words=Zyxmaria+Qwvlinden", actor=admin, at=at)
    enqueue("jobs.forget_finished", {"note": NAME}, at=at, run_at=at.replace(year=2030), key=EMAIL)
    return deal


EVERYWHERE = {
    "access_idempotentanswer", "contacts_consent", "contacts_contact", "contacts_customer", "contacts_merge",
    "deals_batch", "deals_closure", "deals_deal", "deals_dealcontact", "engage_activity", "eventlog_change",
    "files_file", "imports_import", "imports_importbatch", "jobs_job", "qualify_answer", "qualify_capture",
    "search_searchdocument", "ui_savedview",
}  # fmt: skip


def test_a_person_who_asks_is_forgotten_in_every_table_and_file(
    story: Story, django_capture_on_commit_callbacks: Any
) -> None:
    deal_id = _everything(story)
    before = _holding(story.folder)
    assert {table for table in before if "_fts" not in table and not table.startswith("file ")} == EVERYWHERE
    assert len([where for where in before if where.startswith("file ")]) == 2
    assert ("search_fts_data" in before) == (connection.vendor == "sqlite")
    customer = story.deal(deal_id).customer
    figures = _figures(deal_id)
    events = Event.objects.count()

    with django_capture_on_commit_callbacks(execute=True):
        gone = story.page("admin").post(f"/customers/{customer.pk}/erasure")
    run_pending(story.at)

    assert (gone.status_code, gone.headers["Location"]) == (303, "/customers/")
    assert _holding(story.folder) == {}
    assert _figures(deal_id) == figures
    assert Event.objects.order_by("-id")[0].kind == "contacts.customer_erased"
    assert Event.objects.count() == events + 1
    assert [fault for fault in health.run() if fault[0] not in ("settings", "translations")] == []
    _stays_erased(story, customer, deal_id)


def _figures(deal_id: int) -> list[Any]:
    """What figures are made of."""
    names = (
        "stage", "outcome", "value_minor", "value_company_minor", "opened_at", "closed_at", "owner_id", "team_id",
        "source", "customer_id", "process_id", "path_id",
    )  # fmt: skip
    deals = list(Deal.objects.order_by("id").values_list("id", *names))
    visits = [
        list(deal.visits.order_by("seq").values_list("stage", "entered_at", "left_at", "leaving"))
        for deal in Deal.objects.order_by("id")
    ]
    return [deals, visits, Deal.objects.get(id=deal_id).outcome]


def _stays_erased(story: Story, customer: Customer, deal_id: int) -> None:
    """In search, pages and exports, and for everybody who would write there again."""
    admin, page = story.actor("admin"), story.page("admin")
    assert [find(admin, words) for words in (NAME, EMAIL, PHONE, "Zyxmaria")] == [[], [], [], []]
    for url in (
        f"/customers/{customer.pk}/",
        f"/deals/{deal_id}/",
        "/customers/",
        "/customers/export",
        "/deals/",
        "/",
    ):
        shown = page.get(url, follow=True)
        body = shown.getvalue() if shown.streaming else shown.content
        assert (shown.status_code, _said(body.decode())) == (200, []), url
    told = story.api("admin", "GET", f"/customers/{customer.pk}/known").json()
    assert _said(json.dumps(told)) == []
    again = story.api("admin", "POST", f"/customers/{customer.pk}/erasure").json()
    assert again["id"] == Erasure.objects.get(customer=customer).id
    for gone in Customer.objects.filter(voided_at=story.at):
        with pytest.raises(Refused, match="was erased"):
            restore_customer(gone.pk, actor=admin, at=story.at)
    with pytest.raises(Refused, match="was erased"):
        undo_merge(Merge.objects.get().pk, actor=admin, at=story.at)


def test_what_is_known_is_told_whole_before(story: Story) -> None:
    deal_id = _everything(story)
    customer = story.deal(deal_id).customer_id
    page = story.page("admin").get(f"/customers/{customer}/known")
    assert page.headers["Content-Disposition"] == f'attachment; filename="customer-{customer}.json"'
    known = json.loads(page.content)["known"]
    assert list(known) == [
        "customers", "consents", "deals", "answers_to_questions", "forms", "activities", "imports", "answers",
        "changes", "files",
    ]  # fmt: skip
    assert known["forms"][0]["sent"]["message"] == "qwvsecret wish"
    contact = next(row["id"] for row in known["customers"] if row["is"] == "contact")
    assert story.api("admin", "GET", f"/contacts/{contact}/known").json()["known"].keys() == known.keys()
    printed = json.loads(story.cli("privacy", "export", EMAIL))
    assert printed[0]["known"].keys() == known.keys()


COMPANY = {"company": "Puu Oy"}


def _at_a_company(story: Story) -> tuple[int, Contact]:
    """A deal of a company in which two persons take part; the deal and the one who asks."""
    story.cli("process", "load", "three-step", "--default")
    admin, at = story.actor("admin"), story.at
    deal = int(
        story.api("admin", "POST", "/deals", COMPANY | PERSON | {"title": f"Crane for {NAME}"}).json()["id"]
    )
    person = Contact.objects.get(email=EMAIL)
    other = add_contact(
        person.customer_id, values={"name": "Teppo Tuoma", "email": "teppo@puu.example"}, actor=admin, at=at
    )
    for contact, text in (
        (person, "She wants it red"),
        (other, f"Zyxmaria decides, ask {EMAIL}"),
        (None, "Long call"),
    ):
        log_activity(
            NewActivity(deal, "call", text=text, contact_id=contact.pk if contact else None),
            actor=admin,
            at=at,
        )
    set_next_step(deal, text="Ask Zyxmaria and Teppo", due_at=None, actor=admin, at=at)
    return deal, person


def test_of_a_company_only_the_person_goes(story: Story, django_capture_on_commit_callbacks: Any) -> None:
    deal_id, person = _at_a_company(story)
    with django_capture_on_commit_callbacks(execute=True):
        done = story.api("admin", "POST", f"/contacts/{person.pk}/erasure")
    run_pending(story.at)
    assert (done.status_code, done.json()["contact_id"]) == (200, person.pk)
    assert _holding(story.folder) == {}
    deal = story.deal(deal_id)
    assert (deal.title, deal.next_step, deal.customer.name) == (
        f"Crane for {ERASED}", f"Ask {ERASED} and Teppo", "Puu Oy",
    )  # fmt: skip
    assert list(Activity.objects.order_by("id").values_list("text", flat=True)) == [
        ERASED, f"{ERASED} decides, ask {ERASED}", "Long call",
    ]  # fmt: skip
    assert [str(one) for one in Contact.objects.current()] == ["Teppo Tuoma"]
    with pytest.raises(Refused, match="was erased"):
        update_contact(person.pk, values={"name": NAME}, base={}, actor=story.actor("admin"), at=story.at)
    page = story.page("admin").get(f"/customers/{deal.customer_id}/").content.decode()
    assert ("erased what was known of a person" in page, _said(page)) == (True, [])


def test_who_sees_some_deals_only_may_neither_have_it_nor_erase_it(story: Story) -> None:
    deal_id, person = _at_a_company(story)
    customer = story.deal(deal_id).customer_id
    story.people.bob.role, story.people.bob.reach = "manager", "team"
    story.people.bob.save()
    for name in ("alice", "bob"):
        answers = [
            story.api(name, "GET", f"/contacts/{person.pk}/known"),
            story.api(name, "POST", f"/contacts/{person.pk}/erasure"),
            story.page(name).get(f"/customers/{customer}/known"),
            story.page(name).get(f"/customers/{customer}/erasure"),
            story.page(name).post(f"/customers/{customer}/erasure"),
        ]
        assert [answer.status_code for answer in answers] == [403] * 5
        assert "Personal data" not in story.page(name).get(f"/customers/{customer}/").content.decode()
        with pytest.raises(NotAllowed):
            erase_customer(customer, actor=story.actor(name), at=story.at)
    assert not Erasure.objects.exists()


def test_the_dialog_says_what_goes_and_what_stays(story: Story) -> None:
    deal_id, person = _at_a_company(story)
    url = f"/customers/{story.deal(deal_id).customer_id}"
    assert f'href="{url}/erasure" data-dialog' in story.page("admin").get(f"{url}/").content.decode()
    assert (
        f"/contacts/{person.pk}/erasure"
        in story.page("admin").get(f"/contacts/{person.pk}/facts").content.decode()
    )
    for address, said in (
        (f"{url}/erasure", "every person there"),
        (f"/contacts/{person.pk}/erasure", "Only this person"),
    ):
        page = html.unescape(story.page("admin").get(address).content.decode())
        assert said in page
        for holding in holdings:
            assert str(holding.goes) in page
            assert str(holding.stays) in page
    gone = story.page("admin").post(f"/contacts/{person.pk}/erasure")
    assert (gone.status_code, gone.headers["Location"]) == (303, f"{url}/")


def test_an_import_under_way_that_may_hold_the_person_is_waited_for(story: Story) -> None:
    _at_a_company(story)
    _import(story)
    found = Import.objects.get()
    Import.objects.update(state=Import.State.RUNNING)
    person = Contact.objects.get(email=EMAIL)
    refused = story.page("admin").post(f"/contacts/{person.pk}/erasure")
    assert (refused.status_code, f"Import {found.pk} is under way" in refused.content.decode()) == (422, True)
    assert (Erasure.objects.count(), Contact.objects.get(email=EMAIL).name) == (0, NAME)


def test_a_file_that_only_waits_is_thrown_away_and_one_without_the_person_is_left(story: Story) -> None:
    _at_a_company(story)
    admin = story.actor("admin")
    for name, content in (("a.csv", f"id,contact\n1,{NAME}\n"), ("b.csv", "id,contact\n1,Teppo\n")):
        start_import("deals", BytesIO(content.encode()), name=name, actor=admin, at=story.at)
    assert "Erased: " in story.cli("privacy", "erase", EMAIL, "--yes")
    assert [one.file.name for one in Import.objects.all()] == ["b.csv"]
    assert story.cli("privacy", "erase", EMAIL, "--yes", code=1) == ""


def test_what_came_in_and_became_no_lead_is_deleted(story: Story) -> None:
    _at_a_company(story)
    _form(story)
    form = LeadForm.objects.get()
    receive(
        form, payload={"name": NAME, "phone": "040 987 6543"}, headers={}, key="1", is_spam=True, at=story.at
    )
    receive(form, payload={"email": "other@puu.example"}, headers={}, key="2", is_spam=True, at=story.at)
    erase_contact(Contact.objects.get(email=EMAIL).pk, actor=story.actor("admin"), at=story.at)
    assert [one.payload for one in Capture.objects.all()] == [{"email": "other@puu.example"}]


def test_fields_that_may_be_undone_are_not_brought_back(story: Story) -> None:
    deal_id, person = _at_a_company(story)
    admin = story.actor("admin")
    event = update_fields(deal_id, {"title": f"Lift for {NAME}"}, actor=admin, at=story.at)
    erase_contact(person.pk, actor=admin, at=story.at)
    assert Change.objects.filter(event_id=event).values_list("before", "after")[0] == (
        f"Crane for {ERASED}", f"Lift for {ERASED}",
    )  # fmt: skip
    undo(event or 0, actor=admin, at=story.at)
    assert story.deal(deal_id).title == f"Crane for {ERASED}"
