"""The logo: checked when it is put up, on every paper and public page, taken away again."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from polku.company.queries import company, forget
from polku.documents.drawing import pdf
from polku.kernel.errors import Invalid, NotAllowed
from polku.office.actions import change_company, change_logo
from tests.conftest import NOW, People
from tests.pictures import png


def pictures(paper: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(io.BytesIO(paper)).pages)


def test_it_stands_on_papers_and_on_pages(people: People, client: Client) -> None:
    admin = people.actor("admin")
    data = {"title": "Paper", "brand": {"name": "Aava Oy"}}
    assert pictures(pdf("invoice", data, language="en")) == 0
    change_logo(png(), actor=admin, at=NOW)
    assert pictures(pdf("invoice", data, language="en")) == 1
    assert pictures(pdf("quote", data, language="fi")) == 1
    answer = client.get("/brand/logo")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert b"".join(answer.streaming_content) == png().getvalue()  # type: ignore[attr-defined]
    forget()
    change_company({"brand": {"line": "Chairs", "colour": ""}}, actor=admin, at=NOW)
    assert company().brand["logo"]
    change_logo(None, actor=admin, at=NOW)
    forget()
    assert (client.get("/brand/logo").status_code, company().brand) == (404, {"line": "Chairs"})


def test_what_no_paper_can_show_is_refused(people: People) -> None:
    admin = people.actor("admin")
    for wrong in (b"<svg/>", b"", png().getvalue()[:40], b"\x89PNG\r\n\x1a\n" + b"0" * 1024 * 1024):
        with pytest.raises(Invalid):
            change_logo(io.BytesIO(wrong), actor=admin, at=NOW)
    with pytest.raises(NotAllowed):
        change_logo(png(), actor=people.actor("alice"), at=NOW)


def test_it_is_put_up_in_the_settings(people: People) -> None:
    client = Client()
    client.force_login(people.admin)
    told = {
        "name": "Aava Oy", "currency": "EUR", "time_zone": "Europe/Helsinki", "language": "en", "country": "FI",
    }  # fmt: skip
    picture = SimpleUploadedFile("mark.png", png().getvalue(), content_type="image/png")
    assert client.post("/settings/company/", told | {"logo": picture}).status_code == 303
    assert b"firm-logo" in client.get("/settings/company/").content
    text = SimpleUploadedFile("mark.png", b"text", content_type="image/png")
    assert client.post("/settings/company/", told | {"logo": text}).status_code == 422
    assert client.post("/settings/company/", told | {"without_logo": "on"}).status_code == 303
    assert b"firm-logo" not in client.get("/settings/company/").content
