"""Help stands where one is: pages of the documentation, shown by the product itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver

from polku.access.models import User
from polku.site import guides
from polku.ui import helping, registry
from polku.ui.registry import HelpPage
from tests.conftest import People
from tests.ui.conftest import SignIn

DOCS = Path(guides.__file__).parents[3] / "docs"


def test_every_how_to_is_shown_and_every_page_named_is_there() -> None:
    named = {page.file for page in registry.help_pages}
    written = {f"how-to/{path.name}" for path in (DOCS / "how-to").glob("*.md")}
    assert (written - named, [file for file in named if not (DOCS / file).is_file()]) == (set(), [])


def test_every_page_named_exists_and_leads_on_to_pages_that_do() -> None:
    keys = {page.key for page in registry.help_pages}
    broken = []
    for page, title in helping.there():
        links = re.findall(r'href="([^"]*)"', helping.shown(page))
        broken += [link for link in links if not link.startswith("https://") and link[6:-1] not in keys]
        assert (bool(title), "<h1" in helping.shown(page)) == (True, False)
    assert broken == []


def test_every_area_that_help_names_is_an_area_of_the_product() -> None:
    spaces = {f"{name}:" for name in get_resolver().namespace_dict}
    areas = {area for page in registry.help_pages for area in page.areas}
    assert [area for area in areas if area.partition(":")[0] + ":" not in spaces] == []


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("billing:invoice", "bill"),
        ("payments:inbox", "bank-statement"),
        ("payments:overdue", "chase-overdue"),
        ("deals:mapping", "change-the-process"),
        ("contacts:duplicates", "bring-your-leads"),
        ("ui:settings", None),
    ],
)
def test_the_page_that_fits_best_helps(address: str, key: str | None) -> None:
    found = helping.help_for(address)
    assert (found.key if found else None) == key


def test_links_to_what_is_not_shown_are_plain_words_and_markup_is_not_let_through(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "how-to").mkdir()
    (tmp_path / "how-to" / "new.md").write_text(
        "# New\n\n[Mail](send-mail.md#server), [house](../explanation/house.md) <script>x</script>\n\n"
        "|a|b|\n|-|-|\n|1|2|\n"
    )
    (tmp_path / "how-to" / "send-mail.md").write_text("# Mail\n")
    monkeypatch.setattr(helping, "_FOLDERS", (tmp_path,))
    helping.text_of.cache_clear()
    try:
        shown = helping.shown(HelpPage("new", "how-to/new.md"))
    finally:
        helping.text_of.cache_clear()
    assert '<a href="/help/send-mail/" data-dialog="">Mail</a>, house &lt;script&gt;' in shown
    assert "<td>2</td>" in shown


def test_a_page_offers_its_help_the_palette_all_of_it(signed_in: SignIn) -> None:
    client: Client = signed_in("alice")
    page = client.get("/settings/").content.decode()
    assert 'class="help"' not in page
    page = client.get("/").content.decode()
    assert '<a class="help" href="/help/tutorial/" title="Help: Your first half an hour"' in page
    assert "Help: Settle a return" in client.get("/palette?q=settle").content.decode()
    assert "Settle a return" in client.get("/help/").content.decode()
    shown = client.get("/help/settle-a-return/").content.decode()
    assert ("<h1" in shown, '<article class="prose" lang="en">' in shown, "written in English" in shown) == (
        True, True, False,
    )  # fmt: skip
    assert client.get("/help/house/").status_code == 404


def test_who_reads_another_language_is_told_that_help_is_english(signed_in: SignIn, people: People) -> None:
    User.objects.filter(id=people.alice.id).update(language="fi")
    client = signed_in("alice")
    assert '<p class="note">' in client.get("/help/bill/").content.decode()
    assert '<p class="note">' in client.get("/help/").content.decode()
