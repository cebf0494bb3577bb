"""B2 Capture: leads come by file, program and form; each once, each with its source, none lost."""

import json
from collections import Counter

from django.test import Client

from polku.contacts.models import Contact, Customer
from polku.deals.models import Deal
from polku.jobs.runner import run_pending
from polku.qualify.actions import save_form
from polku.qualify.models import Capture
from tests.scenarios.conftest import Story


def _form(story: Story) -> None:
    values = {
        "title": {"en": "Ask for a demo"},
        "thanks": {"en": "Thank you."},
        "fields": [{"key": "name", "required": True}, {"key": "company"}, {"key": "email", "required": True}],
        "team_id": story.people.helsinki.id,
        "owner_id": story.people.alice.id,
        "source": "website",
        "campaign": "spring",
    }
    save_form("demo", values, actor=story.actor("admin"), at=story.at)


def _send(story: Story, **said: str) -> int:
    key = said.pop("key", "")
    headers = {"Idempotency-Key": key} if key else {}
    answer = Client().post("/f/demo.json", json.dumps(said), content_type="application/json", headers=headers)
    run_pending(story.at)
    return answer.status_code


def test_leads_of_every_door_stand_on_one_line(story: Story) -> None:
    story.cli("process", "load", "three-step", "--default")
    _form(story)
    file = story.folder / "fair.csv"
    file.write_text(
        "id,company,contact,email\n1,Puu Oy,Teppo,teppo@puu.example\n2,Kivi Oy,Liisa,liisa@kivi.example\n"
    )
    words = (
        "import",
        "deals",
        file,
        "--map",
        "id=external_id,company=company,contact=contact,email=email",
        "--json",
    )
    assert json.loads(story.cli(*words))["created"] == 2
    assert json.loads(story.cli(*words))["created"] == 0

    for _ in range(2):  # a program that is not sure asks twice
        made = story.api(
            "alice", "POST", "/deals", {"company": "Savi Oy", "source": "partner"}, **{"Idempotency-Key": "x"}
        )
        assert made.status_code == 201

    for _ in range(2):  # a buyer presses the button twice
        assert (
            _send(story, name="Dora Kivi", company="Nosto Oy", email="dora@nosto.example", key="once") == 202
        )

    assert Counter(Deal.objects.values_list("source", flat=True)) == {"": 2, "partner": 1, "website": 1}
    lead = Deal.objects.get(source="website")
    assert (lead.owner_id, lead.campaign, lead.customer.name) == (story.people.alice.id, "spring", "Nosto Oy")
    assert (Customer.objects.count(), Contact.objects.count(), Capture.objects.count()) == (4, 3, 1)


def test_a_second_word_of_a_known_buyer_makes_no_second_customer(story: Story) -> None:
    story.cli("process", "load", "three-step", "--default")
    _form(story)
    assert _send(story, name="Dora Kivi", company="Nosto Oy", email="dora@nosto.example", key="a") == 202
    story.wait(days=2)
    assert _send(story, name="Dora Kivi", company="Nosto", email="Dora@Nosto.example", key="b") == 202
    assert (Capture.objects.count(), Customer.objects.count(), Contact.objects.count()) == (2, 1, 1)


def test_what_is_refused_at_the_form_is_told_and_makes_nothing(story: Story) -> None:
    story.cli("process", "load", "three-step", "--default")
    _form(story)
    assert _send(story, name="Dora Kivi", email="no address") == 422
    assert (Capture.objects.count(), Deal.objects.count()) == (0, 0)
