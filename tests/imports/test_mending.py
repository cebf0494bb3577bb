"""Every bad cell of a row is told at once, and mended rows come in as the others did."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from polku.access.logic import SYSTEM
from polku.imports import actions, queries
from polku.imports.logic.kinds import Issue
from polku.imports.logic.options import Options
from polku.imports.logic.telling import Voice, as_told, sentence, stored_issue
from polku.imports.models import Import
from polku.kernel.errors import Invalid
from polku.kernel.words import Text
from tests.conftest import NOW, People
from tests.imports.conftest import Start
from tests.imports.test_pages import SignIn, signed_in, words, work
from tests.imports.test_running import run, teams

__all__ = ["signed_in"]
BAD = "Nimi,Size,Founded,Colour\nA,many,soon,green\nB,3,2024-01-01,red\n"
QUOTES = "A cell that holds the sign between the columns stands in quotation marks."
MAPPED = [("Nimi", "name"), ("Size", "size"), ("Founded", "founded"), ("Colour", "colour")]


def told(found: Import) -> list[dict[str, Any]]:
    return [as_told(one, queries.columns_of(found)) for one in queries.issues(found.id)]


def test_every_bad_cell_is_told_with_its_column_its_value_and_what_would_be_right(start: Start) -> None:
    found = run(start(BAD, mapping=MAPPED))
    assert [(one["row"], one["column"], one["value"], one["right"]) for one in told(found)] == [
        (2, "Size", "many", "A number such as 1234.50."),
        (2, "Founded", "soon", "A date such as 2026-12-31."),
        (2, "Colour", "green", ""),
    ]


def test_what_the_kind_would_refuse_is_told_beside_the_bad_cells_and_leaves_nothing(start: Start) -> None:
    found = run(start("name,size\nrefused,many\nnew,many\nbroken,many\n,many\n"))
    assert [(one["row"], one["field"], one["message"]) for one in told(found)] == [
        (2, "name", "This name is refused."),
        (2, "size", "“many” is not a number."),
        (3, "size", "“many” is not a number."),
        (4, "size", "“many” is not a number."),
        (5, "name", "This must not be empty."),
        (5, "size", "“many” is not a number."),
    ]
    assert teams() == {}


def test_a_criterion_is_told_in_the_readers_language() -> None:
    issue = Issue(
        "stage", "need", Text.of({"en": "The need is known", "fi": "Tarve on tiedossa"}), Text.of("Ask")
    )
    stored = stored_issue(2, "error", issue, " Offer ")
    answers = [as_told(stored, {"stage": "Vaihe"}, Voice(str, language)) for language in ("fi", "lv")]
    assert [(one["column"], one["value"], one["message"], one["right"]) for one in answers] == [
        ("Vaihe", "Offer", "Not met yet: Tarve on tiedossa", "Ask"),
        ("Vaihe", "Offer", "Not met yet: The need is known", "Ask"),
    ]


def test_the_file_of_rejects_speaks_in_whole_sentences() -> None:
    words = {"column": "阶段", "field": "stage", "message": "已知預算", "right": "Ask the budget"}
    assert sentence(words) == "阶段: 已知預算。 Ask the budget."


def rejects(found: Import) -> str:
    return "".join(queries.reject_lines(found))


def again(found: Import, content: str) -> Import:
    return actions.start_mended(found, BytesIO(content.encode()), name="mended.csv", actor=SYSTEM, at=NOW)


def test_mended_rows_are_read_as_the_file_was(start: Start) -> None:
    mapping = [("N", "name"), ("D", "founded"), ("B", "budget"), ("X", "custom.x")]
    good = "".join(f"n{n};{n}.12.2024;{n}.234,50;{n}\n" for n in range(10, 30))
    content = "N;D;B;X\n" + good + "b;soon;5;2\n"
    found = run(start(content, mapping=mapping, options={"existing": "skip"}))
    mended = again(found, rejects(found).replace(";soon;5", ";03/04/2024;1.234"))
    options = Options.of(mended.options)
    assert (mended.state, options.existing, options.mends) == ("ready", "skip", found.id)
    assert [tuple(pair) for pair in mended.mapping] == mapping
    assert (options.guesses["D"].order, options.guesses["B"].decimal) == ("dmy", ",")
    assert run(mended).counts | {"created": 1, "failed": 0} == mended.counts
    assert rejects(mended).splitlines() == ["\ufeffproblems;N;D;B;X"]


def test_rows_with_too_many_cells_keep_them_all(start: Start) -> None:
    found = run(start("name,size\na,1,2,3\nb\n"))
    assert rejects(found).splitlines()[1:] == [
        f'"Row 2 | The row has 4 cells, the header 2. {QUOTES}",a,1,2,3',
        '"Row 3 | The row has only 1 cells, the header 2. As many cells as the header has; an empty one too.",b',
    ]
    mended = run(again(found, "problems,name,size\nx,a,1,2\nx,b,1\n"))
    assert rejects(mended).splitlines()[0:2] == [
        "\ufeffproblems,name,size",
        f'"Row 2 | The row has 4 cells, the header 3. {QUOTES}",a,1,2',
    ]


def test_a_mended_file_that_lacks_a_column_is_refused_and_forgotten(start: Start) -> None:
    found = run(start(BAD, mapping=MAPPED))
    with pytest.raises(Invalid, match="lacks the column “Colour”"):
        again(found, "Nimi,Size,Founded\nA,1,2024-01-01\n")
    assert Import.objects.count() == 1


def test_one_upload_brings_the_mended_rows_to_their_trial(
    signed_in: SignIn, start: Start, people: People
) -> None:
    found = run(start(BAD, mapping=MAPPED, actor=people.actor("admin")))
    client = signed_in("admin")
    assert "Upload the mended rows" in words(client.get(f"/imports/{found.id}/"))
    answer = send(client, found, rejects(found).replace(",many,soon,green", ",2,2024-02-02,blue"))
    work()
    page = words(client.get(answer["Location"]))
    assert ("Import 1 row " in page, "Mended rows of an earlier import" in page) == (True, True)
    assert send(client, found, "").status_code == 422


def test_a_file_mended_before_its_import_takes_the_place_of_the_first(
    signed_in: SignIn, start: Start, people: People
) -> None:
    found = start(BAD, mapping=MAPPED, actor=people.actor("admin"))
    client = signed_in("admin")
    answer = send(client, found, BAD.replace("many,soon,green", "2,2024-02-02,blue"))
    assert [answer["Location"]] == [f"/imports/{one.id}/trial/" for one in Import.objects.all()]


def send(client: Client, found: Import, content: str) -> Any:
    file = BytesIO(content.encode())
    file.name = "mended.csv"
    return client.post(f"/imports/{found.id}/mended/", {"file": file})


def test_an_import_of_nothing_but_bad_rows_offers_no_run(
    signed_in: SignIn, start: Start, people: People
) -> None:
    found = start("name,size\na,many\n", actor=people.actor("admin"))
    client = signed_in("admin")
    client.post(
        f"/imports/{found.id}/mapping/",
        {"column-0": "name", "column-1": "size", "mode": "work", "existing": "update"},
    )
    work()
    page = client.get(f"/imports/{found.id}/trial/")
    assert ("No row can be taken" in words(page), "/run/" in page.content.decode()) == (True, False)
