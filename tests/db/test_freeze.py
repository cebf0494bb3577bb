"""A frozen row defends itself in the database, on both engines."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from polku.db import guards
from polku.process.models import Process, ProcessVersion

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def draft() -> ProcessVersion:
    process = Process.objects.create(key="frozen", name="Frozen")
    return ProcessVersion.objects.create(process=process, document={"a": 1}, created_at=AT)


@pytest.fixture
def published(draft: ProcessVersion) -> ProcessVersion:
    draft.number, draft.status, draft.published_at = 1, "published", AT
    draft.save()
    return draft


def test_a_row_changes_freely_until_the_condition_holds(draft: ProcessVersion) -> None:
    draft.document = {"a": 2}
    draft.save()
    assert ProcessVersion.objects.get().document == {"a": 2}
    draft.delete()
    assert not ProcessVersion.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"document": {"a": 2}},
        {"number": 2},
        {"published_at": None, "status": "draft", "number": 0},
        {"published_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_frozen_column_is_refused(published: ProcessVersion, change: dict[str, object]) -> None:
    with pytest.raises(DatabaseError, match="the row is frozen"), transaction.atomic():
        ProcessVersion.objects.filter(pk=published.pk).update(**change)
    assert ProcessVersion.objects.get().document == {"a": 1}


def test_a_frozen_row_is_not_deleted(published: ProcessVersion) -> None:
    with pytest.raises(DatabaseError, match="the row is frozen"), transaction.atomic():
        published.delete()


def test_other_columns_and_the_same_values_pass(published: ProcessVersion) -> None:
    published.note = "a word about it"
    published.save()
    assert ProcessVersion.objects.get().note == "a word about it"


def test_a_missing_freeze_is_noticed_and_put_back(published: ProcessVersion) -> None:
    assert guards.missing() == []
    name = "polku_freeze_process_processversion_update"
    on = "" if connection.vendor == "sqlite" else ' ON "process_processversion"'
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on}')
    assert guards.missing() == [name]
    guards.install()
    assert guards.missing() == []


def test_a_freeze_is_lifted_and_comes_back(published: ProcessVersion) -> None:
    with guards.lifted():
        ProcessVersion.objects.filter(pk=published.pk).update(document={})
    with pytest.raises(DatabaseError, match="the row is frozen"), transaction.atomic():
        ProcessVersion.objects.filter(pk=published.pk).update(document={"a": 3})


ON_SQLITE = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="runs on SQLite only: PostgreSQL has no REPLACE"
)
COLUMNS = [field.column for field in ProcessVersion._meta.concrete_fields]


def _put(verb: str, row: ProcessVersion, **other: object) -> None:
    """The row once more with other values, by a verb that may take rows out of its way."""
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    values = ", ".join("%s" if name in other else f'"{name}"' for name in COLUMNS)
    table = ProcessVersion._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"{verb} INTO {table} ({names}) SELECT {values} FROM {table} WHERE id = %s",
            [*(other[name] for name in COLUMNS if name in other), row.pk],
        )


def _overwrite(row: ProcessVersion, assigned: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE OR REPLACE {ProcessVersion._meta.db_table} SET {assigned} WHERE id = {row.pk}"
        )


@ON_SQLITE
@pytest.mark.parametrize("verb", ["REPLACE", "INSERT OR REPLACE"])
@pytest.mark.parametrize("other", [{}, {"id": 77}, {"number": 5}, {"published_at": None, "number": 5}])
def test_a_frozen_row_is_not_replaced_by_its_number_or_by_what_is_unique(
    published: ProcessVersion, verb: str, other: dict[str, object]
) -> None:
    with pytest.raises(DatabaseError, match="the row is frozen"), transaction.atomic():
        _put(verb, published, document='{"a": 9}', **other)
    assert ProcessVersion.objects.get() == published
    assert ProcessVersion.objects.get().document == {"a": 1}


@ON_SQLITE
@pytest.mark.parametrize("change", ["id = {frozen}", "number = 1"])
def test_a_frozen_row_is_not_pushed_out_by_another_that_takes_its_place(
    published: ProcessVersion, change: str
) -> None:
    other = ProcessVersion.objects.create(process=published.process, document={"a": 9}, created_at=AT)
    with pytest.raises(DatabaseError, match="the row is frozen"), transaction.atomic():
        _overwrite(other, change.format(frozen=published.pk))
    assert ProcessVersion.objects.get(pk=published.pk).document == {"a": 1}


@ON_SQLITE
def test_a_draft_may_be_replaced(draft: ProcessVersion) -> None:
    _put("REPLACE", draft, document='{"a": 9}')
    assert ProcessVersion.objects.get().document == {"a": 9}
