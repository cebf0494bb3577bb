"""An import is taken back whole, whatever broke it off."""

import pytest

from polku.access.logic import SYSTEM
from polku.access.models import Team
from polku.imports import actions
from polku.imports.models import Import
from polku.kernel.errors import Refused
from tests.conftest import NOW
from tests.imports.conftest import Start
from tests.imports.test_running import lines, run, teams


def test_an_undo_restores_exactly_what_was(start: Start) -> None:
    run(start("name,department\nold,sales\nsame,care\n"))
    before = list(Team.objects.order_by("id").values())
    found = run(start(lines(1200) + "old,changed\nsame,care\nold,twice\n"))
    assert Team.objects.count() == len(before) + 1200
    undone = actions.undo_import(found, actor=SYSTEM, at=NOW)
    assert list(Team.objects.order_by("id").values()) == before
    assert undone.state == "undone"
    with pytest.raises(Refused):
        actions.undo_import(found, actor=SYSTEM, at=NOW)


def test_an_undo_broken_off_goes_on(start: Start) -> None:
    found = run(start(lines(2500)))

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.undo_import(found, actor=SYSTEM, at=NOW, tell=stop)
    assert len(teams()) == 2000
    actions.undo_import(Import.objects.get(id=found.id), actor=SYSTEM, at=NOW)
    assert teams() == {}


def test_a_broken_off_import_can_be_undone(start: Start) -> None:
    found = start(lines(1500))

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(found, tell=stop)
    actions.undo_import(Import.objects.get(id=found.id), actor=SYSTEM, at=NOW)
    assert teams() == {}
