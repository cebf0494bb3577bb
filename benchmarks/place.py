"""An empty installation of its own for one benchmark, on SQLite or on PostgreSQL."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
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
        env = {**os.environ, "POLKU_HOME": home, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
        env.pop("POLKU_DATABASE_URL", None)
        server = os.environ.get("POLKU_BENCH_POSTGRES", "")
        if engine == "postgresql":
            _sql(server, f"DROP DATABASE IF EXISTS bench_{name}", f"CREATE DATABASE bench_{name}")
            env["POLKU_DATABASE_URL"] = f"{server.rsplit('/', 1)[0]}/bench_{name}"
        subprocess.run([POLKU, "init"], env=env, check=True, stdout=subprocess.DEVNULL)
        try:
            yield env
        finally:
            if engine == "postgresql":
                _sql(server, f"DROP DATABASE IF EXISTS bench_{name} WITH (FORCE)")


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
