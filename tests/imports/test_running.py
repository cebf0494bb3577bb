"""An import never lies: row by row, resumable, undone whole."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

from polku.access.logic import SYSTEM
from polku.access.models import Team
from polku.eventlog.models import Event
from polku.files.models import File
from polku.imports import actions, queries, registry
from polku.imports.logic.kinds import ImportContext, Row, RowOutcome
from polku.imports.logic.options import Options
from polku.imports.models import Import, ImportBatch
from polku.jobs.runner import run_pending
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.kernel.money import Money
from tests.conftest import NOW, People
from tests.environment import data_folder
from tests.imports import toy
from tests.imports.conftest import Start


def run(found: Import, **options: Any) -> Import:
    return actions.run_import(found, actor=SYSTEM, at=NOW, **options)


def teams() -> dict[str, str]:
    return dict(Team.objects.exclude(name__in=["Helsinki", "Riga"]).values_list("name", "department"))


def told(found: Import) -> list[tuple[int, str, str]]:
    return [(row, field, code) for row, _, field, code, *_ in queries.issues(found.id)]


def lines(count: int, prefix: str = "team") -> str:
    return "name,department\n" + "".join(f"{prefix} {number},sales\n" for number in range(count))


def seen_by_kind(start: Start, content: str, **options: Any) -> list[dict[str, Any]]:
    """The values that a kind is given for a file."""
    seen: list[dict[str, Any]] = []

    def apply(rows: Sequence[Row], context: ImportContext) -> list[RowOutcome]:
        seen.extend(row.values for row in rows)
        return toy.apply(rows, context)

    with registry.kinds.holding("watched", replace(toy.TEAMS, key="watched", apply=apply)):
        found = start(content, **options)
        Import.objects.filter(id=found.id).update(kind="watched")
        found.kind = "watched"
        run(found)
    return seen


def test_rows_are_created_counted_and_told(start: Start) -> None:
    found = run(start("Name,Department,Size\nA,sales,1\nB,care,2\n"))
    assert teams() == {"A": "sales", "B": "care"}
    assert (found.state, found.counts["rows"], found.counts["created"], found.warned) == ("done", 2, 2, 1)
    assert told(found) == [(2, "size", "small")]
    assert Event.objects.get(kind="imports.import_finished").payload == {
        "what": "teams", "rows": 2, "created": 2, "updated": 0, "failed": 0,
    }  # fmt: skip


def test_cells_arrive_as_values(start: Start) -> None:
    content = (
        "name;size;founded;met_at;won_at;budget;currency;active;email;colour;note\n"
        "A;1,5;29.2.2024;;kyllä;1 234,50;PLN;ei;a@b.fi;Red; free text \n"
    )
    seen = seen_by_kind(start, content, rest="custom", options={"delimiter": ";"})
    assert seen == [
        {
            "name": "A",
            "size": Decimal("1.5"),
            "founded": date(2024, 2, 29),
            "won_at": True,
            "budget": Money(123450, "PLN"),
            "currency": "PLN",
            "active": False,
            "email": "a@b.fi",
            "colour": "red",
            "custom.note": "free text",
        }
    ]


def test_words_for_nothing_are_nothing(start: Start) -> None:
    seen = seen_by_kind(
        start, "name,department,email\nA,Select,NULL\nB,null,n/a\n", options={"empty": ("select", "N/A")}
    )
    assert seen == [{"name": "A"}, {"name": "B"}]


def test_a_bad_cell_fails_its_row_names_it_and_leaves_the_others(start: Start) -> None:
    found = run(
        start(
            f"name,founded,size,email\nA,soon,x,y\nB,2024-01-01,{2**63},\n,,1,\nC,,2,\n".replace(
                "\n,,", "\n ,,"
            )
        )
    )
    assert teams() == {"C": "sales"}
    assert sorted(told(found)) == [
        (2, "email", "bad_email"),
        (2, "founded", "bad_date"),
        (2, "size", "bad_number"),
        (3, "size", "number_too_large"),
        (4, "name", "required"),
    ]
    assert found.counts | {"rows": 4, "created": 1, "failed": 3} == found.counts


def test_a_row_that_its_kind_refuses_takes_no_neighbour_with_it(start: Start) -> None:
    names = [f"t{number}" for number in range(40)]
    names[7], names[23], names[24] = "refused", "broken", "refused"
    found = run(start("name\n" + "\n".join(names)))
    assert len(teams()) == 37
    assert told(found) == [
        (9, "name", "invalid"),
        (25, "", "unexpected"),
        (26, "name", "invalid"),
        (26, "name", "repeated_key"),
    ]


def test_what_nobody_foresaw_names_row_and_field_in_words_and_the_log_has_the_rest(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    found = run(start("name,department\na,sales\nfoul,sales\n"))
    (issue,) = ImportBatch.objects.get(of=found).issues
    said = "This could not be imported: it holds something nobody foresaw. The log of the server says what."
    assert (told(found), said in issue, "ValueError" in str(issue)) == (
        [(3, "department", "unexpected")],
        True,
        False,
    )
    assert "toy.department takes no such thing" in caplog.text


def test_a_trial_that_breaks_off_says_so_in_words(start: Start) -> None:
    found = start("name,department\n" + "broken,x\n" * 150)
    with pytest.raises(ZeroDivisionError):
        actions.dry_run(found, actor=SYSTEM, at=NOW)
    found.refresh_from_db()
    assert found.reason == "Something happened that nobody foresaw. The log of the server says what."


def test_a_kind_that_is_broken_stops_the_import_with_its_reason(start: Start) -> None:
    found = start("name,department\n" + "broken,x\n" * 150)
    with pytest.raises(ZeroDivisionError):
        run(found)
    found.refresh_from_db()
    why = "Something happened that nobody foresaw. The log of the server says what."
    assert (found.state, found.reason, found.rows) == ("failed", why, 0)


def test_ragged_rows_broken_letters_and_nul_fail_by_name(start: Start) -> None:
    content = b"name,department\nA\nB,b,b\nC\x00,x\nD\xff,x\n" + "Ä,ö\n".encode() * 1
    found = run(start(content, options={"encoding": "utf-8"}))
    assert told(found) == [
        (2, "", "too_few_cells"),
        (3, "", "too_many_cells"),
        (4, "name", "nul"),
        (5, "name", "broken_character"),
    ]
    assert teams() == {"Ä": "ö"}


def test_the_rows_that_failed_come_back_as_a_file_to_mend(start: Start) -> None:
    found = run(start('name;founded\nA;soon\n"B;""b""";2024-01-01\nC\x00;x\n', options={"delimiter": ";"}))
    bad = "“%s” is not a date written like the others of this column. A date such as 2026-12-31."
    assert "".join(queries.reject_lines(found)).splitlines() == [
        "\ufeffproblems;name;founded",
        f"Row 2 | founded: {bad % 'soon'};A;soon",
        f"Row 4 | name: The text contains a NUL character. | founded: {bad % 'x'};C\ufffd;x",
    ]


