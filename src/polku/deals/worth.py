"""What a won deal is worth by what later domains know: the orders that stand behind it."""

from collections.abc import Callable, Mapping, Sequence

from polku.kernel.money import Money

Worth = Callable[[Sequence[int]], Mapping[int, Money]]
_sources: dict[str, Worth] = {}


def register(name: str, load: Worth) -> None:
    """Say what deals are worth; `load` answers for those it knows, in one query."""
    _sources[name] = load


def known(deal_ids: Sequence[int]) -> dict[int, Money]:
    """What deals are worth by what stands behind them."""
    found: dict[int, Money] = {}
    for load in _sources.values():
        found.update(load(deal_ids))
    return found
