"""The server is killed while documents are posted: each one is there wholly and once, or not at all."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from benchmarks.crash import killed
from benchmarks.crash_world import faults, made
from django.db import connection

from polku.access.logic import SYSTEM
from polku.db import health
from polku.process.actions import load_ready
from tests.conftest import make_people
from tests.db.on_disk import on_disk
from tests.servers import server

MOMENTS = 2
"""`python -m benchmarks crash` does it at a hundred."""

OF_THE_SERVER = ("settings", "migrations")
"""What is no matter of the documents: a database for tests may be set up to be fast."""


@pytest.mark.django_db(transaction=True)
def test_a_server_that_is_killed_leaves_whole_documents(transactional_db: None, tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    with on_disk(tmp_path):
        at = datetime.now(UTC)
        people = make_people()
        load_ready("eight-stage", actor=SYSTEM, at=at)
        world = made(at, people.actor("admin"))
        connection.close()

        def check(answered: list[dict[str, Any]]) -> list[str]:
            told = [(name, fault) for name, fault in health.run() if name not in OF_THE_SERVER]
            return faults(answered) + [f"{name}: {fault}" for name, fault in told]

        answered, found = killed(server(tmp_path), world, MOMENTS, seed, check)
        assert (len(answered) > MOMENTS, found) == (True, []), f"seed {seed}"
