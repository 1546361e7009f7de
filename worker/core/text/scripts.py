"""Which script a text is written in, and which script a language; never decides a language where several share one."""

import re
from collections import Counter
from functools import lru_cache

_RANGES = {
    "Latn": "A-Za-zÀ-ɏḀ-ỿ",
    "Grek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrl": "\u0400-\u052f",
    "Armn": "\u0531-\u058f",
    "Hebr": "\u05d0-\u05f2",
    "Arab": "\u0620-\u064a\u0671-\u06d3\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9",
    "Syrc": "\u0710-\u074f",
    "Thaa": "\u0780-\u07b1",
    "Nkoo": "\u07c0-\u07ff",
    "Deva": "\u0904-\u0939",
    "Beng": "\u0985-\u09b9",
    "Guru": "\u0a05-\u0a39",
    "Gujr": "\u0a85-\u0ab9",
    "Orya": "\u0b05-\u0b39",
    "Taml": "\u0b85-\u0bb9",
    "Telu": "\u0c05-\u0c39",
    "Knda": "\u0c85-\u0cb9",
    "Mlym": "\u0d05-\u0d3a",
    "Sinh": "\u0d85-\u0dc6",
    "Thai": "\u0e01-\u0e30",
    "Laoo": "\u0e81-\u0eb0",
    "Tibt": "\u0f40-\u0f6c",
    "Mymr": "\u1000-\u1021",
    "Geor": "\u10a0-\u10ff",
    "Hang": "\u1100-\u11ff\uac00-\ud7a3",
    "Ethi": "\u1200-\u137f",
    "Cher": "\u13a0-\u13ff",
    "Cans": "\u1400-\u167f",
    "Khmr": "\u1780-\u17a2",
    "Mong": "\u1820-\u1878",
    "Olck": "\u1c50-\u1c7f",
    "Tfng": "\u2d30-\u2d67",
    "Kana": "\u3041-\u30fa",
    "Hani": "\u3400-\u9fff",
    "Yiii": "\ua000-\ua48c",
}
_LETTERS = re.compile("|".join(f"(?P<{name}>[{letters}])" for name, letters in _RANGES.items()))

ONLY_LANGUAGE = {
    "Grek": "el", "Armn": "hy", "Thaa": "dv", "Guru": "pa", "Gujr": "gu", "Orya": "or", "Taml": "ta", "Telu": "te",
    "Knda": "kn", "Mlym": "ml", "Sinh": "si", "Thai": "th", "Laoo": "lo", "Geor": "ka", "Hang": "ko", "Khmr": "km",
    "Kana": "ja",
}  # fmt: skip
"""Scripts that one language of the press writes: even a headline in one of them says which."""

# CLDR (likelySubtags) has the script of each language; these are the ones that the detector's model lacks, but Latin.
_WRITTEN_IN = {
    "Arab": "ckb sdh prs sd ks bal bgn brh skr pnb lah haz azb lrc glk mzn dcc khw kls",
    "Cyrl": "ab av ce cv kv os sah tyv udm mhr myv mdf xal kbd ady inh lez krc kum nog bxr cu rue alt",
    "Deva": "bho mai awa mag doi brx kok bgc hne raj new",
    "Ethi": "ti tig gez",
    "Hebr": "yi lad",
    "Beng": "mni syl ctg",
    "Tibt": "bo",
    "Mymr": "shn mnw ksw kyu",
    "Thaa": "dv",
    "Cans": "iu cr oj",
    "Olck": "sat",
    "Yiii": "ii",
    "Nkoo": "nqo",
    "Syrc": "syr aii",
    "Tfng": "zgh",
    "Cher": "chr",
}
_SCRIPT_OF = {language: script for script, languages in _WRITTEN_IN.items() for language in languages.split()}


_START = 300


def script_of(text: str) -> str | None:
    """The script (ISO 15924) of most letters at the start of a text; Japanese by its kana; None without letters."""
    counts: Counter[str] = Counter()
    for letter, times in Counter(text[:_START]).items():
        if script := _script(letter):
            counts[script] += times
    if not counts:
        return None
    if counts["Kana"] * 5 > counts["Hani"]:  # a sentence of Japanese has at least a particle in kana
        counts["Kana"] += counts.pop("Hani", 0)
    return counts.most_common(1)[0][0]


@lru_cache(maxsize=1 << 12)
def _script(letter: str) -> str | None:
    found = _LETTERS.match(letter)
    return found.lastgroup if found else None


def written_in(language: str) -> str:
    """The script that a language is written in, of those that the model of the detector does not know."""
    return _SCRIPT_OF.get(language, "Latn")