def test_a_second_run_of_a_file_changes_nothing(start: Start) -> None:
    run(start(lines(5)))
    again = run(start(lines(5)))
    assert (again.counts["created"], again.counts["unchanged"]) == (0, 5)


@pytest.mark.parametrize(("existing", "department"), [("update", "care"), ("skip", "sales")])
def test_what_is_known_is_updated_or_skipped(start: Start, existing: str, department: str) -> None:
    run(start("name,department\nA,sales\n"))
    found = run(start("name,department\nA,care\n", options={"existing": existing}))
    assert teams() == {"A": department}
    assert found.counts["updated" if existing == "update" else "skipped"] == 1


def test_a_key_twice_in_a_file_is_told_and_the_later_row_wins(start: Start) -> None:
    found = run(start("name,department\nA,one\nB,x\nA,two\nA,three\n"))
    assert teams() == {"A": "three", "B": "x"}
    assert (found.counts["created"], found.counts["updated"]) == (2, 2)
    assert told(found) == [(4, "name", "repeated_key"), (5, "name", "repeated_key")]


def test_a_dry_run_answers_as_the_run_would_and_writes_nothing(start: Start) -> None:
    run(start("name,department\nold,sales\n"))
    content = "name,department,size\nA,x,1\nold,care,\nA,y,\nrefused,,\n,z,\n"
    found = start(content)
    report = actions.dry_run(found, actor=SYSTEM, at=NOW)
    assert teams() == {"old": "sales"}
    done = run(found)
    assert report.rows == done.rows == 5
    assert {name: report.counts[name] for name in ("created", "updated", "failed")} == {
        "created": 1, "updated": 2, "failed": 2,
    }  # fmt: skip
    assert {name: done.counts[name] for name in ("created", "updated", "failed")} == {
        "created": 1, "updated": 2, "failed": 2,
    }  # fmt: skip
    assert sorted(issue[3] for issue in report.issues) == sorted(code for _, _, code in told(done))


