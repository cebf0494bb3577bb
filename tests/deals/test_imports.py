"""Deals from files: history as it was, work under the rules, all of it taken back."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from polku.access.logic import SYSTEM, Actor
from polku.company.actions import set_rate
from polku.contacts.models import Consent, Contact, Customer
from polku.deals.actions import set_next_step, void_deals
from polku.deals.models import Closure, CustomField, Deal, StageVisit
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.imports import actions, queries
from polku.imports.logic.mapping import read_pairs
from polku.imports.logic.options import Options
from polku.imports.models import Import
from polku.process.logic.definition import Definition
from polku.process.queries import let_go
from polku.search.models import SearchDocument
from tests.conftest import NOW, People
from tests.environment import data_folder

Bring = Callable[..., Import]


@pytest.fixture
def plain(plain: Definition) -> Definition:
    """As if published and committed long ago: kept in memory."""
    let_go(plain.version_id)
    return plain


@pytest.fixture
def bring(people: People, tmp_path: Path, settings: Any) -> Bring:
    """Import a text: mapping as on the command line, else by its headings."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }

    def run(
        content: str | bytes,
        map_: str = "",
        *,
        mode: str = "history",
        second: bytes | None = None,
        rest: str = "",
        process: str = "",
        actor: Actor = SYSTEM,
        dry: bool = False,
        **options: Any,
    ) -> Import:
        data = content.encode() if isinstance(content, str) else content
        found = actions.start_import(
            "deals",
            BytesIO(data),
            name="leads.csv",
            second=BytesIO(second) if second else None,
            second_name="won.csv",
            options=Options(**options),
            actor=actor,
            at=NOW,
        )
        pairs = read_pairs(map_) if map_ else [(one[0], one[1]) for one in found.mapping]
        found = actions.configure_import(
            found, mapping=pairs, mode=mode, rest=rest, process=process, actor=actor, at=NOW
        )
        if dry:
            actions.dry_run(found, actor=actor, at=NOW)
            return found
        return actions.run_import(found, actor=actor, at=NOW)

    return run


def told(found: Import) -> list[tuple[int, str, str]]:
    return [(row, field, code) for row, _, field, code, *_ in queries.issues(found.id)]


def said(found: Import) -> list[str]:
    return [queries.said(issue[4], issue[5]) for issue in queries.issues(found.id)]


def test_history_states_what_happened_elsewhere(bring: Bring, plain: Any, people: People) -> None:
    bring(
        "id,title,company,contact,email,owner,team,stage,created,won,value,currency,source\n"
        "1,First,Aava Oy,Maija,maija@aava.fi,alice@example.org,,Offer,2024-01-01,,1000,EUR,web\n"
        "2,Second,Bolt,,,BOB,,,2024-01-01,2024-02-01,5.50,,fair\n"
        "3,Third,,Teppo,,,Riga,won,2024-01-01,,,,\n"
    )
    first, second, third = Deal.objects.order_by("id")
    assert (first.stage, first.outcome, first.value_minor, first.source) == ("offer", "open", 100000, "web")
    assert (first.owner, first.team.name) == (people.alice, "Helsinki")
    assert first.opened_at == datetime(2023, 12, 31, 22, 0, tzinfo=UTC)  # midnight in Helsinki
    assert (second.outcome, second.owner, second.closed_at) == (
        "won", people.bob, datetime(2024, 1, 31, 22, 0, tzinfo=UTC),
    )  # fmt: skip
    assert (third.outcome, third.closed_at, third.team.name, third.owner) == ("won", None, "Riga", None)
    assert Event.objects.filter(history=False, kind__startswith="deals.").count() == 0


def test_yes_without_a_date_is_won_at_an_unknown_time_and_no_is_not_won(bring: Bring, plain: Any) -> None:
    bring("id,won_at,lost_at\na,1,\nb,no,\nc,,yes\nd,2024-02-03,0\n")
    deals = dict(Deal.objects.values_list("external_id", "outcome"))
    assert deals == {"a": "won", "b": "open", "c": "lost", "d": "won"}
    assert Deal.objects.get(external_id="a").closed_at is None
    assert set(Event.objects.filter(kind="deals.deal_won").values_list("timed", flat=True)) == {True, False}


def test_a_deal_won_before_it_was_created_is_kept_and_named(bring: Bring, plain: Any) -> None:
    found = bring("id,created_at,won_at\nx-7,2024-02-01,2024-01-01\n")
    assert told(found) == [(2, "won_at", "won_before_created")]
    assert said(found) == ["Deal “x-7” was won before it was created."]
    assert Deal.objects.count() == 1


