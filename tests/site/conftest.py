"""A company in which something of everything is there, by which routes and schemas are tried."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from polku.access.actions import add_user, invite_user, make_token
from polku.access.logic import SYSTEM, Actor
from polku.access.models import User
from polku.access.queries import actor_of
from polku.company.actions import set_rate
from polku.contacts.actions import add_contact, add_customer, merge
from polku.contacts.logic import NewCustomer
from polku.contacts.models import Customer
from polku.deals.actions import link_contact, open_deal, set_next_step, update_fields
from polku.deals.actions.batches import start_batch
from polku.deals.actions.custom_fields import define_field
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.engage.actions import define_kind, log_activity
from polku.engage.logic.incoming import NewActivity
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.imports.actions import configure_import, start_import
from polku.jobs.actions import enqueue
from polku.jobs.models import Job
from polku.kernel.money import Money
from polku.office.actions import change_company
from polku.playbook.actions import load_ready as load_questions
from polku.process.logic.definition import Definition
from polku.qualify.actions import answer, receive, save_form
from polku.qualify.models import Answer
from polku.ui.actions.saved_views import save_view
from tests.conftest import NOW, People
from tests.kept import kept
from tests.site import domains

_QUARTER = Decimal("0.25")
ROLES = ("viewer", "marketing", "finance", "warehouse", "service", "manager")


@dataclass(frozen=True)
class World:
    """The known people, one of each other role, and the ids of what Alice's team has."""

    people: People
    others: dict[str, User]
    ids: dict[str, object]

    def user(self, name: str) -> User:
        """Somebody by name or by role."""
        return self.others.get(name) or getattr(self.people, name)

    def actor(self, name: str) -> Actor:
        """The same as who acts."""
        return actor_of(self.user(name), Via.WEB)


@pytest.fixture(scope="session")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files stay as long as the rows of `world` that name them."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def _files_of_their_own(_folder: Path, settings: Any) -> None:
    """What is sent in goes with the tests."""
    location = {"location": str(_folder)}
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": location}}


@kept
def world(people: People, eight_stage: Definition) -> World:
    """Alice's customer with a contact, a merge, a deal with everything that hangs on one, a form, an import."""
    alice, admin = people.actor("alice"), people.actor("admin")
    load_questions("bant", actor=SYSTEM, at=NOW)
    others = {
        role: add_user(
            email=f"{role}@example.org",
            name=role.title(),
            role=role,
            teams=[people.riga.id],
            actor=SYSTEM,
            at=NOW,
        )
        for role in ROLES
    }
    deal = _deal(people, alice)
    customer = Customer.objects.get(id=deal.customer_id)
    twin = add_customer(NewCustomer(company="Puu", email="post@puu.example"), actor=alice, at=NOW)
    merged = merge(customer.id, twin.id, actor=alice, at=NOW)
    rival = add_customer(NewCustomer(company="Puu", email="other@puu.example"), actor=alice, at=NOW)
    contact = add_contact(
        customer.id, values={"name": "Dora Puu", "email": "dora@puu.example"}, actor=alice, at=NOW
    )
    link_contact(deal.id, contact.id, role="user", actor=alice, at=NOW)
    logged = log_activity(NewActivity(deal.id, "task", text="Call Dora"), actor=alice, at=NOW)
    answered = answer(deal.id, "bant", "budget", Money(100, "EUR"), actor=alice, at=NOW)
    invited, secret = invite_user(
        email="erin@example.org", role="seller", team=people.riga, actor=admin, at=timezone.now()
    )
    token, _ = make_token(name="Shop", actor=alice, at=NOW)
    view = save_view(place="pipeline", name="Mine", query="owner=me", actor=alice, at=NOW)
    form = save_form("contact", {"title": {"en": "Write to us"}, "team_id": people.helsinki.id,
                     "fields": [{"key": "email", "required": True}]}, actor=admin, at=NOW)  # fmt: skip
    came = receive(form, payload={"email": "new@kivi.example"}, headers={}, key="k", is_spam=True, at=NOW)
    define_kind("visit", name="Visit", actor=admin, at=NOW)
    size = define_field(label={"en": "Size"}, kind="number", actor=admin, at=NOW)
    set_rate(currency="PLN", from_date=NOW.date(), rate=_QUARTER, actor_id=None, via=Via.CLI, at=NOW)
    file = io.BytesIO(b"id,company\n1,Kivi Oy\n")
    found = start_import("deals", file, name="leads.csv", actor=admin, at=NOW)
    configure_import(found, mapping=[("id", "external_id"), ("company", "company")], actor=admin, at=NOW)
    parked = enqueue("jobs.forget_finished", {}, at=NOW)
    Job.objects.filter(id=parked.id).update(
        state=Job.State.PARKED, reason="The disk is full", finished_at=NOW
    )
    change_company({"holidays": {"2026-12-24": "Christmas Eve"}, "country": "FI"}, actor=admin, at=NOW)
    batch = start_batch("void", {}, [deal.id], actor=alice, at=NOW)
    upload = {"upload": io.BytesIO(b"hello"), "upload_name": "note.txt"}
    noted = log_activity(NewActivity(deal.id, "note", text="Hello"), **upload, actor=alice, at=NOW)
    step = update_fields(deal.id, {"title": "More machines"}, actor=alice, at=NOW)
    events = dict(Event.objects.order_by("id").values_list("kind", "id"))
    ids = {
        "deal_id": deal.id, "customer_id": customer.id, "kept_id": customer.id, "one_id": customer.id,
        "merged_id": rival.id, "other_id": rival.id, "contact_id": contact.id, "merge_id": merged.id,
        "activity_id": logged.activity_id, "answer_id": Answer.objects.get().id, "event_id": answered.event_id,
        "user_id": people.bob.id, "owner_id": people.bob.id, "by_id": people.bob.id, "team_id": people.helsinki.id,
        "invitation_id": invited.id, "token_id": token.id, "view_id": view.id, "capture_id": came.capture_id,
        "import_id": found.id, "process_id": deal.process_id, "version_id": deal.version_id,
        "merge_event_id": events["contacts.customers_merged"], "invitation_token": secret,
        "job_id": parked.id, "batch_id": batch.id, "noted_id": noted.activity_id, "field_id": size.id,
        "deal_event_id": step, "activity_event_id": noted.event_id,
    } | domains.things()  # fmt: skip
    return World(people, others, ids)


def _deal(people: People, alice: Actor) -> Deal:
    new = NewDeal(
        title="Machines", company="Puu Oy", contact_name="Eero Puu", email="eero@puu.example", owner_id=people.alice.id,
        value=Money(500_000, "EUR"), external_id="7",
    )  # fmt: skip
    deal = open_deal(new, actor=alice, at=NOW)
    set_next_step(deal.id, text="Call", due_at=NOW, actor=alice, at=NOW)
    return deal