def test_a_dry_run_knows_keys_of_earlier_batches(start: Start) -> None:
    found = start(lines(1001) + "team 0,care\nteam 1,care\n")
    report = actions.dry_run(found, actor=SYSTEM, at=NOW)
    assert (report.counts["created"], report.counts["updated"], report.repeated) == (1001, 2, 2)
    assert teams() == {}


def test_an_import_broken_off_between_batches_goes_on_and_ends_with_the_count_of_the_file(
    start: Start,
) -> None:
    found = start(lines(2500))

    def stop(done: int, total: int) -> None:
        if done == 1000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(found, tell=stop)
    halfway = Import.objects.get(id=found.id)
    assert (halfway.state, halfway.rows, halfway.watermark, len(teams())) == ("running", 1000, 1001, 1000)
    done = run(halfway)
    assert (done.state, done.counts["created"], done.counts["rows"], len(teams())) == (
        "done",
        2500,
        2500,
        2500,
    )


def test_an_import_broken_off_within_a_batch_has_done_nothing_of_it(start: Start) -> None:
    found = start(lines(1500))
    calls: list[int] = []

    def apply(rows: Sequence[Row], context: ImportContext) -> list[RowOutcome]:
        calls.append(len(rows))
        outcomes = toy.apply(rows, context)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return outcomes

    with registry.kinds.holding("killed", replace(toy.TEAMS, key="killed", apply=apply)):
        Import.objects.filter(id=found.id).update(kind="killed")
        with pytest.raises(KeyboardInterrupt):
            run(Import.objects.get(id=found.id))
        again = Import.objects.get(id=found.id)
        assert (again.rows, len(teams()), ImportBatch.objects.count()) == (1000, 1000, 1)
        assert run(again).counts["created"] == 1500
    assert len(teams()) == 1500


def test_two_runners_of_one_import_never_do_a_row_twice(start: Start) -> None:
    found = start(lines(2500))
    other = Import.objects.get(id=found.id)

    def overtake(done: int, total: int) -> None:
        if done == 1000:
            run(Import.objects.get(id=other.id))

    with pytest.raises(Refused, match="goes on elsewhere"):
        run(found, tell=overtake)
    other.refresh_from_db()
    assert (other.state, other.counts["created"], len(teams())) == ("done", 2500, 2500)


def test_the_background_does_the_same(start: Start) -> None:
    from polku.imports.tasks import RUN, UNDO
    from polku.jobs.actions import enqueue

    found = start(lines(3))
    job = enqueue(RUN, {"import_id": found.id}, at=NOW, key=f"import:{found.id}")
    run_pending(NOW)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, len(teams())) == ("done", 3, 3, 3)
    enqueue(UNDO, {"import_id": found.id}, at=NOW)
    run_pending(NOW)
    assert teams() == {}