def test_unknown_people_and_teams_are_told_and_unknown_stages_fail(bring: Bring, plain: Any) -> None:
    found = bring("id,owner,team,stage\n1,nobody@x.fi,Mars,Offer\n2,,,Ofer\n3,,,CLOSED WON\n4,,,Care\n")
    assert told(found) == [
        (2, "owner", "unknown_owner"),
        (2, "team", "unknown_team"),
        (3, "stage", "unknown_stage"),
    ]
    assert "Near: Offer" in said(found)[2]
    assert dict(Deal.objects.values_list("external_id", "outcome")) == {"1": "open", "3": "won", "4": "won"}


def test_consents_are_read_and_can_be_turned_around(bring: Bring, plain: Any) -> None:
    bring(
        "id,contact,email,Do Not Email\n1,Maija,m@x.fi,Yes\n2,Teppo,t@x.fi,No\n3,Liisa,l@x.fi,\n",
        "id=external_id,contact=contact,email=email,Do Not Email=!consent.email",
    )
    assert dict(Consent.objects.values_list("contact__name", "given")) == {"Maija": False, "Teppo": True}


def test_reasons_are_found_by_their_words_in_any_language_or_kept_as_words(bring: Bring, plain: Any) -> None:
    found = bring("id,lost,lost_reason\n1,yes,Price\n2,yes,no_money\n3,yes,They moved to Mars\n4,,Price\n")
    closures = dict(Closure.objects.values_list("deal__external_id", "words"))
    assert closures == {"1": "", "2": "", "3": "They moved to Mars"}
    assert [one.reasons for one in Closure.objects.order_by("deal_id")] == [
        ["price"],
        ["no_money"],
        ["other"],
    ]
    assert told(found) == [(5, "lost_reason", "reason_without_loss")]


def test_other_columns_become_the_companys_own_fields(bring: Bring, plain: Any) -> None:
    bring("id,Lead Origin,Ocupação\n1,API,Student\n2,,x\n", "id=external_id", rest="custom")
    assert [deal.custom for deal in Deal.objects.order_by("id")] == [
        {"lead_origin": "API", "ocupacao": "Student"},
        {"ocupacao": "x"},
    ]
    assert {field.key: str(field.label) for field in CustomField.objects.all()} == {
        "lead_origin": "Lead Origin",
        "ocupacao": "Ocupação",
    }


def test_a_currency_without_a_rate_fails_its_row_alone(bring: Bring, plain: Any) -> None:
    day = NOW.date().replace(year=2020)
    set_rate(currency="PLN", from_date=day, rate=Decimal("0.25"), actor_id=None, via=Via.CLI, at=NOW)
    found = bring("id,value,created_at\n1,10 EUR,2024-01-01\n2,10 zł,2024-01-01\n3,$10,2024-01-01\n")
    assert told(found) == [(4, "currency", "no_rate")]
    assert list(Deal.objects.order_by("id").values_list("value_company_minor", flat=True)) == [1000, 250]


def test_work_begins_now_and_a_stage_is_judged_by_the_rules(bring: Bring, plain: Any) -> None:
    found = bring("id,stage,created_at,won\n1,Find,2020-01-01,\n2,needs,,\n3,Offer,,\n4,,,yes\n", mode="work")
    by_id = {deal.external_id: deal for deal in Deal.objects.all()}
    assert (by_id["1"].stage, by_id["1"].opened_at) == ("find", NOW)
    assert by_id["2"].stage == "needs"
    assert "3" not in by_id or by_id["3"].stage == "offer"
    assert (2, "created_at", "dates_not_used") in told(found)
    assert StageVisit.objects.filter(deal=by_id["2"]).count() == 2


def test_a_refused_move_fails_its_row_with_every_unmet_criterion_and_opens_nothing(
    bring: Bring, plain: Any
) -> None:
    bring("id,stage\n1,Needs\n", mode="work")
    found = bring("id,stage,title\n1,Offer,New title\n2,Needs,Fine\n", mode="work")
    assert told(found) == [(2, "stage", "recap_done"), (2, "stage", "valued")]
    assert said(found) == ["The recap is confirmed", "The value is known"]
    assert dict(Deal.objects.values_list("external_id", "title")) == {"1": "1", "2": "Fine"}


