"""Pages hold nothing inline, ask no other host, and say nothing that can't be translated."""

import re
from collections.abc import Iterator

import pytest

from tests.tidy.source import relative, static_files, templates

FORBIDDEN = {
    "a script without a file": r"<script(?![^>]*\bsrc=)[^>]*>",
    "a style element": r"<style\b",
    "a style attribute": r"\sstyle\s*=",
    "an event attribute": r"\son[a-z]+\s*=|\shx-on",
    "a script address": r"javascript:",
    "a file of another host": r"<(script|link|img|iframe|source|use)\b[^>]*(src|href)\s*=\s*[\"']?(https?:)?//",
    "an unescaped value": r"\|\s*safe\b|\{%\s*autoescape off",
}
LAYERS = {"reset", "tokens", "base", "layout", "components", "pages", "utilities"}
NOT_PROSE = re.compile(
    r"""\{\#.*?\#\}
      | \{%\s*comment\b.*?endcomment\s*%\}
      | \{%\s*blocktrans(late)?\b.*?endblocktrans(late)?\s*%\}
      | <(?P<tag>script|kbd|code|pre)\b.*?</(?P=tag)>
      | \{%\s*block\ \w+_class\s*%\}.*?\{%\s*endblock
      | \{%.*?%\} | \{\{.*?\}\} | <!--.*?--> | &\w+;""",
    re.VERBOSE | re.DOTALL,
)
SPOKEN = re.compile(
    r"""\b(title|alt|placeholder|aria-label|aria-description|label)\s*=\s*("[^"]*"|'[^']*')"""
)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = {"Polku", "CSV", "XLSX", "BPMN", "API", "PDF", "XES", "ID", "AND", "OR", "OK"}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_page_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    assert [
        f"{relative(path)}:{number}: {line.strip()[:90]}"
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ] == []


def test_every_word_of_a_page_can_be_translated() -> None:
    found = (
        f"{relative(path)}: {prose}"
        for path in templates()
        for prose in _untranslated(path.read_text(encoding="utf-8"))
    )
    assert list(found) == []


def test_a_style_never_shouts_and_keeps_to_the_layers() -> None:
    broken = []
    for path in static_files(".css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        names = {
            name.strip() for line in re.findall(r"@layer\s+([^;{]+)[;{]", text) for name in line.split(",")
        }
        if "!important" in text or names - LAYERS or re.search(r"(https?:)?//[\w.]", text):
            broken.append(relative(path))
    assert broken == []


def test_a_script_asks_no_other_host() -> None:
    foreign = re.compile(r"[\"'`](https?:)?//[\w.]")
    assert [
        relative(path)
        for path in static_files(".js")
        if foreign.search(path.read_text(encoding="utf-8").replace("http://www.w3.org/", ""))
    ] == []


def _untranslated(text: str) -> Iterator[str]:
    bare = NOT_PROSE.sub(" ", text)
    for prose in (*TAG.split(bare), *(spoken for _, spoken in SPOKEN.findall(bare))):
        if set(WORD.findall(prose)) - NAMES:
            yield " ".join(prose.split())[:80]


def test_what_a_form_asks_while_one_types_does_not_use_its_mark_up() -> None:
    wrong = []
    for path in templates():
        content = path.read_text()
        asks = re.findall(r"<[a-z]+\b[^<]*?hx-post=[^<]*?hx-include=\"closest form\"[^<]*?>", content)
        if "{% once %}" in content and any("hx-params" not in one for one in asks):
            wrong.append(relative(path))
    assert wrong == []  # the form itself would be taken for one that was sent already
