"""From a quote to an issued invoice by keys alone: each act is reached by Tab, opened by Enter, kept by Ctrl+Enter."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

TABS_MAX = 90
_HERE = """(what) => {
  const at = document.activeElement;
  return Boolean(at && at.matches(what));
}"""


def tab_to(page: Page, what: str) -> None:
    """Press Tab until the focus is there; every stop on the way must be visible."""
    page.locator(what).first.wait_for()
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        if page.evaluate(_HERE, what):
            return
    raise AssertionError(f"{what} is not reached by {TABS_MAX} tabs from {page.url}")


def open_dialog(page: Page, what: str) -> None:
    """Open a dialog by its button; the focus goes into it."""
    tab_to(page, what)
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] form")).to_be_visible()
    expect(page.locator("dialog[open]:focus-within")).to_have_count(1)


def keep(page: Page) -> None:
    """Send the dialog's form; it closes."""
    page.keyboard.press("Control+Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.wait_for_load_state()


def test_a_quote_becomes_an_issued_invoice_by_keys_alone(page: Page, site: Site) -> None:
    keys = page.keyboard
    page.goto("/stock/")
    open_dialog(page, "main a[href$='/stock/receipt/']")
    for typed in ("STOOL-1", "20", "70"):
        keys.type(typed)
        keys.press("Tab")
    keep(page)
    page.goto(f"/deals/{site.ids['deal']}/")
    tab_to(page, "a[href$='/quotes/new/']")
    keys.press("Enter")
    page.wait_for_url("**/quotes/new/")
    tab_to(page, "[data-find-product]")
    keys.type("STOOL-1")
    expect(page.locator("[data-choose-product]").first).to_be_visible()
    keys.press("Enter")
    expect(page.locator("[name=quantity]:focus")).to_have_count(1)
    keys.type("2")
    keys.press("Control+Enter")
    page.wait_for_url(re.compile(r"/quotes/\d+/$"))

    open_dialog(page, ".quote-acts a[href$='/sending/']")
    keep(page)
    open_dialog(page, ".quote-acts a[href$='/acceptance/']")
    expect(page.locator("dialog[open] [name=name]")).to_be_focused()
    keys.type("Dora")
    keep(page)
    tab_to(page, "main a[href^='/orders/']")
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    order = page.url

    open_dialog(page, "header.head a[href$='/confirmation/']")
    keep(page)
    tab_to(page, "form[action$='/picking/'] button")
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/shipments/\d+/$"))
    open_dialog(page, "main a[href$='/departure/']")
    keep(page)

    page.goto(order)
    tab_to(page, "form[action$='/to-bill/'] button")
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/invoices/\d+/$"))
    tab_to(page, "form[action$='/issue/'] button")
    keys.press("Enter")
    expect(page.locator("h1")).to_contain_text("INV-")
    expect(page.locator("a[href$='/sending/']")).to_be_visible()
