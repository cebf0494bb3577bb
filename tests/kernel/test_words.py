import pytest

from polku.kernel.errors import Invalid
from polku.kernel.words import LANGUAGES, Text, language


def test_a_plain_string_is_english():
    assert Text.of("Lead").as_dict() == {"en": "Lead"}


def test_words_come_in_the_language_asked_for():
    assert Text.of({"fi": "Liidi", "en": "Lead"}).to("fi") == "Liidi"


def test_a_missing_language_falls_back_to_english_then_to_any():
    assert Text.of({"fi": "Liidi", "en": "Lead"}).to("lv") == "Lead"
    assert Text.of({"pl": "Lead PL", "fi": "Liidi"}).to("lv") == "Liidi"
    assert Text().to("en") == ""


@pytest.mark.parametrize(
    ("code", "ours"),
    [("zh_Hant", "zh-hant"), ("zh-TW", "zh-hant"), ("en-GB", "en"), ("FI", "fi"), ("de", None), ("", None)],
)
def test_a_language_is_known_however_it_is_written(code, ours):
    assert language(code) == ours


def test_order_and_empty_texts_make_no_difference():
    one, other = Text.of({"fi": "A", "en": "B"}), Text.of({"en": "B", "fi": "A", "lv": ""})
    assert one == other
    assert hash(one) == hash(other)
    assert one.languages == ("en", "fi")


def test_text_survives_storing():
    text = Text.of(dict.fromkeys(LANGUAGES, "x"))
    assert Text.of(text.as_dict()) == text
    assert Text.of(text) == text


def test_nothing_is_falsy():
    assert not Text.of(None)
    assert not Text.of("")
    assert not Text.of({"en": ""})
    assert Text.of("x")
    assert str(Text.of("x")) == "x"


def test_one_language_can_be_replaced_or_removed():
    text = Text.of({"en": "Lead", "fi": "Liidi"})
    assert text.having("fi", "Vihje").as_dict() == {"en": "Lead", "fi": "Vihje"}
    assert text.having("fi", "").as_dict() == {"en": "Lead"}


@pytest.mark.parametrize("value", [{"de": "x"}, {"": "x"}, {"EN": "x"}, {"en": 5}])
def test_an_unknown_language_or_a_number_is_refused(value):
    with pytest.raises(Invalid):
        Text.of(value)
