"""What a column about a customer can be, in any file, and the headings that say so in six languages and elsewhere."""

from dataclasses import replace
from typing import Final

from polku.contacts.logic import COMPANY, PERSON
from polku.imports.logic.kinds import FieldKind, ImportField
from polku.kernel.errors import gettext_noop

_TEXT_120: Final = 120


def words(text: str) -> tuple[str, ...]:
    """Headings, told one after another with commas between them."""
    return tuple(" ".join(word.split()) for word in text.split(","))


CUSTOMER: Final = (
    ImportField(
        "company",
        gettext_noop("Company"),
        synonyms=words(
            """
            company name, account, account name, organization, organisation, customer, client, yritys, asiakas,
            uzņēmums, klients, firma, klient, компания, организация, клиент, 公司, 公司名稱, 客戶
            """
        ),
    ),
    ImportField(
        "contact",
        gettext_noop("Contact person"),
        length_max=200,
        synonyms=words(
            """
            contact name, person, full name, name, yhteyshenkilö, nimi, kontaktpersona, osoba kontaktowa, imię i
            nazwisko, контактное лицо, контакт, фио, 聯絡人, 姓名
            """
        ),
    ),
    ImportField(
        "email",
        gettext_noop("E-mail"),
        length_max=254,
        synonyms=words(
            """
            e-mail address, mail, sähköposti, e-pasts, adres e-mail, почта, электронная почта, 電子郵件
            """
        ),
    ),
    ImportField(
        "phone",
        gettext_noop("Phone"),
        length_max=60,
        synonyms=words("telephone, mobile, phone number, puhelin, tālrunis, telefon, телефон, 電話, 手機"),
    ),
    ImportField(
        "segment",
        gettext_noop("Segment"),
        length_max=_TEXT_120,
        hint=gettext_noop("The trade or group of the customer; figures can be asked by it."),
        synonyms=words(
            """
            industry, customer segment, business segment, business_segment, toimiala, segmentti, nozare, segments,
            branża, segment klienta, отрасль, сегмент, 產業, 行業
            """
        ),
    ),
    ImportField(
        "address.line1",
        gettext_noop("Street"),
        length_max=200,
        hint=gettext_noop("Where bills go; kept when the customer is new."),
        synonyms=words(
            """
            address, street address, address line 1, billing street, billing address, katuosoite, osoite, adrese, iela,
            adres, ulica, адрес, улица, 地址, 街道
            """
        ),
    ),
    ImportField(
        "address.post_code",
        gettext_noop("Post code"),
        length_max=20,
        synonyms=words(
            """
            postal code, postcode, zip, zip code, billing zip, postinumero, pasta indekss, kod pocztowy, индекс,
            郵遞區號
            """
        ),
    ),
    ImportField(
        "address.city",
        gettext_noop("City"),
        length_max=_TEXT_120,
        synonyms=words("town, billing city, kaupunki, pilsēta, miasto, miejscowość, город, 城市"),
    ),
    ImportField(
        "address.region",
        gettext_noop("Region"),
        length_max=_TEXT_120,
        synonyms=words("state or region, state/region, province, billing state, maakunta, область, 地區"),
    ),
    ImportField(
        "address.country",
        gettext_noop("Country"),
        hint=gettext_noop("Two letters, such as FI"),
        synonyms=words("country code, billing country, maa, valsts, kraj, страна, 國家"),
    ),
    ImportField(
        "delivery.line1",
        gettext_noop("Delivery address"),
        length_max=200,
        hint=gettext_noop("Leave it empty if goods go to the billing address."),
        synonyms=words(
            """
            delivery street, shipping address, shipping street, toimitusosoite, piegādes adrese, adres dostawy,
            адрес доставки, 送貨地址
            """
        ),
    ),
    ImportField(
        "delivery.post_code",
        gettext_noop("Post code of delivery"),
        length_max=20,
        synonyms=words("delivery post code, delivery postcode, shipping zip, shipping postal code"),
    ),
    ImportField(
        "delivery.city",
        gettext_noop("City of delivery"),
        length_max=_TEXT_120,
        synonyms=words("delivery city, shipping city"),
    ),
    ImportField(
        "delivery.country",
        gettext_noop("Country of delivery"),
        hint=gettext_noop("Two letters, such as FI"),
        synonyms=words("delivery country, shipping country"),
    ),
)
"""Who it is, and where."""

