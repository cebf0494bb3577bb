"""Attachments: bounded, hashed, given out as attachments."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from polku.files import actions, queries
from polku.files.models import File
from polku.files.serving import attachment
from polku.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }


def test_a_file_is_stored_with_its_hash_size_and_owner() -> None:
    file = actions.store(
        BytesIO(b"hello"), name="C:\\docs\\offer.pdf", at=NOW, subject=("deal", 7), team_id=2
    )
    assert (file.name, file.size, file.content_type) == ("offer.pdf", 5, "application/pdf")
    assert file.sha256 == hashlib.sha256(b"hello").hexdigest()
    assert list(queries.files_of("deal", 7)) == [file]
    with queries.opened(file) as stored:
        assert stored.read() == b"hello"


def test_a_file_that_is_too_large_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="larger than 0 MB"):
        actions.store(BytesIO(b"x" * 11), name="a", at=NOW, size_max=10)
    assert (File.objects.count(), list(tmp_path.rglob("*"))) == (0, [])


def test_a_file_is_removed_with_its_bytes(tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    file = actions.store(BytesIO(b"x"), name="a", at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove(file)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_is_answered_as_an_attachment_that_runs_nothing() -> None:
    response = attachment(actions.store(BytesIO(b"<script>"), name='e"vil\u202egnp.html', at=NOW))
    assert response["Content-Disposition"] == 'attachment; filename="e\\"vilgnp.html"'
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


@pytest.mark.parametrize(
    ("given", "kept"),
    [("", "file"), ("../../etc/passwd", "passwd"), ("a\x00b.txt", "ab.txt"), ("x" * 300, "x" * 255)],
)
def test_a_file_name_is_only_a_name(given: str, kept: str) -> None:
    assert actions.file_name(given) == kept
