"""The wizard, step by step, as a browser without scripts sees it."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from polku.access.models import Team
from polku.imports.logic.options import Options
from polku.imports.models import Import
from polku.jobs.runner import run_pending
from tests.conftest import People
from tests.imports.conftest import Start

SignIn = Callable[[str], Client]


@pytest.fixture
def signed_in(people: People) -> SignIn:
    def client_of(name: str) -> Client:
        client = Client()
        client.force_login(
            getattr(people, name), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return client_of


def upload(client: Client, content: str | bytes, **more: Any) -> Any:
    file = BytesIO(content.encode() if isinstance(content, str) else content)
    file.name = "teams.csv"
    return client.post("/imports/new/", {"kind": "teams", "file": file} | more)


def words(answer: Any) -> str:
    text = re.sub(r"<(script|style|svg|select)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def work() -> None:
    from django.utils import timezone

    run_pending(timezone.now())


CONTENT = "Nimi;Size;Note\nA;1;x\nB;many;y\nC;2;z\n"


def test_a_file_goes_all_the_way_and_back(signed_in: SignIn) -> None:
    client = signed_in("admin")
    answer = upload(client, CONTENT)
    found = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/imports/{found.id}/mapping/")

    page = client.get(answer["Location"])
    assert '<option value="name" selected>' in page.content.decode()
    assert "Size" in words(page)

    answer = client.post(
        f"/imports/{found.id}/mapping/",
        {"column-0": "name", "column-1": "size", "column-2": "keep", "mode": "work", "existing": "update"},
    )
    assert answer["Location"] == f"/imports/{found.id}/trial/"
    assert 'http-equiv="refresh"' in client.get(answer["Location"]).content.decode()
    work()
    page = client.get(answer["Location"])
    assert "What would become of 3 rows" in words(page)
    assert "3 Size many Left out: “many” is not a number. A number such as 1234.50." in words(page)
    assert "Import 2 rows, 1 is left out" in words(page)
    assert "It is left out and changes nothing" in words(page)
    assert Team.objects.filter(name="A").count() == 0

    answer = client.post(f"/imports/{found.id}/run/")
    work()
    page = client.get(answer["Location"])
    assert ("new 2" in words(page), "failed 1" in words(page)) == (True, True)
    assert set(Team.objects.exclude(name__in=["Helsinki", "Riga"]).values_list("name", flat=True)) == {
        "A",
        "C",
    }

    assert "3 failed" in words(client.get(f"/imports/{found.id}/rows/"))
    rejects = b"".join(client.get(f"/imports/{found.id}/rejects/").streaming_content)  # type: ignore[attr-defined]
    assert rejects.decode("utf-8-sig").splitlines()[1] == (
        "Row 3 | Size: “many” is not a number. A number such as 1234.50.;B;many;y"
    )
    assert "teams.csv" in words(client.get("/imports/"))

    client.post(f"/imports/{found.id}/undo/")
    work()
    undone = words(client.get(f"/imports/{found.id}/"))
    assert "Admin took this import back." in undone
    assert "2 rows are as they were before the import. Nothing of it remained." in undone
    assert "What it had done: 3 rows" in undone
    assert Team.objects.filter(name="A").count() == 0


def test_nothing_imported_yet_says_what_to_do(signed_in: SignIn) -> None:
    assert "Nothing was imported yet" in words(signed_in("admin").get("/imports/"))


def test_a_file_that_can_not_be_read_is_said_beside_it(signed_in: SignIn) -> None:
    answer = upload(signed_in("admin"), "")
    assert answer.status_code == 422
    answer = upload(signed_in("admin"), b"\xd0\xcf\x11\xe0 old")
    assert "old or password-protected workbook" in words(answer)


def test_the_way_of_reading_can_be_changed(signed_in: SignIn) -> None:
    client = signed_in("admin")
    upload(client, "nimi|size\nÄ|1\n".encode("cp1252"))
    found = Import.objects.get()
    client.post(f"/imports/{found.id}/reading/", {"encoding": "cp850", "delimiter": ";"})
    found.refresh_from_db()
    assert (found.options["encoding"], Options.of(found.options).columns) == ("cp850", ["nimi|size"])


def test_two_files_meet_in_a_column_that_both_have(signed_in: SignIn) -> None:
    client = signed_in("admin")
    second = BytesIO(b"size,name\n5,A\n")
    second.name = "more.csv"
    upload(client, "name,department\nA,x\n", second=second)
    found = Import.objects.get()
    assert (found.options["join"], Options.of(found.options).columns) == (
        "name",
        ["name", "department", "size"],
    )
    assert "The files meet in the column" in words(client.get(f"/imports/{found.id}/mapping/"))


def test_a_mapping_that_lacks_something_is_shown_again_with_what_was_chosen(signed_in: SignIn) -> None:
    client = signed_in("admin")
    upload(client, CONTENT)
    found = Import.objects.get()
    choice = {"column-1": "size", "mode": "work", "existing": "update"}
    answer = client.post(f"/imports/{found.id}/mapping/", choice)
    assert (answer.status_code, "No column gives “name”." in words(answer)) == (422, True)
    assert answer.content.decode().count('<option value="size" selected>') == 1


def test_a_file_not_imported_can_be_forgotten(signed_in: SignIn) -> None:
    client = signed_in("admin")
    upload(client, CONTENT)
    client.post(f"/imports/{Import.objects.get().id}/removal/")
    assert Import.objects.count() == 0


def test_progress_leads_on_when_it_is_over(signed_in: SignIn, start: Start) -> None:
    client = signed_in("admin")
    found = start("name\nA\n")
    client.post(f"/imports/{found.id}/run/")
    address = f"/imports/{found.id}/progress/?what=run"
    assert "HX-Redirect" not in client.get(address).headers
    work()
    assert client.get(address)["HX-Redirect"] == f"/imports/{found.id}/"


def test_an_import_is_its_makers_and_the_managers(signed_in: SignIn, start: Start, people: People) -> None:
    found = start("name\nA\n", actor=people.actor("alice"))
    pages = ["", "mapping/", "trial/", "rows/", "rejects/", "progress/"]
    bob = [signed_in("bob").get(f"/imports/{found.id}/{page}").status_code for page in pages]
    assert bob == [404] * 6
    acts = ["run/", "undo/", "removal/", "reading/", "mapping/"]
    assert [signed_in("bob").post(f"/imports/{found.id}/{act}").status_code for act in acts] == [404] * 5
    assert Client().get("/imports/").status_code == 302


def test_a_seller_is_not_offered_history(signed_in: SignIn) -> None:
    client = signed_in("alice")
    upload(client, CONTENT)
    page = client.get(f"/imports/{Import.objects.get().id}/mapping/").content.decode()
    assert ('value="work"' in page, 'value="history"' in page) == (True, False)
