"""What a column of a file of products can be, and the headings that say so in six languages and in other systems."""

from typing import Final

from polku.catalogue.logic.codes import Kind, Tracked
from polku.catalogue.logic.products import DESCRIPTION_MAX, GROUP_MAX, NAME_MAX, SKU_MAX
from polku.imports.logic.kinds import FieldKind, ImportField
from polku.kernel.errors import gettext_noop


def _words(text: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in text.split(","))


FIELDS: Final = (
    ImportField(
        "sku",
        gettext_noop("Number"),
        required=True,
        length_max=SKU_MAX,
        hint=gettext_noop("Tells whether a product is known already, so that a file can be imported twice."),
        synonyms=_words(
            """
            sku, product number, product id, product_id, item number, item no, article, article number, code, item code,
            part number, tuotenumero, tuotekoodi, numero, preces kods, artikuls, numurs, indeks, kod produktu, symbol,
            артикул, код товара, номер, 產品編號, 貨號, 編號
            """
        ),
    ),
    ImportField(
        "name",
        gettext_noop("Name"),
        length_max=NAME_MAX,
        synonyms=_words(
            """
            product, product name, item, item name, title, description short, nimi, tuote, tuotenimi, nosaukums, prece,
            nazwa, nazwa produktu, produkt, название, наименование, товар, 名稱, 產品名稱, 品名
            """
        ),
    ),
    ImportField(
        "price",
        gettext_noop("Price"),
        kind=FieldKind.NUMBER,
        hint=gettext_noop("Goes to the list of usual prices, in the company's currency."),
        synonyms=_words(
            """
            unit price, list price, sales price, net price, hinta, yksikköhinta, myyntihinta, cena, pārdošanas cena,
            cena netto, cena sprzedaży, цена, цена продажи, 價格, 單價, 售價
            """
        ),
    ),
    ImportField(
        "cost",
        gettext_noop("Cost"),
        kind=FieldKind.MONEY,
        currency_field="cost_currency",
        hint=gettext_noop("What one costs the company; seen by few."),
        synonyms=_words(
            """
            unit cost, purchase price, cost price, standard cost, ostohinta, hankintahinta, kustannus, pašizmaksa,
            iepirkuma cena, koszt, cena zakupu, себестоимость, закупочная цена, 成本, 進價
            """
        ),
    ),
    ImportField(
        "cost_currency",
        gettext_noop("Currency of the cost"),
        kind=FieldKind.CURRENCY,
        synonyms=_words(
            "cost currency, kustannuksen valuutta, izmaksu valūta, waluta kosztu, валюта, 成本幣別"
        ),
    ),
    ImportField(
        "tax_class",
        gettext_noop("Tax class"),
        length_max=SKU_MAX,
        hint=gettext_noop("Its key or name, such as standard, or the rate of today, such as 24."),
        synonyms=_words(
            """
            tax, tax rate, vat, vat rate, vat class, alv, verokanta, veroluokka, pvn, pvn likme, nodokļa klase,
            stawka vat, klasa podatku, ндс, ставка ндс, налоговый класс, 稅別, 稅率
            """
        ),
    ),
    ImportField(
        "kind",
        gettext_noop("Kind"),
        kind=FieldKind.CHOICE,
        choices=tuple(one.value for one in Kind),
        synonyms=_words("type, product type, item type, laji, tyyppi, veids, rodzaj, typ, вид, тип, 類型"),
    ),
    ImportField(
        "unit",
        gettext_noop("Unit"),
        length_max=20,
        synonyms=_words(
            "unit of measure, uom, yksikkö, mērvienība, jednostka, jednostka miary, единица, ед. изм., 單位"
        ),
    ),
    ImportField(
        "group",
        gettext_noop("Group"),
        length_max=GROUP_MAX,
        synonyms=_words(
            """
            category, product group, product category, item group, tuoteryhmä, ryhmä, kategoria, grupa, grupa produktów,
            kategorija, группа, категория, 類別, 群組
            """
        ),
    ),
    ImportField(
        "tracked",
        gettext_noop("Tracked"),
        kind=FieldKind.CHOICE,
        choices=tuple(one.value for one in Tracked),
        synonyms=_words("tracking, seuranta, uzskaite, śledzenie, учёт, 追蹤"),
    ),
    ImportField(
        "description",
        gettext_noop("Description"),
        length_max=DESCRIPTION_MAX,
        multiline=True,
        synonyms=_words("details, text, long description, kuvaus, apraksts, opis, описание, 描述, 說明"),
    ),
)
