import json

from polku.kernel.errors import (
    WHOLE,
    Conflict,
    DomainError,
    Invalid,
    Message,
    NotAllowed,
    NotFound,
    Refused,
    say,
)


class Lazy:
    """Stands for a translation made when it is shown."""

    said = 0

    def __str__(self) -> str:
        Lazy.said += 1
        return "später"


def test_an_error_without_words_still_says_something():
    assert NotFound().as_dict() == {"code": "not_found", "message": "This was not found."}


def test_a_lazy_message_is_said_only_when_shown():
    Lazy.said = 0
    error = DomainError(Lazy(), code="late", field="name")
    assert Lazy.said == 0
    assert error.as_dict() == {"code": "late", "message": "später", "field": "name"}
    assert str(error) == "später"


def test_a_message_is_translated_with_its_values():
    message = Message("%(length)s characters", length=3)
    assert str(message) == "3 characters"
    assert message.translated({"%(length)s characters": "%(length)s merkkiä"}.__getitem__) == "3 merkkiä"
    assert message == Message("%(length)s characters", length=3)


def test_a_percent_sign_in_a_message_without_values_stays():
    assert str(Message("100% sure")) == "100% sure"


def test_refused_names_every_unmet_rule():
    error = Refused("Not yet", unmet=[Lazy(), {"criterion": "demo_held", "known": False}, NotFound("gone")])
    assert error.as_dict()["unmet"] == [
        "später",
        {"criterion": "demo_held", "known": False},
        {"code": "not_found", "message": "gone"},
    ]


def test_not_allowed_names_its_rule():
    assert NotAllowed("deals.move").as_dict() == {
        "code": "not_allowed",
        "message": "You are not allowed to do this.",
        "rule": "deals.move",
    }


def test_invalid_takes_one_message_for_a_field_or_for_all():
    assert Invalid("too long", field="name").errors == {"name": ["too long"]}
    assert Invalid("too long").errors == {WHOLE: ["too long"]}


def test_invalid_takes_messages_by_field():
    error = Invalid({"name": ["too long"], "email": "not an address"})
    assert error.errors == {"name": ["too long"], "email": ["not an address"]}
    assert error.field == "name"
    assert str(error) == "name: too long; email: not an address"
    assert error.as_dict()["message"] == "Please correct the marked fields."


def test_a_conflict_carries_both_values_and_survives_json():
    error = Conflict({"name": {"yours": "A", "theirs": "B", "base": "C"}})
    assert json.loads(json.dumps(error.as_dict()))["fields"] == {
        "name": {"yours": "A", "theirs": "B", "base": "C"}
    }


FINNISH = {"too long": "liian pitkä", "%(n)s left": "%(n)s jäljellä", "This was not found.": "Ei löytynyt."}


def finnish(text):
    return FINNISH.get(text, text)


def test_every_kind_of_message_is_said_in_the_language_of_the_reader():
    assert say("too long", finnish) == "liian pitkä"
    assert say(Message("%(n)s left", n=3), finnish) == "3 jäljellä"
    assert say(Lazy(), finnish) == "später"
    assert say("", lambda text: "header of the catalogue") == ""


def test_an_error_is_translated_where_it_leaves_the_house():
    assert NotFound().as_dict(finnish)["message"] == "Ei löytynyt."
    assert Invalid({"name": ["too long"]}).as_dict(finnish)["errors"] == {"name": ["liian pitkä"]}
    assert Refused("x", unmet=[NotFound()]).as_dict(finnish)["unmet"] == [
        {"code": "not_found", "message": "Ei löytynyt."}
    ]
