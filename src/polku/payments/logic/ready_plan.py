"""The plan of reminders that every company begins with: a friendly mail, a firm one, then a call."""

from typing import Final

from polku.kernel.words import Text
from polku.payments.logic.chasing import Channel, Step

NAME: Final = Text.of(
    {
        "en": "Usual reminders",
        "fi": "Tavalliset muistutukset",
        "lv": "Parastie atgādinājumi",
        "pl": "Zwykłe przypomnienia",
        "ru": "Обычные напоминания",
        "zh-hant": "一般催款",
    }
)
_FRIENDLY: Final = Text.of(
    {
        "en": "Perhaps it slipped your mind: {sum} is past its due date. "
        "If you have paid in the meantime, please disregard this message.",
        "fi": "Ehkä asia on unohtunut: {sum} on erääntynyt. Jos olette jo maksaneet, tämä viesti on aiheeton.",
        "lv": "Iespējams, piemirsās: {sum} samaksas termiņš ir pagājis. "
        "Ja jau esat samaksājuši, lūdzu, neņemiet šo ziņu vērā.",
        "pl": "Być może umknęło to uwadze: minął termin zapłaty {sum}. "
        "Jeśli płatność została już wykonana, prosimy zignorować tę wiadomość.",
        "ru": "Возможно, это забылось: срок оплаты {sum} прошёл. "
        "Если вы уже заплатили, не обращайте внимания на это письмо.",
        "zh-hant": "或許您忘記了：{sum} 已過付款期限。若您已付款，請忽略此信。",
    }
)
_FIRM: Final = Text.of(
    {
        "en": "Our reminder had no answer: {sum} is still open, {days} days past its due date. "
        "Please pay now, or tell us what keeps you from it.",
        "fi": "Emme saaneet vastausta muistutukseemme: {sum} on yhä avoinna, jo {days} päivää. "
        "Maksakaa nyt tai kertokaa, mikä maksun estää.",
        "lv": "Uz mūsu atgādinājumu nesaņēmām atbildi: {sum} joprojām nav samaksāts, jau {days} dienas. "
        "Lūdzu, samaksājiet tagad vai pastāstiet, kas to kavē.",
        "pl": "Nasze przypomnienie pozostało bez odpowiedzi: {sum} nadal nie zapłacono, od {days} dni. "
        "Prosimy o zapłatę teraz lub o informację, co ją wstrzymuje.",
        "ru": "На наше напоминание ответа не было: {sum} не оплачено уже {days} дн. "
        "Пожалуйста, заплатите сейчас или сообщите, что мешает.",
        "zh-hant": "我們的提醒尚未獲得回覆：{sum} 仍未付清，已逾期 {days} 天。請立即付款，或告訴我們原因。",
    }
)
_CALL: Final = Text.of(
    {
        "en": "Call {customer}: {sum} is {days} days past its due date. Agree on a day to pay by.",
        "fi": "Soita: {customer}. {sum} on avoinna jo {days} päivää. Sopikaa maksupäivä.",
        "lv": "Piezvani: {customer}. {sum} nav samaksāts jau {days} dienas. Vienojieties par dienu.",
        "pl": "Zadzwoń: {customer}. {sum} nie zapłacono od {days} dni. Umów termin zapłaty.",
        "ru": "Позвоните: {customer}. {sum} не оплачено {days} дн. Договоритесь о дне оплаты.",
        "zh-hant": "致電 {customer}：{sum} 已逾期 {days} 天，請約定付款日期。",
    }
)
_REMINDER: Final = Text.of(
    {
        "en": "Payment reminder",
        "fi": "Maksumuistutus",
        "lv": "Atgādinājums par samaksu",
        "pl": "Przypomnienie o płatności",
        "ru": "Напоминание об оплате",
        "zh-hant": "付款提醒",
    }
)
_SECOND: Final = Text.of(
    {
        "en": "Second payment reminder",
        "fi": "Toinen maksumuistutus",
        "lv": "Otrais atgādinājums par samaksu",
        "pl": "Drugie przypomnienie o płatności",
        "ru": "Второе напоминание об оплате",
        "zh-hant": "第二次付款提醒",
    }
)
_PHONE: Final = Text.of(
    {
        "en": "Call about payment",
        "fi": "Soitto maksusta",
        "lv": "Zvans par samaksu",
        "pl": "Telefon w sprawie płatności",
        "ru": "Звонок об оплате",
        "zh-hant": "致電催款",
    }
)
STEPS: Final = (
    Step(1, 3, Channel.MAIL, _REMINDER, _FRIENDLY),
    Step(2, 14, Channel.MAIL, _SECOND, _FIRM),
    Step(3, 30, Channel.TASK, _PHONE, _CALL),
)
