"""Names of languages as people type them."""

import pytest

from worker.core.text.language import CODES
from worker.core.text.language_names import _codes, code_of


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("English", "en"),
        ("german", "de"),
        ("Deutsch", "de"),
        ("فارسی", "fa"),
        (" norwegian ", "no"),
        ("中文", "zh"),
        ("Klingon", None),
    ],
)
def test_a_language_is_known_by_its_names(name: str, code: str | None) -> None:
    assert code_of(name) == code


def test_each_name_is_of_a_language_that_articles_have() -> None:
    assert set(_codes().values()) <= CODES
    assert len(set(_codes().values())) > 150
