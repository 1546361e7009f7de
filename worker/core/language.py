"""Which language a text is in: what the page declares, checked against what its words say."""

import re
from functools import cache
from typing import Any

_SUBTAG = re.compile(r"^[a-z]{2,3}(?=$|[-_])")
_LENGTH = 1_000
"""Characters that the detector sees; more does not change its answer and costs time."""
_SURE = 0.9
_OLD = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no"}
"""Deprecated subtags, and the two written Norwegians that publishers and detectors call `no`."""


@cache
def _detector() -> Any:
    # The model takes 0.3 s to load: only who has a text to detect pays.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def subtag(tag: str | None) -> str | None:
    """The primary subtag of a BCP 47 tag or of what publishers write for one, lower case."""
    found = _SUBTAG.match((tag or "").strip().lower())
    return _OLD.get(found[0], found[0]) if found else None


def detect(text: str, declared: str | None) -> str | None:
    """The language of a text; the declared one unless the words speak clearly against it, None when neither says."""
    said = subtag(declared)
    text = text[:_LENGTH].strip()
    if len(text) < 20:
        return said
    name, probability = _detector().classify(text)
    found = _OLD.get(name, name)
    if said is None or found == said:
        return str(found)
    return str(found) if probability >= _SURE and len(text) >= 200 else said
