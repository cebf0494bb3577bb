import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.kernel.errors import Invalid
from polku.kernel.text import (
    clean,
    company_key,
    email_key,
    fold,
    person_key,
    phone_key,
    query_tokens,
    search_tokens,
    slug,
    transliterate,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ŁÓDŹ", "lodz"),
        ("łódź", "lodz"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Øresund", "oresund"),
        ("Đorđe", "dorde"),
        ("Hyvää  päivää\n", "hyvaa paivaa"),
        ("Rīga, Ģertrūdes", "riga, gertrudes"),
        ("İstanbul", "istanbul"),
        ("ＡＢＣ１２３", "abc123"),
        ("Ёлка", "елка"),
        ("Œuvre Ærø Þór", "oeuvre aero thor"),
        ("\u00adsoft\u200bhyphen", "softhyphen"),
        ("L\u2019Oréal", "l'oreal"),
        ("ガ", "ガ"),
        ("한국", "한국"),
        ("大同", "大同"),
        ("", ""),
    ],
)
def test_folding_makes_spelling_variants_equal(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_what_is_searched_as_stored_is_found(text):
    assert set(query_tokens(text)) <= set(search_tokens(text).split())


def test_chinese_is_stored_as_pairs_and_single_characters():
    assert search_tokens("大同公司 Łódź-2") == "大同 同公 公司 大 同 公 司 lodz 2"
    assert search_tokens("ACME有限") == "acme 有限 有 限"
    assert search_tokens("大") == "大"


def test_chinese_is_looked_for_by_pairs_and_a_single_character_by_itself():
    assert query_tokens("大同公司") == ["大同", "同公", "公司"]
    assert query_tokens("司") == ["司"]
    assert query_tokens("acme ACME") == ["acme"]


def test_addresses_and_vowel_signs_stay_searchable():
    assert search_tokens("anna.virtanen@example.fi") == "anna virtanen example fi"
    assert search_tokens("हिन्दी") == "हिन्दी"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Nokia Oyj", "nokia"),
        ("Oy Example Ab", "example"),
        ("Example A/S", "example"),
        ("Łódź Sp. z o.o.", "lodz"),
        ("Łódź sp.z o.o.", "lodz"),
        ("ŁÓDŹ SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ", "lodz"),
        ('SIA "Rīgas Maize"', "rigas maize"),
        ("AS Latvenergo", "latvenergo"),
        ("Müller GmbH & Co. KG", "muller"),
        ("Example Co., Ltd.", "example"),
        ("Example, L.L.C.", "example"),
        ("Acme S.p.A.", "acme"),
        ("Acme S. A.", "acme"),
        ("Grupo Uno S.A. de C.V.", "grupo uno"),
        ("Novák s. r. o.", "novak"),
        ("ООО «Ромашка»", "romashka"),
        ("OOO Romashka", "romashka"),
        ("Общество с ограниченной ответственностью «Ромашка»", "romashka"),
        ("ИП Иванов", "ivanov"),
        ("大同股份有限公司", "大同"),
        ("株式会社トヨタ", "トヨタ"),
        ("大同 Co., Ltd.", "大同"),
        ("Amazon.com, Inc.", "amazon com"),
        ("O'Brien & Sons Ltd", "obrien and sons"),
        ("IP Solutions", "ip solutions"),
        ("Pat Smith", "pat smith"),
        ("SIA", "sia"),
        ("Oy Ab", "oy"),
        ("公司", "公司"),
        ("", ""),
        ("***", ""),
    ],
)
def test_a_company_is_known_by_its_name_without_legal_form(name, key):
    assert company_key(name) == key


def test_a_person_is_known_whatever_the_order_of_names():
    assert person_key("Kowalski, Łukasz") == person_key("lukasz  KOWALSKI") == "kowalski lukasz"
    assert person_key("Иван Петров") == person_key("Petrov Ivan") == "ivan petrov"
    assert person_key("Siobhán O’Brien") == "obrien siobhan"
    assert person_key("王小明") == "王小明"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("Anna.V+news@Example.FI", "anna.v@example.fi"),
        (" anna@example.fi. ", "anna@example.fi"),
        ("+tag@example.fi", "+tag@example.fi"),
        ("Not An Address", "not an address"),
        ("", ""),
    ],
)
def test_an_address_is_known_by_its_mailbox(address, key):
    assert email_key(address) == key


@pytest.mark.parametrize(
    ("number", "region", "key"),
    [
        ("040 123 4567", "FI", "+358401234567"),
        ("+358 (0)40 123 4567", None, "+358401234567"),
        ("00358 40 1234567", None, "+358401234567"),
        ("(+48) 22 123 45 67", None, "+48221234567"),
        ("040-123 4567", None, "0401234567"),
        ("+1 2", None, "+12"),
        ("123", "FI", "123"),
        ("０４０ １２３ ４５６７", "FI", "+358401234567"),
        ("ext", "FI", ""),
        ("", None, ""),
    ],
)
def test_a_number_is_known_in_its_international_form_where_that_is_sure(number, region, key):
    assert phone_key(number, region) == key


def test_cyrillic_is_spelled_in_latin_letters():
    assert transliterate("Щука  Жюль Объект") == "shchuka zhiul obekt"
    assert transliterate("Київ") == "kiiv"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Łódź & Müller: 2026", "lodz-muller-2026"),
        ("Ромашка", "romashka"),
        ("中文 offer", "u4e2d-u6587-offer"),
        ("--", ""),
    ],
)
def test_a_slug_is_plain_ascii(text, name):
    assert slug(text) == name


def test_a_long_slug_is_cut_without_a_hanging_hyphen():
    assert slug("abc def", max_length=4) == "abc"


def test_clean_text_comes_back_byte_for_byte():
    text = "  \u00a0 Ünï\u200bcode 🎉 \t\x01 e\u0301 "
    assert clean(text, max_length=100) is text
    assert clean("one\r\ntwo", max_length=100, multiline=True) == "one\r\ntwo"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\x00b", "nul"),
        ("a\ud800b", "surrogate"),
        ("abcdef", "too_long"),
        ("a\nb", "line_break"),
        ("a\rb", "line_break"),
    ],
)
def test_what_a_database_may_not_take_is_refused(text, code):
    with pytest.raises(Invalid) as refused:
        clean(text, max_length=5, field="name")
    assert refused.value.code == code
    assert list(refused.value.errors) == ["name"]


def test_the_limit_itself_is_allowed_and_counts_characters():
    assert clean("🎉🎉🎉", max_length=3) == "🎉🎉🎉"
    with pytest.raises(Invalid) as refused:
        clean("abcd", max_length=3)
    assert str(refused.value) == "The text has 4 characters; at most 3 are allowed."