CONSENTS: Final = (
    ImportField(
        "consent.email",
        gettext_noop("May be mailed"),
        FieldKind.BOOL,
        hint=gettext_noop("Put ! before the field where the column says the opposite: do not mail."),
        synonyms=words("email consent, marketing consent, email opt in, opt in"),
    ),
    ImportField(
        "consent.phone",
        gettext_noop("May be called"),
        FieldKind.BOOL,
        hint=gettext_noop("Put ! before the field where the column says the opposite: do not call."),
        synonyms=words("phone consent, call consent"),
    ),
)

_NAMES: Final = words("name, customer name, nimi, nosaukums, nazwa, название, наименование, 名稱")


def _of_customers(one: ImportField) -> ImportField:
    """In a file of customers a name is the customer's, and an address is kept whether it is known or new."""
    if one.key == "company":
        return replace(one, synonyms=(*one.synonyms, *_NAMES))
    if one.key == "contact":
        return replace(one, synonyms=tuple(word for word in one.synonyms if word not in _NAMES))
    return replace(one, hint=gettext_noop("Where bills go.")) if one.key == "address.line1" else one


FIELDS: Final = (
    *map(_of_customers, CUSTOMER),
    ImportField(
        "vat_id",
        gettext_noop("VAT number"),
        length_max=30,
        synonyms=words(
            """
            vat, vat id, vat no, vat number, tax id, tax number, alv-numero, alv numero, y-tunnus, pvn numurs,
            pvn reģistrācijas numurs, nip, numer vat, инн, номер ндс, 統一編號, 稅籍編號
            """
        ),
    ),
    ImportField(
        "kind",
        gettext_noop("Kind"),
        kind=FieldKind.CHOICE,
        choices=(COMPANY, PERSON),
        hint=gettext_noop("A company where its name is told, else a person."),
        synonyms=words("type, customer type, laji, tyyppi, veids, rodzaj, typ, вид, тип, 類型"),
    ),
    ImportField(
        "position",
        gettext_noop("Position"),
        length_max=120,
        synonyms=words("job title, role, function, tehtävä, asema, amats, stanowisko, должность, 職稱"),
    ),
    ImportField(
        "website",
        gettext_noop("Website"),
        length_max=200,
        synonyms=words(
            "web, url, homepage, company domain name, www, verkkosivu, mājaslapa, strona www, сайт, 網站"
        ),
    ),
    ImportField(
        "language",
        gettext_noop("Language"),
        length_max=10,
        hint=gettext_noop("In which the customer is written to: en, fi, lv, pl, ru or zh-hant."),
        synonyms=words("lang, preferred language, kieli, valoda, język, язык, 語言"),
    ),
    ImportField(
        "created_at",
        gettext_noop("Created"),
        kind=FieldKind.DATETIME,
        hint=gettext_noop("Since when you know them; kept in history mode."),
        synonyms=words(
            """
            create date, created date, created on, creation date, customer since, luotu, izveidots, utworzono,
            data utworzenia, создано, дата создания, 建立日期
            """
        ),
    ),
    *CONSENTS,
)
"""What a column of a file of customers can be."""

SAYS: Final = {
    "several_matches": gettext_noop("Several known customers match; the first of them was taken."),
    "duplicate_customer": gettext_noop("The customer looks like one that is known already."),
    "other_company": gettext_noop("The person is known at another company, and stays there."),
    "other_email": gettext_noop("The person is known with another mail address, which was kept."),
    "other_phone": gettext_noop("The person is known with another phone number, which was kept."),
    "bad_email": gettext_noop("This is not a mail address; it was kept as text."),
    "bad_phone": gettext_noop("This is not a phone number; it was kept as text."),
    "consent_without_contact": gettext_noop("The consent was not kept: the row names no person."),
}
"""What a warning about the customer of a row says, by its code."""

FIELDS_OF: Final = {
    "bad_email": "email",
    "other_email": "email",
    "bad_phone": "phone",
    "other_phone": "phone",
    "other_company": "company",
    "duplicate_customer": "company",
    "consent_without_contact": "consent.email",
}
"""The field that a warning is about."""
