"""The drawing of the process and the buyer's table by keys alone: walk, choose, move, take back, add, go back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


def stages(page: Page) -> list[str]:
    """The stages of the outline, which says the same as the map."""
    found: list[str] = page.locator(".line-edit [data-row]").evaluate_all(
        "rows => rows.map(row => row.dataset.row)"
    )
    return found


def test_a_stage_is_found_chosen_and_moved_on_the_map_and_the_move_taken_back(page: Page) -> None:
    page.goto("/process/lead-to-paid/edit/")
    before = stages(page)
    page.locator("a.stop:visible").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_visible()
    expect(page.locator("a.stop:focus")).to_have_attribute("data-stop", before[1])

    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator(".line-edit [data-row]").nth(2)).to_have_attribute("data-row", before[1])
    moved = stages(page)
    page.keyboard.press("z")
    expect(page.locator(".line-edit [data-row]").nth(1)).to_have_attribute("data-row", before[1])

    assert (moved, stages(page)) == ([before[0], before[2], before[1], *before[3:]], before)


def test_the_buyers_table_is_walked_by_arrows_and_added_to_by_a_letter(page: Page, site: Site) -> None:
    page.goto(f"/buyers/{site.ids['journey']}/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("n")
    expect(page.locator("dialog[open] form")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("[data-cell]:focus")).to_have_count(1)
