"""The demo company is written like any other, and goes away without a trace of its deals."""

from datetime import timedelta

import pytest
from django.apps import apps

from polku.access.logic import SYSTEM
from polku.access.models import User
from polku.company.actions import update_company
from polku.company.queries import company
from polku.contacts.models import Customer
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal, PathNode
from polku.deals.queries.health import course_agrees
from polku.demo.actions import filling, load, remove
from polku.demo.actions.extras import EXTRAS
from polku.demo.actions.removing import KEPT_MODELS, _models
from polku.demo.words import WORDS
from polku.engage.models import Activity
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.insight import queries
from polku.insight.filters import Filter
from polku.kernel.errors import NotAllowed, Refused
from polku.playbook.actions import load_ready as load_questions
from polku.process.logic.definition import Definition
from polku.process.queries import published
from polku.search.models import SearchDocument
from polku.search.queries import find
from polku.stock.models import Arrival
from tests.conftest import NOW, People

MADE = 14 + len(EXTRAS)


@pytest.fixture
def demo(people: People, eight_stage: Definition, monkeypatch: pytest.MonkeyPatch) -> People:
    """A demo company, smaller than the one people see."""
    load_questions("bant", actor=SYSTEM, at=NOW)
    monkeypatch.setitem(filling.SIZES, "small", 14)
    assert load(at=NOW) == MADE
    return people


def test_the_demo_is_a_company_like_any_other_until_now_and_goes_without_a_trace(demo: People) -> None:
    assert (Deal.objects.count(), company().is_demo) == (MADE, True)
    assert list(course_agrees()) == []
    assert [one.product.sku for one in Arrival.objects.order_by("id")] == ["TUISKU-2", "AAVA-PRO", "BEANS-1"]
    assert not Event.objects.filter(recorded_at__gt=NOW).exists()
    assert not Event.objects.filter(history=True).exists()
    assert Activity.objects.exists()
    assert Event.objects.latest("recorded_at").recorded_at > NOW - timedelta(days=3)
    assert load(at=NOW) == 0
    before = queries.funnel(Filter(process="lead-to-paid"))
    title = Deal.objects.order_by("id").values_list("title", flat=True)[0]
    admin = demo.actor("admin")
    assert (before.n, len(find(admin, title)) > 0) == (MADE, True)
    paths = PathNode.objects.count()
    users = list(User.objects.order_by("id").values())

    remove(actor=admin, at=NOW)

    assert [Deal.objects.count(), Customer.objects.count(), Activity.objects.count()] == [0, 0, 0]
    assert (SearchDocument.objects.count(), Arrival.objects.count()) == (0, 0)
    assert list(find(admin, title)) == []
    assert queries.funnel(Filter(process="lead-to-paid")).n == 0
    assert list(User.objects.order_by("id").values()) == users
    assert (company().name, company().is_demo) == ("Aava Oy", False)
    assert published("eight-stage").key == "eight-stage"
    assert PathNode.objects.count() == paths  # serving processes remember them
    own = open_deal(NewDeal(title="Our first", company="Puu Oy"), actor=admin, at=NOW)
    assert list(course_agrees()) == []
    after = queries.funnel(Filter(process="lead-to-paid"))
    assert (after.n, [stage.key for stage in after.stages]) == (1, [stage.key for stage in before.stages])
    assert [hit.row_id for hit in find(admin, "Our first") if hit.kind.key == "deal"] == [own.id]


def test_nothing_that_stays_points_at_what_goes() -> None:
    going = {one for one in _models() if not one._meta.auto_created}
    left = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        if model not in going and model._meta.label_lower not in KEPT_MODELS
        for field in model._meta.fields
        if field.related_model in going
    }
    assert left == set()


def test_what_is_no_demo_is_never_emptied(people: People, eight_stage: Definition) -> None:
    open_deal(NewDeal(title="Chairs"), actor=people.actor("alice"), at=NOW)
    with pytest.raises(Refused, match="no demo"):
        remove(actor=people.actor("admin"), at=NOW)
    assert Deal.objects.count() == 1


def test_only_who_runs_the_company_may_empty_it(people: People, eight_stage: Definition) -> None:
    update_company(company(), actor_id=None, via=Via.DEMO, at=NOW, is_demo=True)
    with pytest.raises(NotAllowed):
        remove(actor=people.actor("alice"), at=NOW)


def test_the_demo_speaks_the_language_it_is_asked_for(
    people: People, eight_stage: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_questions("bant", actor=SYSTEM, at=NOW)
    monkeypatch.setitem(filling.SIZES, "small", 3)
    load(at=NOW, language="fi")
    known = set(WORDS["fi"].next_steps) | {"", WORDS["fi"].ask_bant}
    assert (company().language, User.objects.get(email="aino@aava.example").language) == ("fi", "fi")
    assert set(Deal.objects.values_list("next_step", flat=True)) - known == set()
    assert set(Deal.objects.values_list("source", flat=True)) <= set(WORDS["fi"].sources)
