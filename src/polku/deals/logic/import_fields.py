"""What a column of a file of deals can be, and the headings that say so in six languages and in other systems."""

from typing import Final

from polku.contacts.import_fields import CONSENTS, CUSTOMER, words
from polku.imports.logic.kinds import FieldKind, ImportField
from polku.kernel.errors import gettext_noop

_TEXT_120: Final = 120


FIELDS: Final = (
    ImportField(
        "external_id",
        gettext_noop("Number in the other system"),
        length_max=_TEXT_120,
        hint=gettext_noop("Tells whether a row is known already, so that a file can be imported twice."),
        synonyms=words(
            """
            id, deal id, lead id, prospect id, record id, opportunity id, mql_id, tunniste, numer, ид, 編號
            """
        ),
    ),
    ImportField(
        "title",
        gettext_noop("Title"),
        synonyms=words(
            """
            deal, deal name, deal title, opportunity, opportunity name, lead name, subject, kauppa, otsikko,
            nosaukums, tytuł, nazwa szansy, название, сделка, 標題, 商機名稱
            """
        ),
    ),
    *CUSTOMER,
    ImportField(
        "source",
        gettext_noop("Source"),
        length_max=_TEXT_120,
        synonyms=words("lead source, origin, channel, lähde, avots, źródło, источник, 來源"),
    ),
    ImportField(
        "campaign",
        gettext_noop("Campaign"),
        length_max=_TEXT_120,
        synonyms=words("campaign name, kampanja, kampaņa, kampania, кампания, 活動"),
    ),
    ImportField(
        "product",
        gettext_noop("Product"),
        length_max=_TEXT_120,
        synonyms=words("product name, tuote, produkts, produkt, продукт, товар, 產品"),
    ),
    ImportField(
        "owner",
        gettext_noop("Owner"),
        hint=gettext_noop("Mail address or name of a colleague; nobody where it is unknown."),
        synonyms=words(
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
        synonyms=words(
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
        synonyms=words(
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
        synonyms=words(
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
        synonyms=words(
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
        synonyms=words(
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
        synonyms=words(
            """
            amount, deal value, deal amount, revenue, arvo, summa, vērtība, wartość, kwota, сумма, 金額
            """
        ),
    ),
    ImportField(
        "currency",
        gettext_noop("Currency"),
        FieldKind.CURRENCY,
        synonyms=words("deal currency, currency code, valuutta, valūta, waluta, валюта, 貨幣, 幣別"),
    ),
    *CONSENTS,
)

OUTCOME_WORDS: Final = {
    "won": "won closedwon voitettu voitto iegūts uzvarēts wygrana wygrane wygrany выиграна выиграно успешно "
    "成交 贏單 贏",
    "lost": "lost closedlost hävitty tappio zaudēts przegrana przegrane przegrany проиграна отказ 失敗 丟單 輸",
    "open": "open inprogress active avoin kesken atvērts otwarta otwarte otwarty открыта открыто вработе 進行中 開啟",
}
"""What a column of stages may say instead of a stage."""
