"""An empty installation of its own for one benchmark, on SQLite or on PostgreSQL."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POLKU = str(Path(sys.executable).parent / "polku")


def engines() -> list[str]:
    """The engines to measure: SQLite, and PostgreSQL where `POLKU_BENCH_POSTGRES` names a server."""
    return ["sqlite", *(["postgresql"] if os.environ.get("POLKU_BENCH_POSTGRES") else [])]


@contextmanager
def place(engine: str, name: str) -> Iterator[dict[str, str]]:
    """The environment of a fresh, set-up installation; it goes when the benchmark ends."""
    with tempfile.TemporaryDirectory(prefix="polku-bench-") as home:
        try:
            yield _set_up(engine, name, Path(home), anew=True)
        finally:
            if engine == "postgresql":
                _sql(_server(), f"DROP DATABASE IF EXISTS {_database(name)} WITH (FORCE)")


@contextmanager
def filled_place(
    engine: str, name: str, rows: int, fill: Callable[[dict[str, str]], None]
) -> Iterator[dict[str, str]]:
    """An installation with very many rows. Where `POLKU_BENCH_KEEP` names a folder it stays there, filled once."""
    folder = os.environ.get("POLKU_BENCH_KEEP", "")
    if not folder:
        with place(engine, name) as env:
            fill(env)
            yield env
        return
    home = Path(folder).resolve() / f"{name}-{engine}"
    done = home / f"filled-{rows}"
    anew = not done.exists()
    if anew:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
    env = _set_up(engine, name, home, anew=anew)
    if anew:
        fill(env)
        done.touch()
    yield env


def _set_up(engine: str, name: str, home: Path, *, anew: bool) -> dict[str, str]:
    env = {**os.environ, "POLKU_HOME": str(home), "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    env.pop("POLKU_DATABASE_URL", None)
    if engine == "postgresql":
        env["POLKU_DATABASE_URL"] = f"{_server().rsplit('/', 1)[0]}/{_database(name)}"
        if anew:
            _sql(
                _server(), f"DROP DATABASE IF EXISTS {_database(name)}", f"CREATE DATABASE {_database(name)}"
            )
    subprocess.run([POLKU, "init"], env=env, check=True, stdout=subprocess.DEVNULL)
    return env


def _server() -> str:
    return os.environ.get("POLKU_BENCH_POSTGRES", "")


def _database(name: str) -> str:
    """Named after the database of the address, so that two runs on one server need not meet."""
    return f"{_server().rsplit('/', 1)[1]}_bench_{name}"


def _sql(server: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def run(env: dict[str, str], code: str, *arguments: str) -> str:
    """Run a piece of Python in that installation; what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", f"import benchmarks.ready\n{code}", *arguments],
        env=env, cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()
