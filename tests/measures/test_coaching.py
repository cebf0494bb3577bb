"""From a person's row, like for like, to a goal of coaching."""

from html import unescape
from urllib.parse import parse_qsl, urlsplit

from django.test import Client

from polku.insight.hooks import About, acts_on
from polku.measures.models import Goal
from tests.conftest import People

SET = "Set a coaching goal"


def labels(people: People, name: str, about: About) -> list[str]:
    return [act.label for act in acts_on(people.actor(name), about)]


def test_a_row_about_a_person_offers_a_goal_to_who_coaches_and_nothing_else(people: People) -> None:
    about = About("like-for-like", person_id=people.bob.id, share=0.25)
    row = [act.label for act in acts_on(people.actor("admin"), about) if act.of_row]
    assert (row, SET in labels(people, "bob", about)) == ([SET], False)
    assert SET not in labels(people, "admin", About("like-for-like"))


def test_the_goals_form_is_filled_in_from_the_row(selling: People, client: Client) -> None:
    client.force_login(selling.admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    about = About(
        "like-for-like", person_id=selling.bob.id, share=0.257, query="product=Saw&kind=company&source=web"
    )
    (url,) = [act.url for act in acts_on(selling.actor("admin"), about) if act.label == SET]
    asked = dict(parse_qsl(urlsplit(url).query))
    assert asked == {
        "indicator": "win-rate", "person_id": str(selling.bob.id), "coaching": "1", "baseline": "25.7",
        "product": "Saw", "customer_kind": "company",
    }  # fmt: skip
    page = unescape(client.get(url).content.decode())
    for chosen in (
        f'value="{selling.bob.id}" selected',
        'value="win-rate" selected',
        'value="25.7"',
        "checked",
    ):
        assert chosen in page, chosen
    told = asked | {"target": "35", "from_date": "2026-10-01", "to_date": "2026-12-31", "product": ""}
    assert client.post("/goals/new/", told).status_code == 303
    goal = Goal.objects.get()
    assert (goal.person_id, goal.coaching, float(goal.baseline or 0)) == (selling.bob.id, True, 0.257)


def test_the_page_like_for_like_leads_there(selling: People, client: Client) -> None:
    client.force_login(selling.admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/insight/figures/like-for-like/").content.decode()
    people_of = page.count(SET)
    assert people_of >= 1
    client.force_login(selling.bob, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert SET not in client.get("/insight/figures/like-for-like/").content.decode()
