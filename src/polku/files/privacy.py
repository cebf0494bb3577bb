"""What is attached to rows that are about a person.

Access registers this as a place of personal data; whose rows point to a file empties its own pointer before.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from polku.db.lists import among
from polku.files.actions import remove
from polku.files.models import File


def export(table: str, ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The names of the files of these rows; the files themselves are downloaded where they hang."""
    rows = File.objects.filter(subject_type=table, subject_id__in=among(ids)).order_by("id")
    return (
        {"id": row.pk, "of": table, "row": row.subject_id, "name": row.name, "size": row.size, "at": row.at}
        for row in rows
    )


def erase(table: str, ids: Iterable[int]) -> int:
    """Remove the files of these rows."""
    found = list(File.objects.filter(subject_type=table, subject_id__in=among(ids)))
    for file in found:
        remove(file)
    return len(found)
