"""Which script a text and a language are written in."""

import pytest

from worker.core.text.scripts import ONLY_LANGUAGE, script_of, written_in


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("The bridge", "Latn"),
        ("Đường Łódź ệ", "Latn"),
        ("Мостовая (bridge)", "Cyrl"),
        ("الجسر", "Arab"),
        ("橋", "Hani"),
        ("橋の再開を延期", "Kana"),
        ("大桥重新开放、の", "Hani"),
        ("다리", "Hang"),
        ("ድልድይ", "Ethi"),
        ("पुल", "Deva"),
        ("2026 – 12:30", None),
        ("", None),
    ],
)
def test_a_text_is_in_the_script_of_most_of_its_letters(text: str, script: str | None) -> None:
    assert script_of(text) == script


def test_what_the_model_does_not_know_has_its_script_or_is_latin() -> None:
    assert [written_in(language) for language in ("ckb", "ti", "yi", "cv", "fil", "kmr")] == [
        "Arab", "Ethi", "Hebr", "Cyrl", "Latn", "Latn",
    ]  # fmt: skip
    assert "Arab" not in ONLY_LANGUAGE
