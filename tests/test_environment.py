"""The guards around every test do what they say."""

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
