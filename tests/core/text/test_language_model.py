"""The detector with tables in a file is py3langid's own."""

import os
from pathlib import Path

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from worker.core.text import language_model
from worker.core.text.language_model import load_detector

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


@pytest.mark.parametrize("kept", ["_MOST_STEPS", "_MOST_ROWS"])
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
