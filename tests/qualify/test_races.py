"""Two submissions at the same moment: on PostgreSQL they really run side by side."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from polku.deals.models import Deal
from polku.qualify.actions import receive
from polku.qualify.models import Capture, LeadForm
from tests.conftest import NOW

AT_ONCE = 6
DORA = {
    "name": "Dora Kivi",
    "company": "Nosto Oy",
    "email": "dora@nosto.example",
    "phone": "",
    "message": "Hello",
}


def at_once(act: Callable[[int], object]) -> list[object]:
    """Run it six times side by side; what failed, if anything did."""
    barrier, failures = Barrier(AT_ONCE), list[object]()

    def run(number: int) -> None:
        try:
            barrier.wait(10)
            act(number)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failures


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_submission_sent_by_six_at_once_is_one_lead(form: LeadForm) -> None:
    assert at_once(lambda _number: receive(form, payload=DORA, headers={}, key="same", at=NOW)) == []
    assert (Capture.objects.count(), Deal.objects.count()) == (1, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_six_submissions_of_one_address_at_once_are_one_lead(form: LeadForm) -> None:
    assert at_once(lambda number: receive(form, payload=DORA, headers={}, key=str(number), at=NOW)) == []
    assert (Capture.objects.filter(status="mapped").count(), Deal.objects.count()) == (AT_ONCE, 1)
