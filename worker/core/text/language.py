"""Which language a text is in: what the page declares, checked against what its words say.

The words overrule a declaration only where they can: a language that the detector's model does not know would always
lose to its neighbour, at a probability of 1.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from worker.core.text.scripts import ONLY_LANGUAGE, script_of, written_in
from worker.models import Origin

_SUBTAG = re.compile(r"^[a-z]{2,3}(?=$|[-_])")
_LENGTH = 1_000
"""Characters that the detector sees; more does not change its answer and costs time."""
_SURE = 0.9
"""Of 1,616 headlines the detector gave 313 so much, all of them rightly; below it, it takes English for Walloon."""
_SHORT = 20
_ENOUGH_WORDS = 3
_ENOUGH_LETTERS = 20
_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to was that with his this from which has have are they been would their",
        "de": "der die das und nicht ist mit den von dem ein eine für auf sich auch werden wurde hat sind",
        "fr": "les des une dans est pour qui sur pas du avec par au ce aux ont été sont cette",
        "es": "el los las una del con para por más fue como su al sus pero este ha según años",
        "pt": "não uma com para são mais foi pela dos das do da em ao pelo também os seu sua até",
        "it": "il gli della che di per non una nel sono dei alla con delle anche più dal ha è",
        "nl": "het een van niet dat zijn met voor aan door ook naar bij maar wordt deze werd heeft",
        "pl": "nie się na że jest do jak przez oraz dla od po tym był będzie są które także",
        "tr": "bir ve bu için ile olarak da daha çok olan gibi sonra kadar ise değil oldu göre",
        "sv": "och att det som är för inte med har till av om ett men från kan också sig var",
        "da": "og det til ikke af er med har som på den der et blev fra også han men ved",
        "no": "og det til ikke av er med har som på den et ble fra også han men ved sier",
        "fi": "ja on ei että se oli mutta kun myös hän ovat tai joka sen mukaan ole",
        "cs": "je že se na v to s by ale jsem jako pro po ze jeho který byl také podle",
        "ru": "и в не на что с по из это как его для был от он было также году",
        "uk": "і в не на що з та до як це його для був від він також року було",
        "ar": "في من على إلى أن التي الذي هذا هذه عن مع بعد كما بين قال",
        "fa": "در از به که این را است برای با شد های می خود کرد",
        "ur": "کے کی میں ہے اور سے کا کو نے پر ہیں",
        "he": "של את על לא הוא עם כי גם היא אל זה",
        "yi": "די דער און איז פון פֿון אין דאס דאָס מיט נישט האט האָט",
        "am": "ነው እና ላይ ውስጥ ጋር እንደ ወደ ነበር",
        "ti": "እዩ ናይ ኣብ ምስ ድማ ነቲ ካብ ብዛዕባ ከምዝኾነ ሎሚ",
    }.items()
}
"""Small words that tell a language from its neighbours: asked to confirm what the page declares, and against it."""
_LETTERS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "th": re.compile("[\u0e01-\u0e3a]"),
    "hi": re.compile("[\u0905-\u0939]"),
}
_OLD = {
    "iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no",
    "ara": "ar", "ben": "bn", "bul": "bg", "cat": "ca", "ces": "cs", "cze": "cs", "dan": "da", "deu": "de", "dut": "nl",
    "ell": "el", "eng": "en", "est": "et", "fas": "fa", "fin": "fi", "fra": "fr", "fre": "fr", "ger": "de", "gre": "el",
    "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "ind": "id", "ita": "it", "jpn": "ja", "kor": "ko", "lav": "lv",
    "lit": "lt", "may": "ms", "msa": "ms", "nld": "nl", "nor": "no", "per": "fa", "pol": "pl", "por": "pt", "ron": "ro",
    "rum": "ro", "rus": "ru", "slk": "sk", "slo": "sk", "slv": "sl", "spa": "es", "srp": "sr", "swe": "sv", "tha": "th",
    "tur": "tr", "ukr": "uk", "urd": "ur", "vie": "vi", "zho": "zh", "chi": "zh",
    "jp": "ja", "kr": "ko", "cn": "zh", "tw": "zh", "cz": "cs", "dk": "da", "gr": "el", "ua": "uk", "vn": "vi",
    "us": "en",
}  # fmt: skip
"""Codes of before, those of three letters, and countries that are printed in their place."""
"""Deprecated subtags, the two written Norwegians that publishers and detectors call `no`, and the codes of ISO 639-2
where BCP 47 has shorter ones (section 2.2.1).
"""
# What the model calls the press of these languages: spoken varieties that nobody prints news in, and for Sorani, which
# it does not know, its southern neighbour.
_PRINTED = _OLD | {"ary": "ar", "arz": "ar", "hbo": "he", "grc": "el", "wuu": "zh", "uzs": "uz", "sdh": "ckb"}
_NEIGHBOURS = (
    frozenset({"bs", "hr", "sr", "sh", "cnr"}),
    frozenset({"ku", "kmr", "ckb", "sdh"}),
    frozenset({"fa", "prs", "tg", "haz"}),
    frozenset({"zh", "yue", "wuu"}),
    frozenset({"fil", "tl"}),
    frozenset({"ti", "am"}),
    frozenset({"yi", "he"}),
)
"""Languages of which one may be declared and its neighbour detected; only small words tell them apart."""

_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el"
    " en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it"
    " iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt"
    " my na nd ne ng nl no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn"
    " so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh"
    " zu"
)
CODES = frozenset(_ISO_639_1.split())
"""What an article's language usually is: the codes of ISO 639-1, as `subtag` gives them. Some have three letters."""


