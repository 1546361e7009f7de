"""Which language a text is in."""

import pytest

from worker.core.text.language import _confirms, detect, subtag

ENGLISH = (
    "The council of the harbour town voted on Tuesday to rebuild the old pier, which was closed after the storm. " * 3
)
GERMAN = (
    "Der Rat der Hafenstadt stimmte am Dienstag dafür, die alte Brücke neu zu bauen, die nach dem Sturm zu war. " * 3
)


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (ENGLISH, "en-GB", "en"),
        (GERMAN, "de", "de"),
        (GERMAN, None, "de"),
        (GERMAN, "en", "de"),
        ("OK", "fr", "fr"),
        ("OK", None, None),
        ("", "x-default", None),
    ],
)
def test_the_words_confirm_or_overrule_what_the_page_declares(text: str, declared: str | None, language: str) -> None:
    assert detect(text, declared) == language


@pytest.mark.parametrize(
    ("text", "language", "confirmed"),
    [
        ("あ" * 20, "ja", True),
        ("あ" * 19 + "中", "ja", False),
        ("the of and", "en", True),
        ("the of of", "en", False),
        ("the of and", "xx", False),
        ("한" * 20, "ko", True),
    ],
)
def test_a_language_is_confirmed_by_three_of_its_words_or_twenty_of_its_letters(
    text: str, language: str, *, confirmed: bool
) -> None:
    assert _confirms(text, language) is confirmed


@pytest.mark.parametrize(
    ("tag", "plain"), [("en_US", "en"), ("pt-BR", "pt"), ("iw", "he"), ("nb-NO", "no"), ("", None)]
)
def test_a_tag_is_cut_to_its_language(tag: str, plain: str | None) -> None:
    assert subtag(tag) == plain
