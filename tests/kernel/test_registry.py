import pytest

from polku.kernel.registry import DuplicateKey, Registry, UnknownKey


@pytest.fixture
def panels():
    registry = Registry[str]("deal panels")
    registry.register("quotes", "Q", order=20)
    registry.register("orders", "O", order=20)
    registry.register("needs", "N", order=10)
    return registry


def test_items_come_by_order_then_key(panels):
    assert panels.keys() == ("needs", "orders", "quotes")
    assert panels.all() == tuple(panels) == ("N", "O", "Q")
    assert panels.items() == (("needs", "N"), ("orders", "O"), ("quotes", "Q"))
    assert len(panels) == 3


def test_a_key_taken_twice_stops_the_start(panels):
    with pytest.raises(DuplicateKey, match="quotes"):
        panels.register("quotes", "again")


def test_an_unknown_key_names_what_there_is(panels):
    with pytest.raises(UnknownKey, match="needs, orders, quotes"):
        panels.get("nothing")
    assert panels.find("nothing") is None


def test_an_item_is_found_by_its_key(panels):
    assert panels.get("needs") == panels.find("needs") == "N"
    assert "needs" in panels


def test_a_registry_prints_itself(panels):
    panels.register("function", test_an_item_is_found_by_its_key)
    assert panels.describe().splitlines()[:2] == ["deal panels (4)", "    10  needs  'N'"]
    assert panels.describe().endswith("test_registry.test_an_item_is_found_by_its_key")
    assert repr(Registry[int]("x")) == "<Registry x: >"


def test_a_test_can_register_for_a_moment(panels):
    with panels.holding("demo", "D") as item:
        assert item == panels.get("demo") == "D"
    assert "demo" not in panels
