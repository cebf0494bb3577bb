"""Tables that grew are counted anew on PostgreSQL, once."""

import pytest

from polku.db.statistics import look_at_grown_tables
from polku.db.transactions import is_sqlite
from polku.jobs.models import DueTime
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_a_table_that_grew_is_looked_at_once() -> None:
    rows = [DueTime(kind=f"{number} {'x' * 60}", cron="* * * * *", due_at=NOW) for number in range(3000)]
    DueTime.objects.bulk_create(rows, batch_size=1000)
    expected = [] if is_sqlite() else ["jobs_duetime"]
    assert [name for name in look_at_grown_tables() if name == "jobs_duetime"] == expected
    assert "jobs_duetime" not in look_at_grown_tables()
