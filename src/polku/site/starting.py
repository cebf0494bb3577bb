"""A start that is quick the second time: what was prepared once by this release is not prepared again."""

import errno
import hashlib
import os
import socket
import sys
from pathlib import Path

import polku
from polku.ui import catalogues

JOBS_FLAG = "POLKU_SERVE_JOBS"
DEMO_FLAG = "POLKU_SERVE_DEMO"
SIGN_IN_FILE = "demo-sign-in.txt"
_STAMP = "prepared"


def home() -> Path:
    """Where this installation keeps its data."""
    return Path(os.environ.get("POLKU_HOME", "var")).resolve()


def is_prepared() -> bool:
    """Whether this release has prepared the SQLite database that is here; asked without loading Django."""
    stamp = home() / _STAMP
    is_own = not os.environ.get("POLKU_DATABASE_URL") and (home() / "polku.sqlite3").exists()
    return is_own and stamp.exists() and stamp.read_text() == _release()


def remember_prepared() -> None:
    """Say that this release has prepared the database."""
    (home() / _STAMP).write_text(_release())


def _release() -> str:
    """The release by its migrations and triggers: another set of them means work to do.

    Triggers are declared beside the models and in `guards`.
    """
    package = Path(polku.__file__).parent
    places = ("*/migrations/*.py", "*/guards.py", "*/models.py", "*/models/*.py")
    files = sorted(file for place in places for file in package.glob(place))
    told = hashlib.sha256(polku.__version__.encode())
    for file in files:
        told.update(f"{file.name} {file.stat().st_size}\n".encode())
    return told.hexdigest()


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there; two servers would share the port and what is asked of it without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what only lingers there does not count
        try:
            place.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def sign_in_line() -> str:
    """How to sign in to the demo company; empty where it was made elsewhere."""
    file = home() / SIGN_IN_FILE
    return file.read_text() if file.exists() else ""


def run(*, host: str, port: int, workers: int, load_demo: bool) -> None:
    """Become the serving process. Says where it answers; does not return."""
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104 -- compared, not bound
    if said := catalogues.warning():
        print(f"Warning: {said}", file=sys.stderr, flush=True)  # noqa: T201 -- what the command is for
    print(f"Polku answers at http://{shown}:{port}/", flush=True)  # noqa: T201 -- what the command is for
    os.environ[JOBS_FLAG] = "1"
    os.environ[DEMO_FLAG] = "1" if load_demo else "0"
    os.execv(sys.executable, command(host=host, port=port, workers=workers))  # noqa: S606 -- our own arguments, no shell


def command(
    *, host: str, port: int, workers: int, application: str = "polku.site.wsgi:application"
) -> list[str]:
    """The words by which the serving process is started."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--http", "1", "--log-level", "error",
        application,
    ]  # fmt: skip
