"""What a column of a file of deals can be, and the headings that say so in six languages and in other systems."""

from typing import Final

from polku.imports.logic.kinds import FieldKind, ImportField
from polku.kernel.errors import gettext_noop

_TEXT_120: Final = 120


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


FIELDS: Final = (
    ImportField(
        "external_id",
        gettext_noop("Number in the other system"),
        length_max=_TEXT_120,
        hint=gettext_noop("Tells whether a row is known already, so that a file can be imported twice."),
        synonyms=_words(
            """
            id, deal id, lead id, prospect id, record id, opportunity id, mql_id, tunniste, numer, ид, 編號
            """
        ),
    ),
    ImportField(
        "title",
        gettext_noop("Title"),
        synonyms=_words(
            """
            deal, deal name, deal title, opportunity, opportunity name, lead name, subject, kauppa, otsikko,
            nosaukums, tytuł, nazwa szansy, название, сделка, 標題, 商機名稱
            """
        ),
    ),
    ImportField(
        "company",
        gettext_noop("Company"),
        synonyms=_words(
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
        synonyms=_words(
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
        synonyms=_words(
            """
            e-mail address, mail, sähköposti, e-pasts, adres e-mail, почта, электронная почта, 電子郵件
            """
        ),
    ),
    ImportField(
        "phone",
        gettext_noop("Phone"),
        length_max=60,
        synonyms=_words("telephone, mobile, phone number, puhelin, tālrunis, telefon, телефон, 電話, 手機"),
    ),
    ImportField(
        "segment",
        gettext_noop("Segment"),
        length_max=_TEXT_120,
        hint=gettext_noop("The trade or group of the customer; figures can be asked by it."),
        synonyms=_words(
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
        synonyms=_words(
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
        synonyms=_words(
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
        synonyms=_words("town, billing city, kaupunki, pilsēta, miasto, miejscowość, город, 城市"),
    ),
    ImportField(
        "address.region",
        gettext_noop("Region"),
        length_max=_TEXT_120,
        synonyms=_words("state or region, state/region, province, billing state, maakunta, область, 地區"),
    ),
    ImportField(
        "address.country",
        gettext_noop("Country"),
        hint=gettext_noop("Two letters, such as FI"),
        synonyms=_words("country code, billing country, maa, valsts, kraj, страна, 國家"),
    ),
    ImportField(
        "delivery.line1",
        gettext_noop("Delivery address"),
        length_max=200,
        hint=gettext_noop("Leave it empty if goods go to the billing address."),
        synonyms=_words(
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
        synonyms=_words("delivery post code, delivery postcode, shipping zip, shipping postal code"),
    ),
    ImportField(
        "delivery.city",
        gettext_noop("City of delivery"),
        length_max=_TEXT_120,
        synonyms=_words("delivery city, shipping city"),
    ),
    ImportField(
        "delivery.country",
        gettext_noop("Country of delivery"),
        hint=gettext_noop("Two letters, such as FI"),
        synonyms=_words("delivery country, shipping country"),
    ),
    ImportField(
        "source",
        gettext_noop("Source"),
        length_max=_TEXT_120,
        synonyms=_words("lead source, origin, channel, lähde, avots, źródło, источник, 來源"),
    ),
    ImportField(
        "campaign",
        gettext_noop("Campaign"),
        length_max=_TEXT_120,
        synonyms=_words("campaign name, kampanja, kampaņa, kampania, кампания, 活動"),
    ),
    ImportField(
        "product",
        gettext_noop("Product"),
        length_max=_TEXT_120,
        synonyms=_words("product name, tuote, produkts, produkt, продукт, товар, 產品"),
    ),
    ImportField(
        "owner",
        gettext_noop("Owner"),
        hint=gettext_noop("Mail address or name of a colleague; nobody where it is unknown."),
        synonyms=_words(
            """
            deal owner, lead owner, sales rep, assigned to, seller, omistaja, myyjä, vastuuhenkilö, īpašnieks,
            pārdevējs, właściciel, opiekun, handlowiec, ответственный, менеджер, 負責人, 業務
            """
        ),
    ),
    ImportField("team", gettext_noop("Team"), synonyms=("tiimi", "komanda", "zespół", "команда", "團隊")),
    ImportField(
        "stage",
        gettext_noop("Stage"),
        hint=gettext_noop("A stage of the process by its name in any language, or won, lost or open."),
        synonyms=_words(
            """
            deal stage, pipeline stage, status, lead status, vaihe, tila, posms, etap, статус, этап, стадия, 階段,
            狀態
            """
        ),
    ),
    ImportField(
        "created_at",
        gettext_noop("Created"),
        FieldKind.DATETIME,
        synonyms=_words(
            """
            create date, created date, created on, creation date, date created, opened, first contact date,
            luotu, izveidots, utworzono, data utworzenia, создано, дата создания, 建立日期, 建立時間
            """
        ),
    ),
    ImportField(
        "won_at",
        gettext_noop("Won"),
        FieldKind.DATETIME_OR_BOOL,
        hint=gettext_noop("A date, or yes where the date is not known."),
        synonyms=_words(
            """
            won date, converted, is won, voitettu, iegūts, uzvarēts, wygrano, data wygranej, выиграно, 成交日期, 成交
            """
        ),
    ),
    ImportField(
        "lost_at",
        gettext_noop("Lost"),
        FieldKind.DATETIME_OR_BOOL,
        hint=gettext_noop("A date, or yes where the date is not known."),
        synonyms=_words(
            """
            lost date, is lost, hävitty, zaudēts, przegrano, data przegranej, проиграно, 失敗日期, 丟單
            """
        ),
    ),
    ImportField(
        "lost_reason",
        gettext_noop("Reason of the loss"),
        length_max=5000,
        multiline=True,
        synonyms=_words(
            """
            loss reason, closed lost reason, reason lost, häviön syy, zaudējuma iemesls, powód przegranej,
            причина отказа, 失敗原因
            """
        ),
    ),
    ImportField(
        "value",
        gettext_noop("Value"),
        FieldKind.MONEY,
        currency_field="currency",
        synonyms=_words(
            """
            amount, deal value, deal amount, revenue, arvo, summa, vērtība, wartość, kwota, сумма, 金額
            """
        ),
    ),
    ImportField(
        "currency",
        gettext_noop("Currency"),
        FieldKind.CURRENCY,
        synonyms=_words("deal currency, currency code, valuutta, valūta, waluta, валюта, 貨幣, 幣別"),
    ),
    ImportField(
        "consent.email",
        gettext_noop("May be mailed"),
        FieldKind.BOOL,
        hint=gettext_noop("Put ! before the field where the column says the opposite: do not mail."),
        synonyms=_words("email consent, marketing consent, email opt in, opt in"),
    ),
    ImportField(
        "consent.phone",
        gettext_noop("May be called"),
        FieldKind.BOOL,
        hint=gettext_noop("Put ! before the field where the column says the opposite: do not call."),
        synonyms=_words("phone consent, call consent"),
    ),
)

OUTCOME_WORDS: Final = {
    "won": "won closedwon voitettu voitto iegūts uzvarēts wygrana wygrane wygrany выиграна выиграно успешно "
    "成交 贏單 贏",
    "lost": "lost closedlost hävitty tappio zaudēts przegrana przegrane przegrany проиграна отказ 失敗 丟單 輸",
    "open": "open inprogress active avoin kesken atvērts otwarta otwarte otwarty открыта открыто вработе 進行中 開啟",
}
"""What a column of stages may say instead of a stage."""
