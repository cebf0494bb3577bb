"""The stylesheets: one of all pages, put together from a file per component, and one for each large area."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

from polku.ui import registry

_FOLDER = Path(__file__).parent / "static" / "ui" / "css"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,]) ?|(?<=:) ")


@dataclass(frozen=True)
class Sheet:
    """A stylesheet as it is sent: plain and compressed, named by what is in it; of these areas, or of all pages."""

    digest: str
    plain: bytes
    compressed: bytes
    areas: Sequence[str] = ()


def _read() -> dict[str, Sheet]:
    """The sheets by digest; the first is that of all pages and names the layers."""
    files = [_FOLDER / "tokens.css"]
    files += sorted(path for path in _FOLDER.glob("*.css") if path.name != "tokens.css")
    files += [path for sheet in registry.stylesheets if not sheet.areas for path in _found(sheet)]
    sheets = [_joined(files)]
    sheets += [
        _joined(paths, one.areas) for one in registry.stylesheets if one.areas and (paths := _found(one))
    ]
    return {sheet.digest: sheet for sheet in sheets}


def _found(sheet: registry.Stylesheet) -> list[Path]:
    path = finders.find(sheet.key)
    return [Path(path)] if path else []


def _joined(files: Sequence[Path], areas: Sequence[str] = ()) -> Sheet:
    text = "\n".join(_COMMENT.sub("", path.read_text(encoding="utf-8")) for path in files)
    plain = _AROUND.sub(r"\1", _SPACE.sub(" ", text)).replace(";}", "}").strip().encode()
    return Sheet(hashlib.sha256(plain).hexdigest()[:12], plain, gzip.compress(plain, 9, mtime=0), areas)


_kept = lru_cache(maxsize=1)(_read)


def sheets() -> dict[str, Sheet]:
    """The stylesheets: read once, or anew each time while they are being worked on."""
    return _read() if settings.DEBUG else _kept()


def stylesheet_urls(area: str) -> Iterator[str]:
    """Where the stylesheets of an area's pages lie: names change with content, so they may be kept for ever."""
    for digest, sheet in sheets().items():
        if not sheet.areas or area in sheet.areas:
            yield reverse("ui:stylesheet", args=[digest])


@lru_cache(maxsize=1)
def icons_url() -> str:
    """The address of the icon set."""
    return static("ui/icons.svg")
