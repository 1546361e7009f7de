"""Which language a text is in: what the page declares, checked against what its words say."""

import re
from functools import cache
from typing import Any

_SUBTAG = re.compile(r"^[a-z]{2,3}(?=$|[-_])")
_LENGTH = 1_000
"""Characters that the detector sees; more does not change its answer and costs time."""
_SURE = 0.9
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
    }.items()
}
"""Small words that tell a language from its neighbours: only ever asked to confirm what the page declares."""
_LETTERS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "th": re.compile("[\u0e01-\u0e3a]"),
    "hi": re.compile("[\u0905-\u0939]"),
}
_OLD = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no"}
"""Deprecated subtags, and the two written Norwegians that publishers and detectors call `no`."""

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
    # The model takes 0.3 s to load: only who has a text to detect pays.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def subtag(tag: str | None) -> str | None:
    """The primary subtag of a BCP 47 tag or of what publishers write for one, lower case."""
    found = _SUBTAG.match((tag or "").strip().lower())
    return _OLD.get(found[0], found[0]) if found else None


def detect(text: str, declared: str | None) -> str | None:
    """The language of a text; the declared one unless the words speak clearly against it, None when neither says."""
    said = subtag(declared)
    text = text[:_LENGTH].strip()
    if len(text) < _SHORT or (said is not None and _confirms(text, said)):
        return said
    name, probability = _detector().classify(text)
    found = str(_OLD.get(name, name))
    if said is None or probability >= _SURE:
        return found
    return said


def _confirms(text: str, language: str) -> bool:
    """Whether enough of a language's own small words or letters stand in a text; far cheaper than detecting."""
    letters = _LETTERS.get(language)
    if letters is not None:
        return len(letters.findall(text)) >= _ENOUGH_LETTERS
    own = _WORDS.get(language)
    return own is not None and len(own.intersection(text.lower().split())) >= _ENOUGH_WORDS
