"""Before anything is served."""

import socket
from pathlib import Path

import pytest

from polku.site import starting
from tests.site_commands.conftest import Run


@pytest.mark.parametrize("shares", [False, True])
def test_a_port_that_is_taken_is_refused_with_a_word(run: Run, shares: bool) -> None:
    """Also where the other server would share it: each would get a part of what is asked."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, shares)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert (done.exit_code, done.stderr) == (
        1, f"Error: port {port} is taken by another program; choose one with --port\n",
    )  # fmt: skip
    assert starting.is_free("127.0.0.1", port)


def test_an_installation_is_prepared_anew_where_a_rule_of_its_rows_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLKU_HOME", str(tmp_path))
    monkeypatch.delenv("POLKU_DATABASE_URL", raising=False)
    (tmp_path / "polku.sqlite3").touch()
    package = tmp_path / "polku"
    (package / "stock").mkdir(parents=True)
    rules = package / "stock" / "guards.py"
    rules.write_text("")
    monkeypatch.setattr(starting.polku, "__file__", str(package / "__init__.py"))
    assert not starting.is_prepared()
    starting.remember_prepared()
    assert starting.is_prepared()
    rules.write_text("more")
    assert not starting.is_prepared()
