"""Bylines → people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.fields.authors import clean


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
    ],
)
def test_bylines_become_names(printed: list[str], names: tuple[str, ...]) -> None:
    assert clean(printed, site="The Harbour") == names


@given(st.lists(st.text(alphabet="By AnnGreyund,;|&()@.éя ", max_size=60), max_size=4))
def test_cleaning_clean_names_changes_nothing(printed: list[str]) -> None:
    once = clean(printed, site=None)
    assert len(set(once)) == len(once)
    assert all(name.strip() == name for name in once)
