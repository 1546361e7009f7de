"""What a byline says beside names."""

import pytest

from worker.core.fields import newsrooms


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ann Grey Follow", "Ann Grey"),
        ("Ann Grey AFP", "Ann Grey"),
        ("Ann van der Lee BBC News", "Ann van der Lee"),
        ("Ann Grey harbour.com", "Ann Grey"),
        ("Harbour et AFP", None),
        ("Ann Follow", None),
        ("Ann Grey", None),
        ("Ann Reuters Grey", None),
    ],
)
def test_what_stands_behind_a_whole_name_is_told_from_it(line: str, name: str | None) -> None:
    found = newsrooms.NAME_AND_MORE.fullmatch(line)
    assert (found["name"] if found else None) == name


@pytest.mark.parametrize(
    "name",
    [
        "wordpressadmin",
        "user4711",
        "Gastautor",
        "Guest Author",
        "Unbekannt",
        "Администратор",
        "Yönetici",
        "管理员",
        "小编",
        "관리자",
    ],
)
def test_accounts_of_content_systems_are_nobody_in_any_language(name: str) -> None:
    assert newsrooms.NOBODY.match(name)


@pytest.mark.parametrize("name", ["Ann Gast", "Bo Botha", "Edit Autor", "Anna Human", "Ad Mina", "Guest House Daily"])
def test_names_with_such_words_are_somebody(name: str) -> None:
    assert not newsrooms.NOBODY.match(name)


@pytest.mark.parametrize("name", ["admin", "Super User", "Bio", "12 comments", "Photos by Bo Lund", "Taboola", "name"])
def test_these_are_nobody(name: str) -> None:
    assert newsrooms.NOBODY.match(name)


@pytest.mark.parametrize("name", ["9Harbour Staff", "Ann Grey", "Bior Grey", "3d23d65"])
def test_and_these_are_somebody(name: str) -> None:
    assert not newsrooms.NOBODY.match(name)


@pytest.mark.parametrize(
    ("part", "is_paper"),
    [
        ("The Harbour Appeal", True),
        ("Bleacher Gazette", True),
        ("Die Zeit", True),
        ("Bo Lund", False),
        ("Theo Lund", False),
    ],
)
def test_a_paper_is_told_from_a_second_name(part: str, *, is_paper: bool) -> None:
    assert (newsrooms.PAPER.match(part) is not None) is is_paper


@pytest.mark.parametrize("name", ["海港日报", "海港网络", "网易", "海港早报", "新浪科技", "ТАСС", "Harbour News"])
def test_these_are_organisations(name: str) -> None:
    assert newsrooms.ORGANISATION.search(name)
