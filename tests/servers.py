"""Processes of `polku serve` on the database of the tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.servers import Server
from django.db import connection

APPLICATION = "tests.served:application"


def server(home: Path) -> Server:
    """A server of the database that this process uses; on SQLite it lies in `home` (see `on_disk`)."""
    env = os.environ | {"POLKU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "polku.site.settings"}
    env.pop("POLKU_DATABASE_URL", None)
    if connection.vendor == "postgresql":
        told = connection.settings_dict
        who = f"{told['USER']}:{told['PASSWORD']}" if told["PASSWORD"] else told["USER"]
        env["POLKU_DATABASE_URL"] = f"postgres://{who}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    return Server(env, application=APPLICATION)


@contextmanager
def serving(number: int, home: Path) -> Iterator[list[int]]:
    """So many servers; their ports."""
    with ExitStack() as stack:
        found = [server(home) for _ in range(number)]
        for one in found:
            stack.callback(one.kill)
            one.start()
        for one in found:
            one.wait()
        yield [one.port for one in found]
