"""Writes of the buyer's side."""

from polku.journey.actions.answering import answer_by_link
from polku.journey.actions.asking import ask_buyer
from polku.journey.actions.editing import change_step, drop_entry, drop_step, put_entry, put_step, undo_edit
from polku.journey.actions.feedback import give_feedback
from polku.journey.actions.journeys import (
    archive_journey,
    load_ready,
    make_journey,
    publish_journey,
    set_details,
)
from polku.journey.actions.materials import mark_material, unmark_material
from polku.journey.actions.obstacles import (
    add_code,
    change_obstacle,
    raise_obstacles,
    remove_obstacles,
    void_obstacle,
)
from polku.journey.actions.undoing import undo

__all__ = [
    "add_code", "answer_by_link", "archive_journey", "ask_buyer", "change_obstacle", "change_step", "drop_entry",
    "drop_step", "give_feedback", "load_ready", "make_journey", "mark_material", "publish_journey", "put_entry",
    "put_step", "raise_obstacles", "remove_obstacles", "set_details", "undo", "undo_edit", "unmark_material",
    "void_obstacle",
]  # fmt: skip
