"""Marks of later domains in the list of deals, its filter and its file: how sure a deal is in the forecast."""

import re

from polku.deals.actions import close, open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.forecast.actions import set_categories
from tests.conftest import NOW, People
from tests.deals.web.conftest import SignIn


def titles(page: str) -> list[str]:
    """The deals of a list."""
    return re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]*)</a>', page)


def test_the_list_says_how_sure_each_open_deal_is_and_is_filtered_by_it(
    deal: Deal, people: People, signed_in: SignIn
) -> None:
    alice, browser = people.actor("alice"), signed_in("alice")
    for title in ("Desks", "Lamps"):
        open_deal(NewDeal(title=title, company="Puu Oy", owner_id=people.alice.id), actor=alice, at=NOW)
    lamps = Deal.objects.get(title="Lamps")
    close(lamps.id, "lost", actor=alice, at=NOW, reasons=("price",))
    set_categories([deal.id], "commit", actor=alice, at=NOW)

    page = browser.get("/deals/?as=list&forecast=commit").content.decode()
    everything = browser.get("/deals/?as=list&outcome=all").content.decode()

    assert (titles(page), "Committed" in page) == (["Chairs"], True)
    assert re.findall(r'<td data-label="Forecast">([^<]*)</td>', everything) == [
        "",
        "In the pipeline",
        "Committed",
    ]
    assert titles(browser.get("/deals/?as=list&forecast=pipeline").content.decode()) == ["Desks"]
    assert titles(browser.get("/deals/?as=list&forecast=sure").content.decode()) == ["Desks", "Chairs"]


def test_the_file_has_the_mark_as_a_column(deal: Deal, people: People, signed_in: SignIn) -> None:
    set_categories([deal.id], "best", actor=people.actor("alice"), at=NOW)
    answer = signed_in("admin").get("/deals/export/csv/")
    head, row = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert (head.split(",")[-1], row.split(",")[-1]) == ("Forecast", "Best case")
