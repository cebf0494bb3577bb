"""A draft is talked over, published, and read by whom it touches; deals follow by a mapping."""

from django.test import Client

from polku.mail.models import Outgoing
from polku.process import queries
from polku.process.models import Acknowledgement, DraftStep, Remark
from tests.conftest import People
from tests.process.web.conftest import SignIn

EDIT = "/process/eight-stage/edit/"


def test_every_comment_is_answered_before_a_draft_is_published(admin: Client, signed_in: SignIn) -> None:
    admin.post(f"{EDIT}stages/offer/name/", {"name": "Proposal"})
    alice = signed_in("alice")
    assert alice.post(f"{EDIT}remarks/", {"stage": "offer", "text": "Why?"}).status_code == 303
    assert alice.post(f"{EDIT}remarks/", {"stage": "offer", "text": " "}).status_code == 422
    page = admin.get(f"{EDIT}?stage=offer").content.decode()
    assert ("Why?" in page, "1 comment to answer" in page, 'class="pin remark"' in page) == (True, True, True)
    assert admin.post(f"{EDIT}publication/", {"note": "Now"}).status_code == 422
    row = Remark.objects.get()
    admin.post(f"{EDIT}remarks/{row.pk}/answer/", {"text": "It is shorter."})
    assert "It is shorter." in alice.get(f"{EDIT}?stage=offer").content.decode()
    assert admin.post(f"{EDIT}publication/", {"note": "Now"}).status_code == 303
    assert (DraftStep.objects.count(), queries.published("eight-stage").number) == (0, 2)


def test_whom_a_version_touches_reads_and_acknowledges_it(
    admin: Client, signed_in: SignIn, people: People
) -> None:
    admin.post(f"{EDIT}stages/offer/name/", {"name": "Proposal"})
    page = admin.get(f"{EDIT}publication/").content.decode()
    assert "Who is told and asked to acknowledge" in page
    admin.post(f"{EDIT}publication/", {"note": "Clearer"})
    rows = {row.user_id: row for row in Acknowledgement.objects.all()}
    assert rows[people.alice.id].roles == ["seller"]
    mail = Outgoing.objects.get(to=people.alice.email)
    assert "“Offer” is now called “Proposal”" in mail.text
    alice = signed_in("alice")
    assert "version 2: read what changes for you" in alice.get("/").content.decode()
    address = "/process/eight-stage/versions/2/acknowledgement/"
    assert "I have read it" in alice.get(address).content.decode()
    assert alice.post(address).status_code == 303
    assert "version 2: read what changes for you" not in alice.get("/").content.decode()
    listed = admin.get("/process/eight-stage/versions/2/readers/").content.decode()
    assert f"1 of {len(rows)} have acknowledged it" in listed
    assert f"1 of {len(rows)} have read it" in admin.get("/process/eight-stage/versions/").content.decode()


def test_people_are_put_into_departments(admin: Client, people: People) -> None:
    admin.post("/settings/departments/it/", {"people": [people.bob.id]})
    page = admin.get("/settings/departments/").content.decode()
    told = page.partition("<h2>IT</h2>")[2].partition("</li>")[0]
    assert str(people.bob) in told.partition("</p>")[0]


def test_own_departments_take_part_and_have_a_lane(admin: Client) -> None:
    sent = {"name__en": "Eight stages", "department__name__en": ["Laboratory"], "department__key": [""]}
    assert admin.post(f"{EDIT}details/", sent).status_code == 303
    row = queries.draft(queries.process("eight-stage"))
    assert row is not None
    assert [one.key for one in queries.draft_definition(row).departments] == ["laboratory"]
    assert ">Laboratory</option>" in admin.get(f"{EDIT}stages/offer/").content.decode()


def test_stages_are_reshaped_on_the_map(admin: Client) -> None:
    def keys() -> list[str]:
        row = queries.draft(queries.process("eight-stage"))
        assert row is not None
        return list(queries.draft_definition(row).by_key)

    fields = {"name__en": "Talk", "exits": ["value_known"], "days": "2"}
    assert admin.get(f"{EDIT}stages/offer/division/").status_code == 200
    assert admin.post(f"{EDIT}stages/offer/division/", {"name__en": ""}).status_code == 422
    admin.post(f"{EDIT}stages/offer/division/", {name: fields[name] for name in ("name__en", "days")})
    assert keys()[4:6] == ["offer", "talk"]
    admin.post(f"{EDIT}stages/offer/union/")
    assert keys()[4:6] == ["offer", "negotiate"]
    refused = admin.post(f"{EDIT}stages/finalise/union/")
    assert (refused.status_code, "they can&#x27;t be one" in refused.content.decode()) == (422, True)
    admin.post(f"{EDIT}stages/offer/name/", {"name": "x" * 41})
    assert keys()[4] == "offer"


def test_faults_are_said_at_their_stop(admin: Client) -> None:
    admin.post(f"{EDIT}stages/", {"name": "Pilot", "place": "3"})
    page = admin.get(f"{EDIT}?stage=pilot").content.decode()
    assert ('class="pin stuck"' in page, page.count("Nobody is responsible for this stage.") >= 3) == (
        True,
        True,
    )


def test_criteria_of_several_conditions_are_built_from_lines(admin: Client) -> None:
    from tests.process.web.test_editor import added, form

    sent = added(form("offer"), "exit", row="_9_", fact="demo_held", operator="holds", order="or")
    for name, value in (
        ("row", "_9_"),
        ("joint", "or"),
        ("fact", "meeting_held"),
        ("operator", "holds"),
        ("value", ""),
    ):
        sent.setdefault(f"exit_line__{name}", []).append(value)
    for name, value in (
        ("row", "_9_"),
        ("joint", "and"),
        ("fact", "deal_value"),
        ("operator", "more"),
        ("value", "5"),
    ):
        sent[f"exit_line__{name}"].append(value)
    assert admin.post(f"{EDIT}stages/offer/", sent).status_code == 303
    row = queries.draft(queries.process("eight-stage"))
    assert row is not None
    made = queries.draft_definition(row).by_key["offer"].exit[-1]
    assert made.when == "(demo_held || meeting_held) && deal_value > 5.0"
    page = admin.get(f"{EDIT}stages/offer/").content.decode()
    assert "(demo_held || meeting_held) &amp;&amp; deal_value &gt; 5.0" in page
