"""Who the head of a page says wrote it."""

import pytest

from worker.core.extract.author_candidates import author_candidates
from worker.core.extract.jsonld import LinkedData
from worker.core.extract.microdata import Microdata


def test_persons_come_before_what_may_be_anything_and_meta_tags_last() -> None:
    linked = LinkedData(authors=(("Organization", "The Harbour"), ("Person", "Ann Grey")))
    found = author_candidates({"author": ["Bo Lund"]}, linked, Microdata(said={"author": ["Cy Dee"]}))
    assert [(one.texts, one.origin, one.declared) for one in found] == [
        (("Ann Grey",), "jsonld", True), (("The Harbour",), "jsonld", False), (("Bo Lund", "Cy Dee"), "meta", False),
    ]  # fmt: skip


def test_several_texts_are_one_name_each_and_one_alone_may_be_a_list() -> None:
    one, two = (LinkedData(authors=(("", "Ann"), ("", "Bo"))[:number]) for number in (1, 2))
    assert [author_candidates({}, linked, Microdata())[1].declared for linked in (one, two)] == [False, True]


@pytest.mark.parametrize(
    "left", ["https://h.example/ann", "/staff/ann", "{{ author }}", "page.author.name", "ann.grey.1977", "#"]
)
def test_what_templates_leave_in_the_place_of_a_name_is_none(left: str) -> None:
    assert author_candidates({"author": [left]}, LinkedData(), Microdata())[2].texts == ()


def test_the_card_of_a_link_preview_names_its_author() -> None:
    metas = {
        "twitter:label1": ["Verfasst von"],
        "twitter:data1": ["Ann"],
        "twitter:label2": ["Lesezeit"],
        "twitter:data2": ["3"],
    }
    assert author_candidates(metas, LinkedData(), Microdata())[2].texts == ("Ann",)
