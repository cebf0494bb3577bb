"""Ready-made processes: shown, loaded, and a file of one's own."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from polku.process.logic import ready_made
from polku.process.models import Process
from tests.process.web.conftest import SignIn

TEMPLATES = "/process/templates/"
YAML = """polku: 1
key: own
name: Own
stages:
- {key: find, name: Find, phase: find}
- {key: close, name: Close, phase: close}
"""


def test_each_ready_process_has_its_map_name_and_number_of_stages(signed_in: SignIn) -> None:
    page = signed_in("admin").get(TEMPLATES).content.decode()
    assert [name for name in ready_made.names() if f"{TEMPLATES}{name}/" not in page] == []
    assert (page.count("<svg xmlns"), "8 stages" in page) == (len(ready_made.names()), True)


@pytest.mark.parametrize("name", ready_made.names())
def test_each_can_be_looked_at_and_loaded(signed_in: SignIn, name: str) -> None:
    client = signed_in("admin")
    assert client.get(f"{TEMPLATES}{name}/").status_code == 200
    assert client.post(f"{TEMPLATES}{name}/")["Location"] == f"/process/{name}/map/"


def test_a_second_of_a_kind_becomes_a_process_of_its_own(admin: Client) -> None:
    assert admin.post(f"{TEMPLATES}eight-stage/")["Location"] == "/process/eight-stage-2/map/"
    assert Process.objects.get(key="eight-stage-2").name.to("fi") == "Kahdeksan vaihetta 2"


def test_a_seller_looks_but_loads_nothing(alice: Client) -> None:
    assert f'action="{TEMPLATES}' not in alice.get(TEMPLATES).content.decode()
    assert alice.post(f"{TEMPLATES}three-step/").status_code == 403
    assert alice.post(TEMPLATES, {"source": YAML}).status_code == 403
    assert Process.objects.count() == 1


def test_an_unknown_name_is_not_found(admin: Client) -> None:
    assert admin.get(f"{TEMPLATES}nowhere/").status_code == 404


def test_a_file_of_ones_own_is_published(admin: Client) -> None:
    file = SimpleUploadedFile("own.yaml", YAML.encode(), "application/yaml")
    assert admin.post(TEMPLATES, {"file": file})["Location"] == "/process/own/map/"


@pytest.mark.parametrize(
    "source", ["", "polku: 1\nkey: own\nname: Own\nstages: []", "a: *b", "x" * 300_000, "\x00"]
)
def test_a_text_that_is_no_process_is_told_so_beside_it(admin: Client, source: str) -> None:
    answer = admin.post(TEMPLATES, {"source": source})
    assert (answer.status_code, 'aria-invalid="true"' in answer.content.decode()) == (422, True)


def test_the_palette_and_the_settings_lead_here(admin: Client, alice: Client) -> None:
    assert TEMPLATES in admin.get("/palette?q=load").content.decode()
    assert TEMPLATES not in alice.get("/palette?q=load").content.decode()
    assert "/settings/processes/" in alice.get("/settings/").content.decode()
