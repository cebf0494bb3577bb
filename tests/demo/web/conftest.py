"""The fixtures of pages."""

from tests.ui.conftest import signed_in

__all__ = ["signed_in"]
