"""Names in the world of the made-up company that sells coffee machines to offices and homes."""

COMPANIES = (
    "Saimaan Lämpö Oy", "Rīgas Namu Serviss SIA", "Wrocławskie Biuro Projektów", "臺北設計工作室", "Kirjasto Oodi",
    "Norrsken Förlag AB", "Baltijas Kuģi AS", "Kauppahuone Aalto Oy", "Pohjolan Sähkö Oy",
    "Żak & Synowie sp. z o.o.",
    "SIA Ezera Viesnīca", "Oulun Insinöörit Oy", "Tampereen Arkkitehdit Oy", "Hotelli Metsä Oy",
    "Lahden Hammas Oy",
    "Vesijärven Koulu", "Päijät Sport ry", "Nordlys Regnskap AS", "ООО Северный дом", "Turun Satama Oy",
    "Latvijas Meži SIA", "Kuopion Kirja Oy", "Gdańska Stocznia Marina", "高雄海運有限公司", "Jyväskylän Teatteri",
    "Daugavas Tilti SIA", "Poznańskie Meble sp. z o.o.", "Rovaniemen Matkailu Oy", "Vaasa Energia Ab",
    "Siguldas Trase SIA",
    "Kraków Design Studio", "Espoon Ohjelmisto Oy", "新竹電子股份有限公司", "Liepājas Osta", "Hämeen Rakennus Oy",
    "Łódzkie Centrum Kultury", "Joensuun Puu Oy", "Jūrmalas SPA", "Porin Konepaja Oy", "Szczecin Logistics",
    "Mikkelin Leipä Oy", "Ventspils Nafta Serviss", "Lublin Soft", "Kotkan Kala Oy", "Невский проект",
    "Katowice Office Park", "Helsingin Kahvi Oy", "Cēsu Alus Nams", "Seinäjoen Auto Oy", "Bydgoszcz Print",
    "臺中建築師事務所", "Kemi Digipolis Oy", "Jelgavas Tipogrāfija", "Toruń Piernik", "Savonlinnan Ooppera",
    "Valmieras Stikls", "Rzeszów Aero", "Hangon Purje Oy", "Kuldīgas Tilts", "Opole Beton", "Imatran Voima Oy",
    "Ogres Trikotāža", "Zakopane Resort", "Porvoon Herkku Oy", "Talsu Piens", "Olsztyn Data", "Raahen Teräs Oy",
    "Bauskas Maize", "Sopot Hotel", "Inarin Opas Oy", "Limbažu Filcs", "Gdynia Port Services",
)  # fmt: skip
PERSONS = (
    "林怡君", "Ольга Синицына", "Andrzej Nowak", "Familjen Söderström", "Çağla Öztürk", "Інна Коваль",
    "Matti Virtanen",
    "Ilze Kalniņa", "Zofia Wiśniewska", "陳志明", "Светлана Лебедева", "Hanna Räsänen", "Jānis Ozols",
    "Piotr Zieliński",
    "Eeva Mäkinen", "王小美", "Pēteris Liepa", "Agnieszka Wójcik", "Kaisa Heikkinen", "Дмитрий Орлов",
    "Anna Kowalczyk",
    "Sanna Laine", "Māra Bērziņa", "張家豪",
)  # fmt: skip
CONTACTS = (
    "Hanna Räsänen", "Pekka Heinonen", "Светлана Лебедева", "陳志明", "Jānis Bērziņš", "Małgorzata Lis",
    "Ville Koskinen",
    "Dace Krūmiņa", "Tomasz Mazur", "李淑芬", "Elina Salo", "Андрей Козлов", "Sofia Lindqvist", "Edgars Vītols",
    "Katarzyna Dąbrowska", "Juha Niemi", "黃建國", "Līga Zariņa", "Marek Pawlak", "Riikka Lahti",
)  # fmt: skip
UPKEEP = "upkeep"
UPKEEP_SKU = "UPKEEP-12"
INSTALL_SKU = "INSTALL"
BEANS_SKU = "BEANS-1"
FILTER_SKU = "FILTER"
PRODUCTS = (
    ("AAVA-HOME", "Aava Home", 38_900),
    ("AAVA", "Aava", 64_000),
    ("AAVA-PRO", "Aava Pro", 299_000),
    ("TUISKU-2", "Tuisku 2", 745_000),
    (UPKEEP_SKU, UPKEEP, 96_000),
)
"""Number, name and price in cents; the upkeep is named in the company's language."""
SOURCE_WEIGHTS = (30, 18, 12, 14, 12, 8, 6)
SELLERS = (
    ("Aino Korhonen", "aino@aava.example", "admin", "Helsinki", ""),
    ("Jānis Bērziņš", "janis@aava.example", "seller", "Rīga", "lv"),
    ("Łukasz Żak", "lukasz@aava.example", "seller", "Warszawa", "pl"),
    ("Ольга Синицына", "olga@aava.example", "seller", "Helsinki", "ru"),
    ("林怡君", "yijun@aava.example", "seller", "Helsinki", "zh-hant"),
    ("Eero Salmi", "eero@aava.example", "manager", "Helsinki", "fi"),
)
"""Name, address, role, team, language of the people of the made-up company; empty: the company's."""
STAFF = (
    ("Tuula Rantanen", "tuula@aava.example", "finance", "Helsinki", "fi"),
    ("Mareks Kalniņš", "mareks@aava.example", "warehouse", "Rīga", "lv"),
)
"""Those who deliver, bill and book; as above."""
