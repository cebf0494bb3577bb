"""Every page in every language: it answers, says its language, and leaves no text of the catalogue in English."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client

from polku.access.models import User
from polku.journey.models import Asking
from polku.quotes.models import Quote
from tests.site.conftest import ROLES, World
from tests.site.places import PAGES
from tests.site.walking import pages

LANGUAGES = [code for code, _ in settings.LANGUAGES]
SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
SPOKEN = {"title", "placeholder", "aria-label", "alt"}
SILENT = {"script", "style", "code", "pre", "svg"}
ANSWERS = {200, 204, 302, 303}
PAGES_MIN = 60
NOT_MADE = {"deals:batch", "ui:design", "qualify:confirmation"}
"""Nothing was changed in bulk here; samples of components; a link that only a mail holds."""

DATA = {
    *("Call", "Machines", "Visit", "Size", "Mine", "Admin", *(role.title() for role in ROLES)),
    *("Contact", "Qualify", "Find", "Offer"),  # names of stages, typed in the editor
    *("Quote", "Write to us", "Opening", "Nobody"),  # a subject, a title, a promotion, a payer
    *("box", "What", "When"),  # a unit, headings of a file of a bank
    *("Enter", "E-mail", "Imports", "No", "Periods"),  # a key; words that are the same in another language
    "Segments",  # one segment in Latvian
    *("Do", "on", "deals"),  # a translation of another text
}
"""Words of the company itself, which stand in every language as they were typed."""


class _Words(HTMLParser):
    """What a page says: its texts and the attributes that are shown or read out; the language it says it is in."""

    def __init__(self) -> None:
        super().__init__()
        self.chunks: set[str] = set()
        self.language = ""
        self._silent = 0
        self._foreign: list[str] = []
        """The open elements of the same tag as one in another language, such as a paper for a customer."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        language = dict(attrs).get("lang") or self.language
        if tag == "html":
            self.language = language
        self._silent += tag in SILENT
        if language != self.language or tag in self._foreign:
            self._foreign.append(tag)
        if self._foreign:
            return
        self.chunks |= {_one_line(value) for name, value in attrs if name in SPOKEN and value}

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        if tag in self._foreign:
            self._foreign.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._foreign:
            self.chunks.add(_one_line(data))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _read(body: str) -> _Words:
    words = _Words()
    words.feed(body)
    return words


@cache
def _translations(language: str) -> dict[str, set[str]]:
    """By each text of the catalogue, what it is in a language."""
    if language == "en":
        return {}
    folder = Path(settings.LOCALE_PATHS[0]) / language.replace("zh-hant", "zh_Hant") / "LC_MESSAGES"
    found: dict[str, set[str]] = {}
    for entry in polib.pofile(str(folder / "django.po")):
        if not entry.obsolete:
            found.setdefault(_one_line(entry.msgid), set()).add(_one_line(entry.msgstr))
    return found


def _said(client: Client, world: World, language: str) -> dict[str, _Words]:
    """Every page that a GET shows to the admin."""
    User.objects.filter(id=world.people.admin.id).update(language=language)
    client.force_login(User.objects.get(id=world.people.admin.id), backend=SIGN_IN)
    client.cookies["polku_language"] = language
    for sent in (Quote, Asking):  # a page for a buyer is in the buyer's language
        sent.objects.update(language=language)
    said, wrong = {}, []
    for route in pages():
        if PAGES[route.name].split()[0] in ("-", "nobody") or route.name in NOT_MADE:
            continue
        answer = client.get(route.url(world.ids), headers={"accept-language": language})
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            said[route.name] = _read(answer.getvalue().decode())
        if answer.streaming:
            b"".join(answer.streaming_content)  # closing it would close the connection of the test
        if answer.status_code not in ANSWERS:
            wrong.append(f"{route.name}: {answer.status_code}")
    assert wrong == []
    return said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_language_of_who_reads_it(client: Client, world: World, language: str) -> None:
    said, texts = _said(client, world, language), _translations(language)
    assert len(said) > PAGES_MIN
    assert {words.language for words in said.values()} - {""} == {language}
    left = [
        f"{name}: {chunk}"
        for name, words in said.items()
        for chunk in sorted(words.chunks & texts.keys() - DATA)
        if chunk and chunk not in texts[chunk]
    ]
    assert left == []
