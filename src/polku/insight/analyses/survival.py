"""Kaplan-Meier over the marts: the engine counts stays per group and time, `logic.survival` makes curves of it."""

from __future__ import annotations

from typing import Any

import ibis

from polku.insight.engine import Marts
from polku.insight.logic.figures import Curve
from polku.insight.logic.survival import Counts, curves_of


def curves(marts: Marts, rows: Any, *, drawn: bool = True, step: int = 1) -> dict[str, Curve]:
    """A curve per group. `rows` have `name`, `t` (seconds, null = in no curve) and `ended`.

    `drawn` adds the points and the censored times for a chart; a `step` of 60 counts in minutes: coarser, faster.
    """
    return {name: curve for name, (curve, _) in with_quantiles(marts, rows, drawn=drawn, step=step).items()}


def with_quantiles(
    marts: Marts, rows: Any, *, drawn: bool = True, step: int = 1
) -> dict[str, tuple[Curve, tuple[float | None, ...]]]:
    """As `curves`, with the times of all of `QUANTILES` beside each curve."""
    return curves_of(counted(marts, rows, step=step), drawn=drawn)


def counted(marts: Marts, rows: Any, *, step: int = 1) -> Counts:
    """Stays as `curves` takes them, counted by group and time."""
    dated = rows.filter(rows.t.notnull())
    # Who left before coming stayed no time.
    clipped = ibis.greatest(dated.t, 0)
    dated = dated.mutate(t=clipped if step == 1 else (clipped // step) * step)
    table = marts.arrow(dated.group_by("name", "t", "ended").agg(n=dated.count()))
    names, group = named(table["name"])
    t, ended, n = (column(table[key]) for key in ("t", "ended", "n"))
    return Counts(names, group, t, ended, n)


def column(values: Any) -> Any:
    """A column of whole numbers as an array."""
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    return values.to_numpy().astype(np.int64, copy=False)


def named(values: Any) -> tuple[list[str], Any]:
    """A column of texts as its different ones, and an array that says which."""
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use

    coded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    whole = coded.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], coded.type)
    return whole.dictionary.to_pylist(), whole.indices.to_numpy()
