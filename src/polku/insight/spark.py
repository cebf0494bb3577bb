"""The same figures on Spark, for a log that outgrows one machine: the marts as the feed wrote them, the same Ibis
expressions, other SQL. Needs Java 17 or newer and `polku[spark]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from polku.insight import feed, marts, worktime
from polku.insight.engine import HELD, Marts, as_table, unbound
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop

_SETTINGS: Final = {
    # Moments are in UTC without a zone, as in DuckDB; a division by nothing is nothing, as there.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.ansi.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


class SparkMarts(Marts):
    """The marts as views of a Spark session."""

    def rows(self, expression: Any) -> list[Any]:
        """Run an Ibis expression on the cluster and give its rows."""
        return [tuple(row) for row in self._asked(expression).collect()]

    def arrow(self, expression: Any) -> Any:
        """Run an Ibis expression on the cluster and give an Arrow table."""
        return self._asked(expression).toArrow()

    @contextmanager
    def held(self, expression: Any) -> Iterator[Any]:
        """As on DuckDB: the workers keep the rows for the length of a block."""
        kept = self._asked(expression).cache()
        kept.createOrReplaceTempView(HELD)
        try:
            yield as_table(expression)
        finally:
            self.backend.catalog.dropTempView(HELD)
            kept.unpersist()

    def _asked(self, expression: Any) -> Any:
        import ibis  # noqa: PLC0415 -- heavy library, loaded on first use

        return self.backend.sql(str(ibis.to_sql(expression, dialect="pyspark")))


class SparkEngine:
    """A session on a cluster (`spark://host:7077`) or on this machine (`local[*]`), over the files of the feed.

    The cluster's machines must see the folder under the same name.
    """

    def __init__(self, master: str, folder: Path, settings: dict[str, str] | None = None) -> None:
        self._master, self._folder, self._settings = master, folder, settings or {}
        self._session: Any = None
        self._tables: SparkMarts | None = None

    @contextmanager
    def marts(self) -> Iterator[Marts]:
        """The marts as they were fed last, read once per engine.

        Raises: Refused without PySpark; Invalid before the first feeding.
        """
        if self._tables is None:
            self._tables = self._opened()
        yield self._tables

    def stop(self) -> None:
        """Leave the cluster."""
        if self._session is not None:
            self._session.stop()
        self._session = self._tables = None

    def _opened(self) -> SparkMarts:
        try:
            from pyspark.sql import SparkSession  # noqa: PLC0415 -- optional
        except ImportError as error:
            raise Refused(gettext_noop("Spark is not installed here: pip install 'polku[spark]'.")) from error
        try:
            place = feed.current_marts(self._folder)
        except FileNotFoundError as error:
            told = Message(
                gettext_noop("No marts are in %(folder)s yet; run: polku feed %(folder)s"),
                folder=str(self._folder),
            )
            raise Invalid(told, field="feed") from error
        import ibis  # noqa: PLC0415 -- heavy library, loaded on first use

        ibis.pyspark  # noqa: B018 -- named once, its options are there
        maker = SparkSession.builder.master(self._master).appName("polku")
        for key, value in (_SETTINGS | self._settings).items():
            maker = maker.config(key, value)
        self._session = maker.getOrCreate()
        for name in marts.schemas():
            self._session.read.parquet(str(place / f"{name}.parquet")).createOrReplaceTempView(name)
        return SparkMarts(**unbound(), calendar=worktime.calendar(), serial=1, backend=self._session)
