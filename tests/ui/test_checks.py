"""What is registered for the pages is there."""

from polku.ui import registry
from polku.ui.checks import registered_files
from polku.ui.registry import Stylesheet


def test_a_registered_file_that_is_not_there_is_named() -> None:
    with registry.stylesheets.registry.holding("gone.css", Stylesheet("gone.css")):
        found = [error.msg for error in registered_files(None)]

    assert "The file “gone.css” is registered for the pages, but not there." in found


def test_every_registered_file_is_there() -> None:
    assert registered_files(None) == []
