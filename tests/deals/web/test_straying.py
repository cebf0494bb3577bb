"""Where a deal left the line, on its page."""

import re
from datetime import timedelta

from polku.deals.actions import move
from polku.deals.models import Deal
from polku.insight.actions import allow_deviation
from tests.conftest import NOW, People
from tests.deals.web.conftest import SignIn


def section(page: str) -> str:
    """The part about deviations, as text."""
    found = page.partition('id="straying-title">')[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found)).strip()


def test_a_deal_says_where_it_left_the_line_and_what_of_it_is_allowed(
    deal: Deal, people: People, signed_in: SignIn
) -> None:
    admin = people.actor("admin")
    assert section(signed_in("alice").get(f"/deals/{deal.id}/").content.decode()) == ""
    move(deal.id, "offer", actor=admin, at=NOW, override_reason="In a hurry")
    move(deal.id, "find", actor=admin, at=NOW + timedelta(hours=1))
    allow_deviation(deal.process.key, "back:offer:find", reason="A wrong click.", actor=admin, at=NOW)

    said = section(signed_in("admin").get(f"/deals/{deal.id}/").content.decode())

    assert said.split(" What it goes with ")[1].strip() == (
        "Skipped Needs Went back from Offer to Find allowed: A wrong click. Came to Offer past a criterion In a hurry"
    )
