"""The guards around every test do what they say."""

import resource
import socket

import pytest

from tests.environment import missing_reason


def test_a_test_may_not_reach_another_machine() -> None:
    with socket.socket() as door, pytest.raises(OSError, match="tests stay on this machine"):
        door.connect(("192.0.2.1", 80))


def test_a_test_may_not_look_up_a_name() -> None:
    with pytest.raises(OSError, match="tests stay on this machine"):
        socket.getaddrinfo("polku.example", 80)


def test_a_test_may_talk_to_its_own_machine() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_postgres_tests_say_how_to_run_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLKU_DATABASE_URL", "")
    assert missing_reason("postgres") == (
        "runs on PostgreSQL only: set POLKU_DATABASE_URL (tools/postgres.sh start prints one)"
    )


def test_calls_cost_the_same_however_deep_they_are() -> None:
    assert max(_pages_taken(depth) for depth in range(200)) < 500


def _pages_taken(depth: int) -> int:
    """How often the system gave memory to a thousand calls made from so deep."""
    if depth:
        return _pages_taken(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(1000):
        _nothing()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _nothing() -> None:
    pass
