"""The company's logo: a file that papers and public pages show."""

from functools import lru_cache
from typing import Final

from polku.company.queries import company
from polku.files.models import File
from polku.files.queries import opened
from polku.kernel.errors import NotFound

SUBJECT: Final = "company_logo"
ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg"}


def file() -> File | None:
    """The file, or None where there is no logo or no company yet."""
    try:
        pk = company().brand.get("logo", "")
    except NotFound:
        return None
    return File.objects.filter(id=int(pk), subject_type=SUBJECT).first() if pk else None


def image() -> bytes | None:
    """The bytes, for the head of papers."""
    found = file()
    return None if found is None else _bytes(found.id)


@lru_cache(maxsize=2)
def _bytes(pk: int) -> bytes:
    """The bytes of a logo; a file never changes."""
    with opened(File.objects.get(id=pk)) as known:
        return bytes(known.read())
