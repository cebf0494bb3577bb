"""Writes of attachments."""

import hashlib
import mimetypes
import re
import secrets
from datetime import datetime
from typing import IO, Final, Protocol, cast

from django.core.files import File as Opened
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from polku.db.bulk import insert
from polku.db.transactions import write
from polku.files.models import File
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.redaction import ERASED

SIZE_MAX: Final = 50 * 1024 * 1024
CHUNK: Final = 1024 * 1024
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Upload(Protocol):
    """Anything with bytes that can be read twice: an open file, or what a form received."""

    def read(self, size: int = ..., /) -> bytes: ...

    def seek(self, offset: int, whence: int = ..., /) -> object: ...


def store(
    upload: Upload,
    *,
    name: str,
    at: datetime,
    subject: tuple[str, int] | None = None,
    owner_id: int | None = None,
    team_id: int | None = None,
    uploaded_by_id: int | None = None,
    size_max: int = SIZE_MAX,
) -> File:
    """Keep a file, read in pieces; the bytes go when the transaction is rolled back by a later failure here.

    Raises: Invalid where it is larger than `size_max`.
    """
    sha256, size = _measured(upload, size_max)
    label = file_name(name)
    path = default_storage.save(f"{at:%Y/%m}/{secrets.token_hex(16)}", Opened(cast("IO[bytes]", upload)))
    try:
        with write():
            row = File(
                sha256=sha256,
                name=label,
                size=size,
                content_type=mimetypes.guess_type(label)[0] or "application/octet-stream",
                path=path,
                subject_type=subject[0] if subject else "",
                subject_id=subject[1] if subject else None,
                owner_id=owner_id,
                team_id=team_id,
                uploaded_by_id=uploaded_by_id,
                at=at,
            )
            return insert(File, [row])[0]
    except Exception:
        default_storage.delete(path)
        raise


def attach(file: File, *, subject: tuple[str, int], owner_id: int | None, team_id: int | None) -> None:
    """Say what a stored file belongs to."""
    with write():
        file.subject_type, file.subject_id = subject
        file.owner_id, file.team_id = owner_id, team_id
        file.save(update_fields=["subject_type", "subject_id", "owner_id", "team_id"])


def remove(file: File) -> None:
    """Forget a file: the row now, the bytes once that is committed."""
    path = file.path
    with write():
        file.delete()
        transaction.on_commit(lambda: default_storage.delete(path))


def empty(file: File) -> None:
    """Take the bytes and the name of a file away; the row stays for what points to it."""
    gone = file.path
    file.path = default_storage.save(f"{gone}-empty", ContentFile(b""))
    file.sha256, file.size, file.name = hashlib.sha256(b"").hexdigest(), 0, ERASED
    with write():
        file.save(update_fields=["path", "sha256", "size", "name"])
        transaction.on_commit(lambda: default_storage.delete(gone))


def file_name(name: str) -> str:
    """The last part of whatever a browser or system called the file, without marks that disguise it."""
    last = _UNPRINTABLE.sub("", name.replace("\\", "/")).rsplit("/", 1)[-1].strip(" .")
    return last[-255:] or "file"


def _measured(upload: Upload, size_max: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    upload.seek(0)
    while chunk := upload.read(CHUNK):
        size += len(chunk)
        if size > size_max:
            message = gettext_noop("The file is larger than %(limit)s MB.")
            raise Invalid(Message(message, limit=size_max // 1024**2), code="too_large", field="file")
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest(), size
