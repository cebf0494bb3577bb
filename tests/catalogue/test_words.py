"""Quantities with their units as each language counts them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from polku.catalogue.logic.units import UNITS
from polku.catalogue.words import counted_unit, unit_name

HOURS = {
    "en": ("1 hour", "2 hours", "5 hours", "2.5 hours"),
    "fi": ("1 tunti", "2 tuntia", "5 tuntia", "2,5 tuntia"),
    "lv": ("1 stunda", "2 stundas", "5 stundas", "2,5 stundas"),
    "pl": ("1 godzina", "2 godziny", "5 godzin", "2,5 godziny"),
    "ru": ("1 час", "2 часа", "5 часов", "2,5 часа"),
    "zh-hant": ("1 小時", "2 小時", "5 小時", "2.5 小時"),
}
WEIGHTS = {
    "en": "1,200 kg",
    "fi": "1\xa0200 kg",
    "lv": "1\xa0200 kg",
    "pl": "1\xa0200 kg",
    "ru": "1\xa0200 кг",
}


@pytest.mark.parametrize("language", HOURS)
def test_time_is_counted_in_words(language: str) -> None:
    with override(language):
        said = tuple(counted_unit(Decimal(one), "HUR") for one in ("1.000000", "2", "5", "2.500000"))
    assert said == HOURS[language]


@pytest.mark.parametrize("language", WEIGHTS)
def test_measures_are_written_by_their_sign(language: str) -> None:
    with override(language):
        assert counted_unit(Decimal(1200), "KGM") == WEIGHTS[language]


def test_pieces_and_packages_are_more_than_one_when_they_are() -> None:
    with override("en"):
        said = [
            counted_unit(Decimal(quantity), unit)
            for quantity, unit in (("1", "C62"), ("3", "C62"), ("9.5", "C62"), ("1", "XBX"), ("0.5", "XPX"))
        ]
    assert said == ["1 pc", "3 pcs", "9.5 pcs", "1 box", "0.5 pallets"]


def test_a_unit_nobody_listed_stands_as_its_code_and_every_listed_one_is_counted() -> None:
    with override("en"):
        assert counted_unit(Decimal(2), "NAR") == "2 NAR"
        two = {unit: counted_unit(Decimal(2), unit) for unit in UNITS}
    assert [unit for unit, said in two.items() if said == f"2 {unit_name(unit)}"] == []
