"""What stands between the names of a list, in some forty languages; finds no names."""

import re

_SURE = (
    "and", "und", r"u\.", "et", "og", "och", "ja", "ve", "və", "en", "oraz", "és", "și", "şi", "và", "dhe", "agus",
    "with", "mit", "avec", "con", "AND", "UND", "ET", "OCH", "OG", "VE", "и", "та", "й", "і", "και", "และ",
    "और", "एवं", "आणि", "এবং", "ও", "ਅਤੇ", "અને", "மற்றும்", "మరియు", "ಮತ್ತು", "اور",
)  # fmt: skip
IN_NAMES = frozenset(("y", "e", "i", "و"))
"""Conjunctions that stand within family names too: Ortega y Gasset, Puig i Cadafalch."""
BETWEEN_WHOLE = frozenset(("a", "ir", "un", "si", "dan", "eta", "va", "na", "ו"))
"""Those that are other words in other languages: they part two whole names only."""
AND = re.compile(
    rf"\s*,?\s+({'|'.join((*_SURE, *sorted(IN_NAMES | BETWEEN_WHOLE)))})\s+(?=[^\W\d_a-zß-öø-ÿа-я])|"
    # Arabic and Hebrew write theirs as the first letter of the name: not that of Walid, Wael and others
    r"\s+(و)(?!ليد|ائل|سيم|جدي|فاء|هيب|رد|حيد|سام|داد|ضاح|صفي|لاء)(?=[\u0621-\u064a]{2})|\s+(ו)(?=[\u05d0-\u05ea]{2})"
)
SPLIT = re.compile(
    r"\s*(?:;|\||•|·(?=\s)|(?<=[가-힣])·(?=[가-힣])|/| - | – | — |\n|&|＆| \+ )\s*|\s+im Gespräch mit\s+"
)
"""Signs that part the names of a printed byline."""
SPLIT_DECLARED = re.compile(r"\s*(?:;|\||•|\n)\s*")
"""Those that part what is declared to be one person."""
MORE = re.compile(
    r"(?:\s*[,&+]\s*|\s+(?:and|und|et|y|e|og|och|en)\s+|\s+)"
    r"(?:(?:\d+|several|many) (?:more|others?)|\d+ (?:weitere|autres|más|altri|andere)|others|et al\b\.?"
    r"|u\. ?(?:v\. ?)?a\.)$",
    re.IGNORECASE,
)
"""Those who are not named: Ann Grey, Bo Ash and 2 more."""
