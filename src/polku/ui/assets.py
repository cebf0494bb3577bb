"""The one stylesheet of all pages, put together from a file per component, and the icon set's address."""

from __future__ import annotations

import gzip
import hashlib
import re
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


@dataclass(frozen=True)
class Sheet:
    """The stylesheet as it is sent: plain and compressed, named by what is in it."""

    digest: str
    plain: bytes
    compressed: bytes


def _read() -> Sheet:
    files = [_FOLDER / "tokens.css"]
    files += sorted(path for path in _FOLDER.glob("*.css") if path.name != "tokens.css")
    files += [Path(found) for sheet in registry.stylesheets if (found := finders.find(sheet.key))]
    text = "\n".join(_COMMENT.sub("", path.read_text(encoding="utf-8")) for path in files)
    plain = _SPACE.sub(" ", text).strip().encode()
    return Sheet(hashlib.sha256(plain).hexdigest()[:12], plain, gzip.compress(plain, 9, mtime=0))


_kept = lru_cache(maxsize=1)(_read)


def sheet() -> Sheet:
    """The stylesheet: read once, or anew each time while it is being worked on."""
    return _read() if settings.DEBUG else _kept()


def stylesheet_url() -> str:
    """Where the stylesheet lies: its name changes with its content, so it may be kept for ever."""
    return reverse("ui:stylesheet", args=[sheet().digest])


@lru_cache(maxsize=1)
def icons_url() -> str:
    """The address of the icon set."""
    return static("ui/icons.svg")
