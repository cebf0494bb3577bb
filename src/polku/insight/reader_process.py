"""A process of its own that reads SQLite by ADBC and writes Arrow streams to its output; see `reader`.

It imports nothing of Polku, so that it starts in a quarter of a second.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any


def streams(driver: str, uri: str, wanted: Sequence[str]) -> Iterator[Any]:
    """One record batch reader per statement, all in one read transaction."""
    manager = importlib.import_module("adbc_driver_manager")
    arrow = importlib.import_module("pyarrow")
    module = importlib.import_module(f"adbc_driver_{driver}")
    with module.connect(uri) as database, manager.AdbcConnection(database) as connection:
        connection.set_autocommit(False)
        if driver == "postgresql":
            _run(manager, connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for sql in wanted:
            with manager.AdbcStatement(connection) as statement:
                if driver == "sqlite":
                    statement.set_options(**{"adbc.sqlite.query.batch_rows": "65536"})
                statement.set_sql_query(sql)
                handle, _ = statement.execute_query()
                yield arrow.RecordBatchReader._import_from_c(handle.address)


def _run(manager: Any, connection: Any, sql: str) -> None:
    with manager.AdbcStatement(connection) as statement:
        statement.set_sql_query(sql)
        statement.execute_update()


def main() -> None:
    """Read the order from the input, write one Arrow stream after the other."""
    arrow = importlib.import_module("pyarrow")
    order = json.load(sys.stdin)
    for reader in streams("sqlite", order["uri"], order["wanted"]):
        with arrow.ipc.new_stream(sys.stdout.buffer, reader.schema) as out:
            for batch in reader:
                out.write_batch(batch)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
