"""Reads of attachments. Scope is the caller's duty: the domain of the subject knows who may see it."""

from django.core.files import File as Opened
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from polku.files.models import File


def files_of(subject_type: str, subject_id: int) -> QuerySet[File]:
    """What is attached to one thing, newest first."""
    return File.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("-id")


def opened(file: File) -> Opened:  # type: ignore[type-arg]
    """The bytes, to be read in pieces and closed by the caller."""
    return default_storage.open(file.path, "rb")


def local_path(file: File) -> str:
    """Where the bytes lie on this machine."""
    return default_storage.path(file.path)
