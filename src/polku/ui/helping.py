"""Help inside the product: pages of `docs/` as they are written, found by the page one stands at. Nothing is fetched.

They lie beside the source, or where an installed wheel puts them (`tool.setuptools.data-files`). Where a page is not
there, nothing leads to it.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.safestring import SafeString

from polku.ui import registry
from polku.ui.registry import HelpPage

if TYPE_CHECKING:
    from markdown_it.token import Token

_FOLDERS: Final = (Path(__file__).parents[3] / "docs", Path(sys.prefix) / "share" / "polku" / "docs")


def help_for(address: str) -> HelpPage | None:
    """The page that helps at an address (`billing:invoice`): the one that names the longest part of it."""
    fitting = [
        (len(area), page)
        for page in registry.help_pages
        for area in page.areas
        if address == area or (area.endswith(":") and address.startswith(area))
    ]
    found = max(fitting, key=lambda pair: pair[0], default=None)
    return found[1] if found and text_of(found[1]) else None


def there() -> Iterator[tuple[HelpPage, str]]:
    """All pages that are there, with their titles."""
    return ((page, title_of(page)) for page in registry.help_pages if text_of(page))


@cache
def text_of(page: HelpPage) -> str:
    """The page as it is written; empty where this installation has none."""
    found = next((folder / page.file for folder in _FOLDERS if (folder / page.file).is_file()), None)
    return found.read_text(encoding="utf-8") if found else ""


def title_of(page: HelpPage) -> str:
    """The page's heading."""
    return text_of(page).partition("\n")[0].removeprefix("# ").strip()


@cache
def shown(page: HelpPage) -> SafeString:
    """The page without its heading, as HTML; Markdown's own HTML is not let through."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- heavy library, loaded on first use

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text_of(page).partition("\n")[2])
    for token in tokens:
        _lead(token.children or [], page)
    return SafeString(reader.renderer.render(tokens, reader.options, {}))


def _lead(inline: Sequence[Token], page: HelpPage) -> None:
    """Let links lead to pages that are shown here, over the page one is at; others become plain words."""
    known = {one.file: one.key for one in registry.help_pages if text_of(one)}
    is_open = False
    for token in inline:
        if token.type == "link_open":
            target = str(token.attrGet("href")).partition("#")[0]
            file = posixpath.normpath(posixpath.join(posixpath.dirname(page.file), target))
            is_open = file in known
            if is_open:
                token.attrs = {"href": reverse("ui:help:page", args=[known[file]]), "data-dialog": ""}
        if token.type in ("link_open", "link_close") and not is_open:
            token.type = "text"