@cache
def _detector() -> Any:
    # only who has a text to detect pays for loading it
    from worker.core.text.language_model import load_detector  # noqa: PLC0415

    return load_detector()


def subtag(tag: str | None) -> str | None:
    """The primary subtag of a BCP 47 tag or of what publishers write for one, lower case."""
    found = _SUBTAG.match((tag or "").strip().lower())
    return _OLD.get(found[0], found[0]) if found else None


@dataclass(frozen=True, kw_only=True, slots=True)
class TextLanguage:
    """The language of a text and how we know it."""

    code: str | None
    """None when neither the page nor the words say."""
    origin: Origin
    """DECLARED: by the page or feed, and the words do not speak against it. DETECTED: by the words. UNCERTAIN: nobody
    declares it, and the words are too few.
    """


def detect(text: str, declared: str | None) -> TextLanguage:
    """The language of a text: the declared one unless the words speak clearly against it."""
    said = subtag(declared)
    text = text[:_LENGTH].strip()
    if said is not None and _confirms(text, said):
        return TextLanguage(code=said, origin=Origin.DECLARED)
    found = _by_words(text)
    if found is not None and found != said and (said is None or _overrules(text, found, said)):
        return TextLanguage(code=found, origin=Origin.DETECTED)
    return TextLanguage(code=said, origin=Origin.DECLARED if said else Origin.UNCERTAIN)


def _by_words(text: str) -> str | None:
    """What the words say, when they say it clearly."""
    script = script_of(text)
    if script in ONLY_LANGUAGE:
        return ONLY_LANGUAGE[script]
    if len(text) < _SHORT or script is None:
        return None
    sums: dict[str, float] = {}
    for name, probability in _detector().rank(text):
        printed = _PRINTED.get(str(name), str(name))
        sums[printed] = sums.get(printed, 0.0) + float(probability)
    found = max(sums, key=sums.__getitem__)
    near = [own for own in _neighbours(found) if own != found and _confirms(text, own)]
    if near and not _confirms(text, found):
        return near[0]
    if found == "zxx" or (sums[found] < _SURE and not _confirms(text, found)):
        return None
    return found


def _overrules(text: str, found: str, said: str) -> bool:
    """Whether a language that the words say may take the place of the declared one."""
    if found in _neighbours(said):
        return said in _WORDS and _confirms(text, found)  # else its small words may be the neighbour's as well
    if said in _known():
        return True
    return script_of(text) != written_in(said) or _confirms(text, found)


def _neighbours(language: str) -> list[str]:
    return [one for group in _NEIGHBOURS if language in group for one in sorted(group)]


@cache
def _known() -> frozenset[str]:
    return frozenset(_PRINTED.get(str(name), str(name)) for name in _detector().labels) - {"ckb"}


def _confirms(text: str, language: str) -> bool:
    """Whether enough of a language's own small words or letters stand in a text; far cheaper than detecting."""
    letters = _LETTERS.get(language)
    if letters is not None:
        return len(letters.findall(text)) >= _ENOUGH_LETTERS
    own = _WORDS.get(language)
    return own is not None and len(own.intersection(text.lower().split())) >= _ENOUGH_WORDS