def test_all_that_is_wrong_with_a_row_is_told_at_once_and_leaves_no_trace(bring: Bring, plain: Any) -> None:
    found = bring("id,stage,value,won,owner\n1,Ofer,lots,soon,nobody\n2,Offer,much,,\n", mode="work")
    assert told(found) == [
        (2, "stage", "unknown_stage"),
        (2, "value", "bad_amount"),
        (2, "won_at", "bad_date"),
        (2, "owner", "unknown_owner"),
        (3, "stage", "recap_done"),
        (3, "stage", "valued"),
        (3, "value", "bad_amount"),
    ]
    counts = (Deal.objects.count(), Event.objects.filter(kind__startswith="deals.").count())
    assert counts == (0, 0)
    assert SearchDocument.objects.count() == 0


def test_a_refused_row_leaves_nothing_to_be_found(bring: Bring, plain: Any) -> None:
    bring("id,title,company,stage\n1,Ghost,Ghost Oy,Offer\n2,Real,Real Oy,Needs\n", mode="work")
    titles = set(SearchDocument.objects.values_list("title", flat=True))
    assert [title for title in titles if "Ghost" in title] == []
    assert list(Customer.objects.values_list("name", flat=True)) == ["Real Oy"]
    assert set(Event.objects.filter(subject_type="customer").values_list("subject_id", flat=True)) <= set(
        Customer.objects.values_list("id", flat=True)
    )


def test_a_deal_that_somebody_worked_on_since_outlives_the_undo(
    bring: Bring, plain: Any, people: People
) -> None:
    found = bring("id,title,company\n1,Kept,Puu Oy\n2,Gone,Kivi Oy\n")
    kept = Deal.objects.get(external_id="1")
    later = NOW + timedelta(hours=1)
    set_next_step(kept.id, text="Call", due_at=later, actor=people.actor("alice"), at=later)
    actions.undo_import(found, actor=SYSTEM, at=later + timedelta(hours=1))
    assert [deal.title for deal in Deal.objects.current()] == ["Kept"]
    assert [one.name for one in Customer.objects.current()] == ["Puu Oy"]
    undone = queries.undone(found)
    assert undone is not None
    assert (undone.rows, undone.kept, found.report["left"]) == (1, 1, [[2, kept.id]])


def test_known_deals_are_brought_up_to_date_once(bring: Bring, plain: Any, people: People) -> None:
    bring("id,title,source,value,owner\n1,Old,web,10,alice@example.org\n")
    changed = "id,title,source,value,owner,custom.size\n1,New,,20,bob@example.org,9\n"
    found = bring(changed, rest="custom")
    deal = Deal.objects.get()
    assert (deal.title, deal.source, deal.value_minor, deal.owner) == ("New", "web", 2000, people.bob)
    assert (found.counts["updated"], found.counts["created"]) == (1, 0)
    again = bring(changed, rest="custom")
    assert (again.counts["unchanged"], again.counts["updated"]) == (1, 0)


def test_an_undo_restores_deals_people_and_figures_exactly(bring: Bring, plain: Any) -> None:
    bring("id,title,contact,email,source\n1,Old,Maija,m@x.fi,web\n")

    def state() -> Any:
        deals = Deal.objects.filter(voided_at=None).order_by("id")
        return (
            list(
                deals.values("id", "title", "source", "custom", "owner_id", "team_id", "stage", "external_id")
            ),
            list(Customer.objects.current().order_by("id").values("id", "name")),
            list(
                Contact.objects.current().order_by("id").values("id", "name", "email", "phone", "phone_key")
            ),
        )

    before = state()
    content = (
        "id,title,contact,email,phone,source,owner\n"
        "1,New,Maija,m@x.fi,,fair,alice@example.org\n"
        "2,Other,Maija,m@x.fi,+358401234567,,\n"
        "3,Third,Teppo,t@x.fi,,,\n"
    )
    found = bring(content)
    assert state() != before
    actions.undo_import(found, actor=SYSTEM, at=NOW)
    assert state() == before
    again = bring(content)
    assert (again.counts["created"], again.counts["updated"]) == (2, 1)


def test_a_deal_in_the_bin_is_left_there(bring: Bring, plain: Any) -> None:
    bring("id,title\n1,A\n")
    void_deals([Deal.objects.get().id], actor=SYSTEM, at=NOW)
    found = bring("id,title\n1,B\n")
    assert (told(found), found.counts["skipped"]) == ([(2, "external_id", "in_bin")], 1)