def test_a_mapping_is_remembered_for_the_next_file_with_the_same_headings(start: Start) -> None:
    run(
        start(
            "Equipe,Dept\nA,x\n",
            mapping=[("Equipe", "name"), ("Dept", "custom.dept")],
            options={"empty": ("-",)},
        )
    )
    again = actions.start_import("teams", BytesIO(b"dept,equipe\nx,B\n"), name="n.csv", actor=SYSTEM, at=NOW)
    assert Options.of(again.options).empty == ("-",)
    other = actions.start_import("teams", BytesIO(b"Dept,Equipe\nx,B\n"), name="n.csv", actor=SYSTEM, at=NOW)
    assert other.mapping == [["Equipe", "name"], ["Dept", "custom.dept"]]


def test_a_mapping_must_fill_what_is_required(start: Start) -> None:
    with pytest.raises(Invalid, match="No column gives “name”"):
        start("a,b\n1,2\n", mapping=[("a", "department")])


def test_a_file_that_can_not_be_read_is_not_kept(start: Start) -> None:
    with pytest.raises(Invalid, match="empty"):
        start("")
    assert (File.objects.count(), Import.objects.count()) == (0, 0)


def test_an_import_not_begun_can_be_thrown_away(
    start: Start, django_capture_on_commit_callbacks: Any
) -> None:
    found = start(lines(1))
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard_import(found, actor=SYSTEM, at=NOW)
    assert (File.objects.count(), Import.objects.count()) == (0, 0)


def test_an_import_that_has_begun_is_not_changed_any_more(start: Start) -> None:
    found = run(start(lines(1)))
    with pytest.raises(Refused):
        actions.configure_import(found, mode="work", actor=SYSTEM, at=NOW)
    with pytest.raises(Refused):
        actions.discard_import(found, actor=SYSTEM, at=NOW)


def test_history_needs_its_own_right(start: Start, people: People) -> None:
    alice = people.actor("alice")
    found = start(lines(1), actor=alice)
    with pytest.raises(NotAllowed):
        actions.configure_import(found, mode="history", actor=alice, at=NOW)


def test_an_import_is_seen_by_who_made_it_and_by_managers(start: Start, people: People) -> None:
    found = start(lines(1), actor=people.actor("alice"))
    assert queries.visible_import(found.id, actor=people.actor("alice")) == found
    assert queries.visible_import(found.id, actor=people.actor("admin")) == found
    with pytest.raises(NotFound):
        queries.visible_import(found.id, actor=people.actor("bob"))


def test_unknown_kinds_and_processes_are_named_with_what_there_is(start: Start) -> None:
    with pytest.raises(NotFound, match="“team” can't be imported"):
        actions.start_import("team", BytesIO(b"a\n"), name="a", actor=SYSTEM, at=NOW)
    with pytest.raises(Invalid, match="no process “x”; there are: plain"):
        start(lines(1), process="x")


def test_the_records_of_an_import_are_lean(start: Start, django_assert_max_num_queries: Any) -> None:
    found = start(lines(1000))
    with django_assert_max_num_queries(28):
        run(found)
    batch = ImportBatch.objects.get(of=found)
    assert len(json.dumps(batch.outcomes)) < 25 * 1000
    assert (batch.first_row, batch.last_row, batch.rejects) == (2, 1001, [])


@pytest.mark.data
def test_strings_that_break_programs_are_kept_or_told_in_every_text(start: Start) -> None:
    folder = data_folder()
    assert folder is not None
    strings = json.loads((folder / "naughty-strings" / "blns.json").read_text("utf-8"))
    rows = [[f"{number:03} {text}", text[:30] or "-"] for number, text in enumerate(strings)]
    out = ["name,department"] + [
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
    ]
    found = run(start("\n".join(out).encode("utf-8", "surrogatepass")))
    assert found.counts["created"] + found.counts["failed"] == len(strings)
    failed = {row for row, _, code in told(found)}
    kept = set(teams())
    for number, (name, _) in enumerate(rows, 2):
        assert number in failed or " ".join(name.split()) in {" ".join(one.split()) for one in kept}
    assert {code for *_, code in told(found)} <= {"too_long", "nul", "broken_character"}
