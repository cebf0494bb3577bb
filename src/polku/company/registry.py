"""What ranks above and is asked before the company changes. Filled in `apps.py: ready()`."""

from collections.abc import Callable

from polku.kernel.registry import Registry

currency_locks: Registry[Callable[[], str]] = Registry("reasons why the currency stays")
"""Each says why the company's currency cannot be changed any more, or nothing."""
