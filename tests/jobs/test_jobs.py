"""Jobs: in the transaction, once per key, tried again, parked, swept, by the clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from polku.company.actions import found_company
from polku.jobs import actions, queries, registry
from polku.jobs.models import DueTime, Job
from polku.jobs.registry import Kind, Schedule
from polku.jobs.runner import Worker, run_pending

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ran: list[tuple[int, datetime]] = []


def work(job: Job, /, *, at: datetime) -> None:
    if job.args.get("fails"):
        Job.objects.filter(id=job.id).update(done=99)
        raise ValueError("no luck")
    ran.append((job.args["id"], at))


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    ran.clear()
    with registry.kinds.holding("toy.work", Kind("toy.work", work, limit_seconds=60, tries=3)):
        yield


def enqueue(**more: object) -> Job:
    return actions.enqueue("toy.work", {"id": 1} | more, at=NOW)


def test_a_due_job_is_run_with_the_time_given() -> None:
    job = enqueue()
    assert run_pending(NOW) == 1
    job.refresh_from_db()
    assert (ran, job.state, job.tries) == ([(1, NOW)], "done", 1)


def test_a_job_is_done_by_the_companys_clock() -> None:
    found_company(name="Aava Oy", time_zone="Asia/Taipei", at=NOW)
    seen = []
    kind = Kind(
        "toy.clock", lambda _job, *, at: seen.append(timezone.localdate(at)), limit_seconds=60, tries=1
    )
    with registry.kinds.holding("toy.clock", kind):
        actions.enqueue("toy.clock", {}, at=NOW)
        run_pending(NOW.replace(hour=16, minute=30))
    assert (seen, timezone.get_current_timezone_name()) == ([date(2026, 3, 3)], "UTC")


def test_a_job_waits_for_its_time() -> None:
    actions.enqueue("toy.work", {"id": 1}, at=NOW, run_at=NOW + timedelta(hours=1))
    assert (run_pending(NOW), run_pending(NOW + timedelta(hours=1))) == (0, 1)


def test_a_job_of_a_transaction_rolled_back_never_was() -> None:
    with transaction.atomic():
        enqueue()
        transaction.set_rollback(True)
    assert Job.objects.count() == 0


def test_a_key_holds_off_a_second_waiting_job_and_takes_the_earlier_time() -> None:
    late = actions.enqueue("toy.work", {"id": 1}, at=NOW, run_at=NOW + timedelta(hours=1), key="deal:1")
    again = actions.enqueue("toy.work", {"id": 1}, at=NOW, key="deal:1")
    assert (again.id, again.run_at) == (late.id, NOW)


def test_a_running_job_does_not_hold_off_the_next_one() -> None:
    first = actions.enqueue("toy.work", {"id": 1}, at=NOW, key="deal:1")
    actions.claim(at=NOW)
    assert actions.enqueue("toy.work", {"id": 1}, at=NOW, key="deal:1").id != first.id


def test_a_failing_job_is_tried_three_times_with_longer_pauses_then_parked_with_its_reason() -> None:
    job = enqueue(fails=True)
    waits = []
    at = NOW
    for _ in range(3):
        assert run_pending(at) == 1
        job.refresh_from_db()
        waits.append((job.run_at - at).total_seconds())
        at = job.run_at
    assert (waits, job.state, job.tries, job.done) == ([15, 60, 0], "parked", 3, 0)
    assert job.reason.startswith("ValueError: no luck (test_jobs.py:")
    assert list(queries.parked()) == [job]


def test_a_parked_job_can_be_given_its_tries_back() -> None:
    job = enqueue()
    Job.objects.update(state="parked", tries=3)
    actions.retry(job, at=NOW)
    assert run_pending(NOW) == 1


def test_a_killed_workers_job_is_taken_back_after_its_lease_and_parked_after_the_last_try() -> None:
    job = enqueue()
    states = []
    at = NOW
    for _ in range(3):
        assert actions.claim(at=at) == job
        assert actions.sweep(at=at + timedelta(seconds=59)) == 0
        assert actions.sweep(at=at + timedelta(seconds=61)) == 1
        job.refresh_from_db()
        states.append(job.state)
        at = job.run_at + timedelta(seconds=61)
    assert states == ["waiting", "waiting", "parked"]
    assert job.reason == "The worker stopped before the work was done."


def test_a_start_on_sqlite_takes_every_running_job_back_at_once() -> None:
    enqueue()
    actions.claim(at=NOW)
    assert actions.sweep(at=NOW, all_running=True) == 1
    assert run_pending(NOW) == 1


def test_progress_is_kept_and_renews_the_lease() -> None:
    enqueue()
    job = actions.claim(at=NOW)
    assert job is not None
    actions.progress(job, 30, 120, at=NOW + timedelta(seconds=50))
    job.refresh_from_db()
    assert (job.percent, job.lease_until) == (25, NOW + timedelta(seconds=110))


def test_a_worker_that_lost_its_lease_changes_nothing() -> None:
    enqueue()
    slow = actions.claim(at=NOW)
    assert slow is not None
    actions.sweep(at=NOW + timedelta(hours=1))
    actions.claim(at=NOW + timedelta(hours=2))
    actions.finish(slow, at=NOW + timedelta(hours=2))
    slow.refresh_from_db()
    assert (slow.state, slow.tries) == ("running", 2)


def test_a_lost_try_gives_way_to_a_newer_job_of_the_same_key() -> None:
    first = actions.enqueue("toy.work", {"id": 1}, at=NOW, key="deal:1")
    held = actions.claim(at=NOW)
    assert held is not None
    actions.enqueue("toy.work", {"id": 1}, at=NOW, key="deal:1")
    actions.fail(held, "gone", at=NOW)
    first.refresh_from_db()
    assert first.state == "done"


def test_arguments_are_ids_and_keys() -> None:
    with pytest.raises(TypeError):
        actions.enqueue("toy.work", {"rows": {"name": "Maija"}}, at=NOW)  # type: ignore[dict-item]


def test_a_schedule_asks_once_for_each_turn() -> None:
    with registry.schedules.holding("toy.work", Schedule("toy.work", "0 * * * *")):
        actions.enqueue_scheduled(at=NOW + timedelta(minutes=5))
        actions.enqueue_scheduled(at=NOW + timedelta(minutes=59))
        before = Job.objects.filter(kind="toy.work").count()
        for _ in range(2):
            actions.enqueue_scheduled(at=NOW + timedelta(minutes=60))
    assert (before, Job.objects.filter(kind="toy.work").count()) == (0, 1)
    assert DueTime.objects.get(kind="toy.work").due_at == NOW + timedelta(hours=2)


def test_a_schedule_asks_for_nothing_that_is_not_needed() -> None:
    for needed in (False, True):
        with registry.schedules.holding("toy.work", Schedule("toy.work", "0 * * * *", lambda: needed)):  # noqa: B023
            for hours in (1, 2):
                actions.enqueue_scheduled(at=NOW + timedelta(hours=hours + needed * 24))
        assert Job.objects.filter(kind="toy.work").exists() == needed


def test_old_finished_jobs_are_forgotten_and_parked_ones_kept() -> None:
    enqueue()
    run_pending(NOW)
    enqueue()
    Job.objects.filter(state="waiting").update(state="parked", finished_at=NOW)
    assert actions.forget_finished(before=NOW + timedelta(days=1)) == 1
    assert queries.counts() == {"waiting": 0, "running": 0, "parked": 1}


def test_every_scheduled_kind_is_known() -> None:
    assert {one.kind for one in registry.schedules} - set(registry.kinds.keys()) == set()


def test_a_worker_can_be_stopped_before_it_starts() -> None:
    Worker(lambda: NOW).stop()
