"""The detector with tables in a file is py3langid's own."""

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier, visit_counts

from worker.core.text import language_model
from worker.core.text.language_model import _walk, load_detector, walk

TEXTS = (
    "The council voted on Tuesday to close the old bridge for repairs.",
    "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke zu sperren.",
    "Le conseil municipal a voté mardi la fermeture du vieux pont.",
    "Городской совет во вторник решил закрыть старый мост на ремонт.",
    "市議会は火曜日、古い橋を修理のために閉鎖することを決めた。",
    "صوت مجلس المدينة يوم الثلاثاء على إغلاق الجسر القديم",
    "",
    "12345",
    "WRITTEN IN CAPITALS ALL THE WAY",
)


@pytest.fixture(scope="module")
def detector() -> LanguageIdentifier:
    return load_detector()


@pytest.fixture(scope="module")
def original() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@pytest.mark.parametrize("text", TEXTS)
def test_it_gives_every_language_the_probability_that_the_library_gives(detector, original, text) -> None:
    assert detector.rank(text) == original.rank(text)


@pytest.mark.parametrize("walked", [walk, _walk])
@given(text=st.text(max_size=60) | st.sampled_from(TEXTS))
def test_the_automaton_meets_the_features_that_the_librarys_meets(detector, original, walked, text: str) -> None:
    data = text.encode(errors="surrogatepass")
    found = walked(data, detector.tk_nextmove, detector._rowbase, detector.tk_output)

    counts = visit_counts(original.tk_nextmove, original._rowbase, original.tk_output, data)
    assert list(Counter(found).items()) == list((counts or {}).items()), "in the order in which they are added up"


@pytest.mark.parametrize("kept", ["_LINES", "_MOST_ROWS"])
def test_what_is_beyond_what_is_kept_is_read_again(detector, original, monkeypatch, kept) -> None:
    monkeypatch.setattr(language_model, kept, 10)

    assert [detector.rank(text) for text in TEXTS] == [original.rank(text) for text in TEXTS]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux's /proc")
def test_its_tables_take_no_memory() -> None:
    before = _resident()
    detector = load_detector()
    for text in TEXTS:
        detector.rank(text)

    assert _resident() - before < 20e6, "in memory its tables are 48 MB"


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
