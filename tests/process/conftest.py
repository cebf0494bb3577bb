"""Facts as later domains register them, for tests that don't need those domains."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest

from polku.access.logic import Actor, Reach, Role
from polku.eventlog.events import Via
from polku.process import facts
from polku.process.facts import Fact

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
BOOLS = """call_held meeting_held demo_held first_contact_made contact_known owner_set next_step_set budget_known
    authority_known need_known time_known expected_close_set source_known quote_accepted""".split()
OTHERS = {"deal_value": "number", "product": "text", "expected_close": "date"}


@pytest.fixture(autouse=True)
def known_facts() -> Iterator[None]:
    """Every fact that the ready-made processes name is registered, by its own domain or by this stand-in."""
    wanted: dict[str, str] = dict.fromkeys(BOOLS, "bool") | OTHERS
    missing = [name for name in wanted if name not in facts.known()]
    facts.register(*(Fact(name, wanted[name], name, load=_nothing) for name in missing))  # type: ignore[arg-type]
    yield
    facts.unregister(*missing)


def _nothing(deal_ids: Sequence[int]) -> Mapping[int, object]:
    return {}


@pytest.fixture
def manager() -> Actor:
    return Actor(user_id=None, role=Role.MANAGER, via=Via.WEB, name="Alice", widest=Reach.ALL)


@pytest.fixture
def seller() -> Actor:
    return Actor(user_id=7, role=Role.SELLER, via=Via.WEB, name="Bob", widest=Reach.OWN)
