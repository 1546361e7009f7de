"""Bylines → people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.fields.authors import clean, signs, sort


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        (["By Ann Grey"], ("Ann Grey",)),
        (["Ann Grey", "ANN GREY", "Ann  Grey"], ("Ann Grey",)),
        (["Von Anna Graf und Jörg Weiß"], ("Anna Graf", "Jörg Weiß")),
        (["Ann Grey, Political Correspondent"], ("Ann Grey",)),
        (["Ann Grey, John Doe and Mary Major"], ("Ann Grey", "John Doe", "Mary Major")),
        (["Ann Grey (agr)"], ("Ann Grey",)),
        (["Ann Grey ann@harbour.example"], ("Ann Grey",)),
        (["Ann Grey | 3 May 2024"], ("Ann Grey",)),
        (["Grey, Ann"], ("Ann Grey",)),
        (["Ann Grey, MD, PhD"], ("Ann Grey, MD, PhD",)),
        (["Di Maio Luigi"], ("Di Maio Luigi",)),
        (["di Anna Bianchi"], ("Anna Bianchi",)),
        (["Ann Grey", "The Harbour"], ("Ann Grey",)),
        (["The Harbour"], ("The Harbour",)),
        (["Reuters"], ("Reuters",)),
        (["admin", "https://harbour.example/ann"], ()),
        (["Андрей Иванов"], ("Андрей Иванов",)),
        (["山田太郎"], ("山田太郎",)),
        (["Ann\x11 Gr\u200bey\x00"], ("Ann Grey",)),
        (["Ann Grey, Juan Carlos de la Cruz"], ("Ann Grey", "Juan Carlos de la Cruz")),
        (["Ann Grey, Juan Carlos de la Cruz Vega"], ("Ann Grey",)),
        (["Ann Grey, Bo"], ("Ann Grey, Bo",)),
        (["Ann Grey, Bo, Cy"], ("Ann Grey, Bo, Cy",)),
        (["Ann Grey, Harbourtown"], ("Ann Grey",)),
        (["Ann Grey, Head of Sport"], ("Ann Grey",)),
        (["A", "", "-"], ()),
        (["A" * 70, "B" * 71], ("A" * 70,)),
        (["Written by: Ann Grey"], ("Ann Grey",)),
        (["De Gaulle Charles", "de Anna Bianchi"], ("De Gaulle Charles", "Anna Bianchi")),
        (["Grey, ann"], ("Grey",)),
        (["Ann Grey; Bo Lund / Cy Moss"], ("Ann Grey", "Bo Lund", "Cy Moss")),
        (["Staff Writer", "Redaktion"], ()),
        (["harbour.com", "Ann Grey"], ("Ann Grey",)),
        (["THE HARBOUR!"], ("THE HARBOUR!",)),
    ],
)
def test_bylines_become_names(printed: list[str], names: tuple[str, ...]) -> None:
    assert clean(printed, site="The Harbour") == names


def test_people_and_newsrooms_are_told_apart() -> None:
    assert sort(["Ann Grey", "The Harbour", "Reuters", "ann grey"], site="The Harbour") == (
        ("Ann Grey",),
        ("The Harbour", "Reuters"),
    )
    assert sort(["Harbour"], site="Harbour.example") == ((), ("Harbour",))
    assert sort(["Harbour"], site=None) == (("Harbour",), ())


def test_so_many_bylines_are_read_and_so_much_of_each() -> None:
    names = [f"Ann Grey{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(60)]
    assert clean(names, site=None) == tuple(names[:50])
    assert clean(["Ann Grey;" + " " * 600 + "Bo Lund"], site=None) == ("Ann Grey",)


@pytest.mark.parametrize(
    ("line", "signature"), [("Ann Grey", True), ("Staff", True), ("Reuters", True), ("12 May", False), ("", False)]
)
def test_a_signature_is_a_name_or_what_stands_for_one(line: str, *, signature: bool) -> None:
    assert signs(line) is signature


@given(st.lists(st.text(alphabet="By AnnGreyund,;|&()@.éя ", max_size=60), max_size=4))
def test_cleaning_clean_names_changes_nothing(printed: list[str]) -> None:
    once = clean(printed, site=None)
    assert len(set(once)) == len(once)
    assert all(name.strip() == name for name in once)
