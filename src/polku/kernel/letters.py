"""Tables of letters and legal forms that the keys of `text` use."""

from __future__ import annotations

from typing import Final

# Letters that Unicode does not decompose into a base letter and an accent.
BARE: Final = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "ŋ": "n",
        "ĸ": "k",
        "ɓ": "b",
        "ɖ": "d",
        "ɗ": "d",
        "ƙ": "k",
        "ƴ": "y",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ß": "ss",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
    }
)

# Cyrillic to Latin, lower case, accents already folded away (so й came as и and ё as е), in the way names are
# spelled on business cards rather than by one standard.
CYRILLIC: Final = str.maketrans(
    {
        "а": "a",
        "б": "b",
        "в": "v",
        "г": "g",
        "ґ": "g",
        "д": "d",
        "ђ": "dj",
        "е": "e",
        "є": "ie",
        "ж": "zh",
        "з": "z",
        "и": "i",
        "і": "i",
        "ј": "j",
        "к": "k",
        "л": "l",
        "љ": "lj",
        "м": "m",
        "н": "n",
        "њ": "nj",
        "о": "o",
        "п": "p",
        "р": "r",
        "с": "s",
        "т": "t",
        "ћ": "c",
        "у": "u",
        "ф": "f",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "џ": "dz",
        "ш": "sh",
        "щ": "shch",
        "ъ": "",
        "ы": "y",
        "ь": "",
        "э": "e",
        "ю": "iu",
        "я": "ia",
        "ѕ": "dz",
        "ў": "u",
    }
)

# Folded, without dots: “Sp. z o.o.” is “sp z oo”. Taken off the end of a name, the longest first.
_ENDINGS: Final = """
    oy|oyj|oy ab|oyj abp|ab oy|ky|ay|tmi|osk|ry
    ab|ab publ|publ|hb|kb|abp
    as|asa|a s|ans|da|enk|aps|a p s|ivs|k s|p s
    sia|ik|zs|uab|mb|vsi|ou|fie|tu
    sp z oo|sp z o o|sp zo o|sp zoo|spzoo|spolka z ograniczona odpowiedzialnoscia|spolka akcyjna
    sp k|sp j|spk|spj|psa|sp p|ska
    spolka z oo|spolka komandytowa|spolka jawna|sp z oo sp k|sp z o o sp k
    gmbh|gmbh and co kg|gmbh co kg|ag and co kg|ag|kg|kgaa|ohg|gbr|ug|ug haftungsbeschrankt
    ev|e v|eg|e k|ek|mbh
    ges mbh|gesmbh|gesellschaft mit beschrankter haftung|aktiengesellschaft
    ltd|limited|plc|llp|lp|llc|l l c|inc|incorporated|corp|corporation|co|company|co ltd|co limited|pte ltd
    pte|pty ltd|pty|pvt ltd|private limited|pvt|lllp|pllc|pc|sdn bhd|bhd|public limited company
    sa|s a|sas|s a s|sasu|sarl|s a r l|eurl|snc|sci|scop|se|societe anonyme
    spa|s p a|srl|s r l|srls|sapa|scarl|s n c
    sl|s l|slu|s l u|sau|s a u|sc|sociedad anonima|sociedad limitada|sa de cv|s a de c v
    sapi de cv|s de rl de cv|cia ltda
    ltda|lda|eireli|epp|unipessoal lda|sgps
    bv|b v|nv|n v|vof|cv|bvba|cvba|vzw
    sro|s r o|spol s r o|spol sro|vos|ks|zrt|kft|nyrt|bt|rt
    doo|d o o|dd|d d|ad|ead|ood|eood|jsc|pjsc|ojsc|cjsc|oao|zao|pao|ooo
    kk|k k|gk|yk|kabushiki kaisha|godo kaisha
    anonim sirketi|limited sirketi|ltd sti|san ve tic ltd sti|tic ltd sti
    osakeyhtio|julkinen osakeyhtio|aktiebolag|aktieselskab|anpartsselskab|aksjeselskap
    sabiedriba ar ierobezotu atbildibu|akciju sabiedriba|individualais komersants|uzdaroji akcine bendrove
"""
# Written before the name in some countries: SIA “X”, ООО “X”, UAB “X”, OÜ X, Oy X Ab.
_BEGINNINGS: Final = """
    oy|oyj|ab|as|sia|uab|ou|ooo|oao|zao|pao|jsc|pjsc|ojsc|cjsc|kk|sp z oo|sp z o o
    sabiedriba ar ierobezotu atbildibu|akciju sabiedriba|individualais komersants|uzdaroji akcine bendrove
"""
# Folded Cyrillic, at either end; kept apart from the Latin ones, where “ip” or “pat” are words and names.
_CYRILLIC_FORMS: Final = """
    ооо|оао|зао|пао|нао|ао|ип|тоо|одо|гуп|муп|фгуп|тов|пат|прат|ат|чп|пп|фоп|ад|еад|оод|еоод|доо|ет
    общество с ограниченнои ответственностью|акционерное общество|закрытое акционерное общество
    открытое акционерное общество|публичное акционерное общество|индивидуальныи предприниматель
    товариство з обмеженою відповідальністю|приватне підприємство
"""
# The longest first; written without a space at either end of the name.
HAN_FORMS: Final = (
    "股份有限公司",
    "有限責任公司",
    "有限责任公司",
    "股份公司",
    "有限公司",
    "株式会社",
    "株式會社",
    "合同会社",
    "有限会社",
    "集團公司",
    "集团公司",
    "公司",
)


Forms = frozenset[tuple[str, ...]]


def _forms(lines: str) -> Forms:
    """Read a table above: `|` parts the forms of a line, a space the words of a form."""
    forms: set[tuple[str, ...]] = set()
    for line in lines.strip().splitlines():
        for form in line.strip().split("|"):
            forms.add(tuple(form.split()))
    return frozenset(forms)


CYRILLIC_FORMS: Final = _forms(_CYRILLIC_FORMS)
ENDINGS: Final = _forms(_ENDINGS)
BEGINNINGS: Final = _forms(_BEGINNINGS)
FORM_WORDS_MAX: Final = max(map(len, CYRILLIC_FORMS | ENDINGS | BEGINNINGS))
