"""Invented data of the design page: shown as they are, in no language of the reader."""

from polku.ui.registry import Signal

BUYER = [
    ("mark", "Machine failed", "2 Sep"),
    ("mark", "Asked colleagues", "11 Sep"),
    ("mark", "Chose to replace", "24 Sep"),
    ("mark", "Tried a demo", "21 Oct"),
    ("mark now", "Comparing three makers", ""),
    ("mark ahead", "Board approves", "expected 4 Dec"),
    ("mark ahead", "Signs", ""),
    ("mark ahead", "Recommends", ""),
]
PASSED = [("Find", "2 d"), ("Contact", "4 d"), ("Qualify", "6 d"), ("Needs", "8 d")]
HERE: tuple[str, Signal, str] = ("Offer", "late", "Late, 9 of 7 days")
AHEAD = ["Negotiate", "Finalise", "After-sales"]
COLUMNS: list[dict[str, object]] = [
    {"w": 16, "p": 0, "state": "ok", "name": "Find", "n": 58, "sum": 16240000, "deal": "Päijät Sport ry",
     "what": "Aava ×1", "value": 64000, "gone": 1, "of": 3, "said": "1 of 3 d", "next": "Call, Mon"},
    {"w": 10, "p": 16, "state": "stuck", "name": "Qualify", "n": 39, "sum": 14820000, "deal": "Kauppahuone Aalto Oy",
     "what": "Tuisku 2 ×4", "value": 2980000, "gone": 15, "of": 6, "said": "15 of 6 d, stuck", "next": ""},
    {"w": 5, "p": 10, "state": "late", "name": "Offer", "n": 46, "sum": 26680000, "deal": "Saimaan Lämpö Oy",
     "what": "Aava Pro ×14", "value": 4186000, "gone": 9, "of": 7, "said": "9 of 7 d, late",
     "next": "Call Hanna, Mon 9:30", "last": True},
]  # fmt: skip
TIMELINE = [
    ("buyer-did", "16:12", "Hanna opened the quote", "", "4 min on upkeep, 1 min on price"),
    ("", "10:05", "Mail from Светлана Лебедева", "Можно ли оплатить в течение 30 дней после поставки?", ""),
    ("stage", "8:40", "Needs to Offer", "", "All four criteria met. 8 days in Needs, expected 8."),
]
CRITERIA = [("Upkeep answered", "Send the upkeep sheet, or log what was said"), ("Demo held, 21 October", "")]
TABLE: list[tuple[str, int, float, Signal, str]] = [
    ("Find", 1284, 0.81, "ok", "On time"),
    ("Qualify", 806, 0.64, "stuck", "Stuck"),
    ("Offer", 431, 0.62, "late", "Late"),
]
PEOPLE = [("Hanna Räsänen", 1), ("Светлана Лебедева", 0), ("Pekka Heinonen", -1), ("陳志明", None)]
ICONS = """
    today columns people map chart file box coins chat gear search plus check warn phone mail calendar note task demo
    link undo upload download filter pin flag lock user users globe moon sun trash edit pause play merge drag star
    clock copy external key route heart
""".split()
