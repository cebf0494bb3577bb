"""What people of the made-up company write, in each language: the same story, told natively."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Words:
    """The texts of one language. Lists of all languages are equally long, so that one seed tells one story."""

    upkeep: str
    sources: tuple[str, ...]
    campaigns: tuple[str, ...]
    next_steps: tuple[str, ...]
    care_steps: tuple[str, ...]
    texts: Mapping[str, tuple[str, ...]]
    need: str
    spoke: str
    ask_bant: str
    comments: tuple[str, ...]
    hold: str
    cancel: str
    credit: str
    short: str
    cheaper: str
    wish: str
    given: str
    in_return: str
    walk_away: str
    power: str
    contract: str
    doubt: str
    reorder: str
    fee: str


_EN: Final = Words(
    upkeep="Upkeep plan",
    sources=("website", "referral", "fair", "search ad", "call", "newsletter", "partner"),
    campaigns=("Autumn offices", "Warm mornings", "Fair Helsinki"),
    next_steps=(
        "Call about the board's decision", "Send the upkeep sheet", "Ask about the budget", "Book the demo",
        "Find out who decides", "Send the reference from Oulu", "Agree the delivery date", "Confirm the recap",
        "Answer the payment question", "Visit with the sample",
    ),
    care_steps=("Ask how the first month went", "Agree the first upkeep visit", "Ask for a referral"),
    texts={
        "call": ("Asked for the price per cup.", "Wants it before the move.", "Will ask the finance manager.",
                 "No answer, left word."),
        "meeting": ("Showed the machine room; two more offices come up.", "Went through the needs one by one.",
                    "Met the deciders."),
        "demo": ("Twelve cups in five minutes; they counted.", "The self-rinse convinced them.",
                 "Keenest: the office manager."),
        "mail": ("Sent the offer with the five-year cost.", "Sent the reference and the data sheet.",
                 "Asked for a date."),
        "note": ("They compare with repairing the old ones.", "Their lease ends in January.",
                 "Competitor is 9 % cheaper."),
        "care": ("The machine runs; delivered as agreed.", "Showed the staff how to clean it.",
                 "They like the coffee and asked for a second grinder."),
    },
    need="No queue at nine, and nobody cleans it by hand",
    spoke="Spoke about the machines.",
    ask_bant="Ask the BANT questions",
    comments=(
        "Can you deliver before the 20th?",
        "Is the first upkeep visit included?",
        "Our finance manager asks for 30 days to pay.",
    ),
    hold="Waits for the credit check",
    cancel="Ordered twice by mistake",
    credit="One machine came back scratched",
    short="One box was missing when it arrived",
    cheaper="They take two more next year if we meet the rival's price",
    wish="10 % off the machines",
    given="5 % off",
    in_return="Payment within 7 days",
    walk_away="They rent until the next budget",
    power="Less power than today",
    contract="Frame contract, signed by both",
    doubt="Does the floor carry the weight?",
    reorder="Repeat order",
    fee="Bank fee",
)  # fmt: skip
_FI: Final = Words(
    upkeep="Huoltosopimus",
    sources=("verkkosivut", "suosittelu", "messut", "hakumainos", "puhelu", "uutiskirje", "kumppani"),
    campaigns=("Syksyn toimistot", "Lämpimät aamut", "Helsingin messut"),
    next_steps=(
        "Soita hallituksen päätöksestä", "Lähetä huoltosopimuksen tiedot", "Kysy budjetista", "Sovi demo",
        "Selvitä, kuka päättää", "Lähetä Oulun referenssi", "Sovi toimituspäivä", "Pyydä vahvistus yhteenvedolle",
        "Vastaa maksuehtoja koskevaan kysymykseen", "Käy näyttämässä mallikonetta",
    ),
    care_steps=("Kysy, miten ensimmäinen kuukausi sujui", "Sovi ensimmäinen huoltokäynti", "Pyydä suositusta"),
    texts={
        "call": ("Kysyi hintaa kuppia kohti.", "Haluaa koneen ennen muuttoa.", "Kysyy vielä talouspäälliköltä.",
                 "Ei vastannut, jätin viestin."),
        "meeting": ("Katsottiin koneen paikka; kaksi toimistoa lisää harkinnassa.",
                    "Käytiin tarpeet läpi yksi kerrallaan.", "Tapasin päättäjät."),
        "demo": ("Kaksitoista kuppia viidessä minuutissa; he laskivat.", "Itsehuuhtelu vakuutti heidät.",
                 "Innokkain oli toimistopäällikkö."),
        "mail": ("Lähetin tarjouksen ja viiden vuoden kustannukset.", "Lähetin referenssin ja tuotekortin.",
                 "Pyysin ehdottamaan aikaa."),
        "note": ("Vertaavat vanhojen koneiden korjaamiseen.", "Leasing päättyy tammikuussa.",
                 "Kilpailija on 9 % halvempi."),
        "care": ("Kone toimii, toimitus meni sovitusti.", "Käytiin puhdistus läpi henkilökunnan kanssa.",
                 "Kahvi maistuu; kysyivät toista myllyä."),
    },
    need="Ei jonoa yhdeksältä, eikä konetta tarvitse puhdistaa käsin",
    spoke="Puhuttiin koneista.",
    ask_bant="Kysy BANT-kysymykset",
    comments=(
        "Onnistuuko toimitus ennen 20. päivää?",
        "Kuuluuko ensimmäinen huoltokäynti hintaan?",
        "Talouspäällikkömme toivoo 30 päivän maksuaikaa.",
    ),
    hold="Odottaa luottotarkistusta",
    cancel="Tilattu vahingossa kahdesti",
    credit="Yksi kone palautui naarmuisena",
    short="Yksi laatikko puuttui toimituksesta",
    cheaper="Ottavat ensi vuonna kaksi lisää, jos pääsemme kilpailijan hintaan",
    wish="10 % alennus koneista",
    given="5 % alennus",
    in_return="Maksu 7 päivässä",
    walk_away="He vuokraavat seuraavaan budjettiin asti",
    power="Sähköä kuluu vähemmän kuin nyt",
    contract="Puitesopimus molempien allekirjoittamana",
    doubt="Kestääkö lattia painon?",
    reorder="Uusintatilaus",
    fee="Pankin palvelumaksu",
)  # fmt: skip
_LV: Final = Words(
    upkeep="Apkopes līgums",
    sources=("mājaslapa", "ieteikums", "izstāde", "reklāma meklētājā", "zvans", "jaunumu vēstule", "partneris"),
    campaigns=("Rudens biroji", "Siltie rīti", "Izstāde Helsinkos"),
    next_steps=(
        "Piezvanīt par valdes lēmumu", "Nosūtīt apkopes aprakstu", "Pajautāt par budžetu", "Sarunāt demonstrāciju",
        "Noskaidrot, kurš pieņem lēmumu", "Nosūtīt atsauksmi no Oulu", "Saskaņot piegādes datumu",
        "Palūgt apstiprināt kopsavilkumu", "Atbildēt uz jautājumu par apmaksu", "Aizbraukt ar paraugu",
    ),
    care_steps=("Pajautāt, kā pagāja pirmais mēnesis", "Sarunāt pirmo apkopi", "Palūgt ieteikumu"),
    texts={
        "call": ("Jautāja, cik maksā viena tase.", "Grib iekārtu vēl pirms pārcelšanās.",
                 "Apspriedīsies ar finanšu vadītāju.", "Neatbildēja, atstāju ziņu."),
        "meeting": ("Apskatījām iekārtas vietu; plāno vēl divus birojus.", "Izgājām cauri vajadzībām pa vienai.",
                    "Tikos ar lēmumu pieņēmējiem."),
        "demo": ("Divpadsmit tases piecās minūtēs; viņi skaitīja.", "Pašskalošanās viņus pārliecināja.",
                 "Visvairāk ieinteresēta biroja vadītāja."),
        "mail": ("Nosūtīju piedāvājumu ar piecu gadu izmaksām.", "Nosūtīju atsauksmi un tehnisko aprakstu.",
                 "Palūdzu nosaukt laiku."),
        "note": ("Salīdzina ar veco iekārtu remontu.", "Viņu noma beidzas janvārī.",
                 "Konkurents ir par 9 % lētāks."),
        "care": ("Iekārta strādā, piegāde bija laikā.", "Parādījām darbiniekiem, kā to tīrīt.",
                 "Kafija garšo; jautāja par otrām dzirnaviņām."),
    },
    need="Lai deviņos nav rindas un neviens netīra ar roku",
    spoke="Runājām par iekārtām.",
    ask_bant="Uzdot BANT jautājumus",
    comments=(
        "Vai varat piegādāt līdz 20. datumam?",
        "Vai pirmā apkope ir iekļauta cenā?",
        "Mūsu finanšu vadītājs lūdz 30 dienu apmaksas termiņu.",
    ),
    hold="Gaida kredītspējas pārbaudi",
    cancel="Kļūdas pēc pasūtīts divreiz",
    credit="Viens aparāts atgriezās saskrāpēts",
    short="Piegādē trūka vienas kastes",
    cheaper="Nākamgad ņems vēl divus, ja pielāgosimies konkurenta cenai",
    wish="10 % atlaide aparātiem",
    given="5 % atlaide",
    in_return="Apmaksa 7 dienu laikā",
    walk_away="Viņi nomā līdz nākamajam budžetam",
    power="Mazāk elektrības nekā tagad",
    contract="Ietvara līgums ar abu parakstiem",
    doubt="Vai grīda izturēs svaru?",
    reorder="Atkārtots pasūtījums",
    fee="Bankas komisija",
)  # fmt: skip
_PL: Final = Words(
    upkeep="Umowa serwisowa",
    sources=("strona WWW", "polecenie", "targi", "reklama w wyszukiwarce", "telefon", "newsletter", "partner"),
    campaigns=("Jesienne biura", "Ciepłe poranki", "Targi w Helsinkach"),
    next_steps=(
        "Zadzwonić w sprawie decyzji zarządu", "Wysłać opis serwisu", "Zapytać o budżet", "Umówić demo",
        "Ustalić, kto decyduje", "Wysłać referencje z Oulu", "Uzgodnić termin dostawy",
        "Poprosić o potwierdzenie podsumowania", "Odpowiedzieć na pytanie o płatność",
        "Pojechać z egzemplarzem pokazowym",
    ),
    care_steps=("Zapytać, jak minął pierwszy miesiąc", "Umówić pierwszy przegląd", "Poprosić o polecenie"),
    texts={
        "call": ("Pytanie o koszt jednej filiżanki.", "Chcą mieć ekspres przed przeprowadzką.",
                 "Zapyta dyrektora finansowego.", "Brak odpowiedzi, zostawiona wiadomość."),
        "meeting": ("Obejrzane miejsce na ekspres; dochodzą dwa kolejne biura.",
                    "Omówione potrzeby, jedna po drugiej.", "Spotkanie z decydentami."),
        "demo": ("Dwanaście filiżanek w pięć minut; liczyli.", "Przekonało ich samoczynne płukanie.",
                 "Najbardziej zainteresowana: kierowniczka biura."),
        "mail": ("Wysłana oferta z kosztem na pięć lat.", "Wysłane referencje i karta produktu.",
                 "Prośba o termin."),
        "note": ("Porównują z naprawą starych ekspresów.", "Ich leasing kończy się w styczniu.",
                 "Konkurencja jest tańsza o 9%."),
        "care": ("Ekspres działa, dostawa zgodnie z planem.", "Pokazane pracownikom, jak go czyścić.",
                 "Kawa smakuje; pytali o drugi młynek."),
    },
    need="Bez kolejki o dziewiątej i bez ręcznego czyszczenia",
    spoke="Rozmowa o ekspresach.",
    ask_bant="Zadać pytania BANT",
    comments=(
        "Czy dostawa przed 20. jest możliwa?",
        "Czy pierwszy przegląd jest w cenie?",
        "Nasz dyrektor finansowy prosi o 30 dni na płatność.",
    ),
    hold="Czeka na sprawdzenie kredytu",
    cancel="Zamówione dwa razy przez pomyłkę",
    credit="Jeden ekspres wrócił porysowany",
    short="W dostawie brakowało jednego pudła",
    cheaper="Za rok wezmą dwa kolejne, jeśli dorównamy cenie konkurencji",
    wish="10 % rabatu na ekspresy",
    given="5 % rabatu",
    in_return="Płatność w 7 dni",
    walk_away="Wynajmą do następnego budżetu",
    power="Mniej prądu niż dziś",
    contract="Umowa ramowa podpisana przez obie strony",
    doubt="Czy podłoga utrzyma ciężar?",
    reorder="Ponowne zamówienie",
    fee="Opłata bankowa",
)  # fmt: skip
_RU: Final = Words(
    upkeep="Договор обслуживания",
    sources=("сайт", "рекомендация", "выставка", "реклама в поиске", "звонок", "рассылка", "партнёр"),
    campaigns=("Осенние офисы", "Тёплые утра", "Выставка в Хельсинки"),
    next_steps=(
        "Позвонить насчёт решения правления", "Отправить описание обслуживания", "Спросить о бюджете",
        "Назначить демонстрацию", "Узнать, кто принимает решение", "Отправить отзыв из Оулу",
        "Согласовать дату поставки", "Попросить подтвердить итоги встречи", "Ответить на вопрос об оплате",
        "Приехать с образцом",
    ),
    care_steps=("Спросить, как прошёл первый месяц", "Назначить первое обслуживание", "Попросить рекомендацию"),
    texts={
        "call": ("Спросили, сколько стоит одна чашка.", "Хотят кофемашину до переезда.",
                 "Посоветуются с финансовым директором.", "Не ответили, сообщение оставлено."),
        "meeting": ("Осмотрели место для кофемашины; на очереди ещё два офиса.", "Прошли потребности по одной.",
                    "Встреча с теми, кто решает."),
        "demo": ("Двенадцать чашек за пять минут: считали сами.", "Убедила автоматическая промывка.",
                 "Больше всех заинтересована офис-менеджер."),
        "mail": ("Отправлено предложение с расходами на пять лет.", "Отправлены отзыв и описание модели.",
                 "Просьба назвать удобную дату."),
        "note": ("Сравнивают с ремонтом старых кофемашин.", "Аренда заканчивается в январе.",
                 "У конкурента на 9 % дешевле."),
        "care": ("Кофемашина работает, поставка прошла по плану.", "Показали сотрудникам, как её чистить.",
                 "Кофе нравится; спросили про вторую кофемолку."),
    },
    need="Чтобы в девять не было очереди и никто не мыл вручную",
    spoke="Поговорили о кофемашинах.",
    ask_bant="Задать вопросы BANT",
    comments=(
        "Успеете поставить до 20-го числа?",
        "Первый визит мастера входит в цену?",
        "Наш финансовый директор просит отсрочку 30 дней.",
    ),
    hold="Ждёт проверки платёжеспособности",
    cancel="Заказали дважды по ошибке",
    credit="Одна машина вернулась поцарапанной",
    short="При доставке не хватило одной коробки",
    cheaper="В следующем году возьмут ещё две, если дадим цену конкурента",
    wish="Скидка 10 % на машины",
    given="Скидка 5 %",
    in_return="Оплата за 7 дней",
    walk_away="Они арендуют до следующего бюджета",
    power="Меньше электричества, чем сейчас",
    contract="Рамочный договор с подписями обеих сторон",
    doubt="Выдержит ли пол вес?",
    reorder="Повторный заказ",
    fee="Комиссия банка",
)  # fmt: skip
_ZH: Final = Words(
    upkeep="保養方案",
    sources=("網站", "轉介", "展覽", "搜尋廣告", "電話", "電子報", "合作夥伴"),
    campaigns=("秋季辦公室", "溫暖早晨", "赫爾辛基展"),
    next_steps=(
        "致電詢問董事會的決定", "寄送保養方案說明", "詢問預算", "預約展示", "確認由誰決定", "寄送奧盧客戶的推薦",
        "約定交貨日", "請對方確認會議摘要", "回覆付款問題", "帶樣機拜訪",
    ),
    care_steps=("詢問第一個月的使用情況", "約定首次保養", "請客戶推薦"),
    texts={
        "call": ("詢問每杯的成本。", "希望在搬遷前裝好。", "會先問財務主管。", "無人接聽，已留言。"),
        "meeting": ("看過安裝位置；另有兩個辦公室待評估。", "逐項確認需求。", "與決策者見面。"),
        "demo": ("五分鐘十二杯，他們還數了。", "自動清洗功能說服了他們。", "最有興趣的是辦公室主管。"),
        "mail": ("已寄出報價與五年成本。", "已寄出推薦信與產品規格。", "已詢問可行的日期。"),
        "note": ("正在與維修舊機比較。", "租約一月到期。", "競爭對手便宜 9%。"),
        "care": ("機器運作正常，如期交貨。", "已教同仁如何清潔。", "咖啡很受歡迎，還問了第二台磨豆機。"),
    },
    need="九點不用排隊，也不必手動清洗",
    spoke="談了咖啡機。",
    ask_bant="詢問 BANT 問題",
    comments=(
        "20 日前能交貨嗎？",
        "價格是否包含第一次保養？",
        "我們的財務主管希望 30 天付款。",
    ),
    hold="等候信用審核",
    cancel="誤訂兩次",
    credit="一台機器退回時有刮痕",
    short="到貨時少了一箱",
    cheaper="若價格與競爭對手相同，明年再買兩台",
    wish="機器打九折",
    given="打 95 折",
    in_return="七天內付款",
    walk_away="他們先租用到下一期預算",
    power="比現在省電",
    contract="雙方簽署的框架合約",
    doubt="地板承受得了重量嗎？",
    reorder="再次訂購",
    fee="銀行手續費",
)  # fmt: skip

WORDS: Final[Mapping[str, Words]] = {
    "en": _EN, "fi": _FI, "lv": _LV, "pl": _PL, "ru": _RU, "zh-hant": _ZH,
}  # fmt: skip
