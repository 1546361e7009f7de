"""Text that was encoded twice, and what only looks so."""

import pytest

from worker.core.text.twice_encoded import read_once


@pytest.mark.parametrize(
    "text", ["Café", "Ça et là", "“One” – two…", "Łódź", "Причал закрыт", "Λιμάνι", "港は閉鎖", "😀 Größe"]
)
def test_text_that_was_encoded_twice_is_read_once(text: str) -> None:
    twice = "".join(bytes([byte]).decode("cp1252", "surrogateescape") for byte in text.encode())
    twice = "".join(chr(ord(char) - 0xDC00) if "\udc80" <= char <= "\udcff" else char for char in twice)
    assert read_once(twice) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "Café",
        "SÃO PAULO",
        "« CAFÉ » à Â",
        "Ã© beside 港",
        "the letters Ã© and é",
        "É»",
        "10 €",
        "Причал",
        "Ã©\ud800",
    ],
)
def test_any_other_text_stays(text: str) -> None:
    assert read_once(text) == text