def test_a_seller_gives_deals_to_the_own_team_and_touches_no_others(
    bring: Bring, plain: Any, people: People
) -> None:
    bring("id,owner\nx,charlie@example.org\n")
    alice = people.actor("alice")
    found = bring(
        "id,owner,team\nx,,\ny,charlie@example.org,Riga\nz,bob@example.org,\n", mode="work", actor=alice
    )
    assert told(found) == [
        (2, "external_id", "not_yours"),
        (3, "owner", "unknown_owner"),
        (3, "team", "unknown_team"),
    ]
    assert Deal.objects.get(external_id="z").owner == people.bob


@pytest.mark.parametrize("mode", ["history", "work"])
def test_a_thousand_rows_ask_no_more_questions_than_ten(
    bring: Bring, plain: Any, mode: str, django_assert_max_num_queries: Any
) -> None:
    header = "id,title,company,contact,email,stage\n"
    rows = "".join(f"{n},T{n},C{n},P{n},p{n}@x.fi,Needs\n" for n in range(1000))
    with django_assert_max_num_queries(130):
        found = bring(header + rows, mode=mode)
    assert found.counts["created"] == 1000


@pytest.mark.data
def test_the_funnel_of_a_marketplace_comes_in_whole(bring: Bring, plain: Any) -> None:
    folder = data_folder()
    assert folder is not None
    leads = (folder / "olist-funnel" / "olist_marketing_qualified_leads_dataset.csv").read_bytes()
    won = (folder / "olist-funnel" / "olist_closed_deals_dataset.csv").read_bytes()
    found = bring(
        leads,
        "mql_id=external_id,first_contact_date=created_at,origin=source,landing_page_id=campaign,won_date=won_at,"
        "sr_id=owner,declared_monthly_revenue=custom.declared_revenue",
        second=won,
        join="mql_id",
    )
    assert found.counts | {"rows": 8000, "created": 8000, "failed": 0} == found.counts
    assert Deal.objects.filter(outcome="won").count() == 842
    codes = [code for *_, code in told(found)]
    assert (codes.count("won_before_created"), codes.count("unknown_owner")) == (1, 842)


@pytest.mark.data
def test_strings_that_break_programs_are_kept_or_told_in_every_field(bring: Bring, plain: Any) -> None:
    folder = data_folder()
    assert folder is not None
    strings = json.loads((folder / "naughty-strings" / "blns.json").read_text("utf-8"))
    fields = "title company contact email phone source campaign product lost_reason custom.x".split()
    lines = ["id,lost_at," + ",".join(fields)]
    for number, text in enumerate(strings):
        cell = '"' + text.replace('"', '""') + '"'
        lines.append(f"n{number},yes," + ",".join([cell] * len(fields)))
    found = bring("\n".join(lines).encode("utf-8", "surrogatepass"), rest="custom")
    assert found.counts["created"] + found.counts["failed"] == len(strings)
    assert "unexpected" not in {code for *_, code in told(found)}
    kept = {deal.external_id: deal.custom.get("x") for deal in Deal.objects.all()}
    for number, text in enumerate(strings):
        if f"n{number}" in kept:
            nothing = text.strip().lower() in ("", "null", "#n/a")
            assert kept[f"n{number}"] == (None if nothing else text.strip())


def test_a_consent_is_kept_also_of_a_person_without_a_name(bring: Bring, plain: Any) -> None:
    found = bring("id,dnm\nlead-1,yes\nlead-2,no\n", "id=external_id,dnm=!consent.email")
    assert dict(Consent.objects.values_list("contact__name", "given")) == {"lead-1": False, "lead-2": True}
    assert told(found) == []


def test_addresses_come_with_new_customers_and_countries_by_their_name(bring: Bring, plain: Any) -> None:
    bring(
        "company,street,zip,city,country,delivery street,delivery city,delivery country\n"
        "Aalto Oy,Kauppakatu 1,90100,Oulu,Suomi,Hamngatan 3,Luleå,Sweden\n"
        "Beta Oy,,,,fi,,,\n"
    )
    aalto, beta = Customer.objects.order_by("name")
    assert (aalto.line1, aalto.post_code, aalto.city, aalto.country) == (
        "Kauppakatu 1",
        "90100",
        "Oulu",
        "FI",
    )
    assert aalto.delivery == {"line1": "Hamngatan 3", "city": "Luleå", "country": "SE"}
    assert (beta.line1, beta.country, beta.delivery) == ("", "FI", {})
