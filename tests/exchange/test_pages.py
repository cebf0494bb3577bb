"""The pages: the log chosen and downloaded, a diagram looked at and kept as a draft."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from polku.process.logic import bpmn, ready_made
from polku.process.logic.definition import Definition
from polku.process.models import Process
from polku.process.queries import draft, draft_definition
from tests.conftest import People
from tests.exchange.conftest import LOG, Bring, text_of
from tests.process.bpmn.diagrams import CAMUNDA


@pytest.fixture
def admin(people: People, client: Client) -> Client:
    client.force_login(people.admin)
    return client


def file(text: str | bytes) -> io.BytesIO:
    found = io.BytesIO(text.encode() if isinstance(text, str) else text)
    found.name = "given.bpmn"
    return found


def test_a_diagram_is_shown_with_what_was_left_out_and_becomes_the_draft_of_a_new_process(
    admin: Client, eight_stage: Definition
) -> None:
    shown = admin.post(reverse("exchange:bpmn"), {"file": file(CAMUNDA)})
    page = shown.content.decode()
    assert "“Negotiate” is one stage; the 2 tasks within it were left out." in page
    kept = admin.post(reverse("exchange:bpmn_draft"), shown.context["form"].initial)
    assert kept.headers["Location"].endswith("/process/lead-to-order/edit/")
    made = draft(Process.objects.get(key="lead-to-order"))
    assert made is not None
    assert [stage.key for stage in draft_definition(made).stages][:2] == ["collect_leads", "offer"]
    assert admin.get(kept.headers["Location"]).status_code == 200
    assert "Lead to order" in admin.get(reverse("process:processes")).content.decode()


def test_our_own_file_goes_into_the_draft_of_the_process_it_came_from(
    admin: Client, eight_stage: Definition
) -> None:
    text = admin.get(reverse("exchange:version_bpmn", args=["eight-stage", 1])).content
    assert bpmn.read(text).definition == ready_made.definition("eight-stage")
    shown = admin.post(reverse("exchange:bpmn"), {"file": file(text.replace(b'name="Find"', b'name="Seek"'))})
    assert shown.context["form"].initial["into"] == "eight-stage"
    admin.post(reverse("exchange:bpmn_draft"), shown.context["form"].initial)
    made = draft(Process.objects.get(key="eight-stage"))
    assert made is not None
    assert str(draft_definition(made).stages[0].name) == "Seek"


def test_a_file_that_is_no_diagram_says_why(admin: Client) -> None:
    answer = admin.post(reverse("exchange:bpmn"), {"file": file("<a>\n<b></a>")})
    assert answer.status_code == 422
    assert "This is not XML" in answer.content.decode()


def test_the_log_is_chosen_and_streamed(admin: Client, bring: Bring, log_text: Callable[..., str]) -> None:
    bring(text_of(LOG))
    page = admin.get(reverse("exchange:log"), {"process": "old-crm", "source": "web"})
    assert page.status_code == 200
    answer = admin.get(reverse("exchange:file"), {"format": "xes", "process": "old-crm", "own_names": "on"})
    assert b"".join(answer.streaming_content).decode() == log_text(process="old-crm")  # type: ignore[attr-defined]
    small = admin.get(reverse("exchange:file"), {"format": "parquet"})
    assert b"".join(small.streaming_content)[:4] == b"PAR1"  # type: ignore[attr-defined]
    assert admin.get(reverse("exchange:file"), {"format": "doc"}).status_code == 400


def test_a_process_is_drawn_of_a_history_by_a_button_on_its_import(admin: Client, bring: Bring) -> None:
    done = bring(text_of(LOG))
    page = admin.get(reverse("imports:import", args=[done.id])).content.decode()
    address = reverse("exchange:history_draft", args=["old-crm"])
    assert f'action="{address}"' in page
    assert admin.post(address).headers["Location"].endswith("/process/old-crm-2/edit/")
