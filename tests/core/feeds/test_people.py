"""Names as feeds print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.feeds.people import MOST, author_names


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("jane@example.com (Jane Doe)", ("Jane Doe",)),
        ("desk@pier.media (Ana Ruiz)", ("Ana Ruiz",)),
        ("desk@pier.media (Ana Ruiz", ("Ana Ruiz",)),
        ("o.neil+news@a.b.photography (Pat O'Neil)", ("Pat O'Neil",)),
        ("Jane Doe <jane@example.com>", ("Jane Doe",)),
        ('"Jane Doe" <jane@example.com>', ("Jane Doe",)),
        ("Jane Doe &lt;jane@example.com&gt;", ("Jane Doe",)),
        ("Jane Doe (jane@example.com)", ("Jane Doe",)),
        ("Jane Doe (mailto:jane@example.com)", ("Jane Doe",)),
        ("mailto:jane@example.com (Jane Doe)", ("Jane Doe",)),
        ("Jane Doe mailto:jane@example.com?subject=x", ("Jane Doe",)),
        ("jane@example.com", ()),
        ("ARRAY(0x5598e7fccfb0)", ()),
        ("Array", ()),
        ("mailto:jane@example.com", ()),
        ("[Jane Doe, John Roe]", ("Jane Doe", "John Roe")),
        ('["Jane Doe", "John Roe"]', ("Jane Doe", "John Roe")),
        ("['Jane Doe','John Roe']", ("Jane Doe", "John Roe")),
        ("(Jane Doe; John Roe)", ("Jane Doe", "John Roe")),
        ("Doe, Jane; Roe, John", ("Jane Doe", "John Roe")),
        ("O'Neil, Pat", ("Pat O'Neil",)),
        ("Saint-John, Bo", ("Bo Saint-John",)),
        ("ليلى حسن، عمر نصر", ("ليلى حسن", "عمر نصر")),
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Jane Doe (Example)", ("Jane Doe",)),
        ("Pier News", ("Pier News",)),
    ],
)
def test_people_are_named_without_their_mailboxes(printed: str, names: tuple[str, ...]) -> None:
    assert author_names([printed]) == names


def test_each_is_named_once_and_people_before_newsrooms() -> None:
    assert author_names(["By Jane Doe", "jane doe", "Pier News", None, 7, ""]) == ("Jane Doe",)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Grey, A.", ("A. Grey",)),
        ("Grey, A. B., Ruiz, C.-D., O'Neil, P.", ("A. B. Grey", "C.-D. Ruiz", "P. O'Neil")),
        ("Grey, A. and Ruiz, C. et al.", ("A. Grey", "C. Ruiz")),
        ("van der Grey, A.; Žižka, Ö.", ("A. van der Grey", "Ö. Žižka")),
        ("Иванов, И. И., Петров, П.", ("И. И. Иванов", "П. Петров")),
        ("Grey, Ann; Li, Bo; O'Neil, Pat M.", ("Ann Grey", "Bo Li", "Pat M. O'Neil")),
        ("Ann Grey, London; Bo Li, Paris", ("Ann Grey", "Bo Li")),
        ("Ann Grey; Bo Li", ("Ann Grey", "Bo Li")),
    ],
)
def test_lists_by_family_name_are_turned_person_by_person(printed: str, names: tuple[str, ...]) -> None:
    assert author_names([printed]) == names


@pytest.mark.parametrize("between", ["; ", ", "])
def test_a_long_list_is_kept(between: str) -> None:
    letters = "abcdefghij"
    people = [f"Ann{one}{other} Grey{one}" for one in letters for other in letters]
    assert author_names([between.join(people)]) == tuple(people)
    assert author_names(people) == tuple(people)


@given(st.lists(st.text(alphabet="By AnnGrey,;()[]\"'<>@.،mailto:é", max_size=80), max_size=5))
def test_whatever_is_printed_no_mailbox_is_a_name(printed: list[str]) -> None:
    names = author_names(printed)
    assert len(names) <= MOST * 3
    assert not any("mailto:" in name for name in names)
