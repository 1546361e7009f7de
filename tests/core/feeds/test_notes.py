"""What is noted of a document while it is trimmed."""

import pytest

from worker.core.feeds import notes
from worker.core.feeds.notes import Notes
from worker.core.feeds.xml_feed import PlainXml, trim

ATOM = "xmlns='http://www.w3.org/2005/Atom'"
SPACES = (
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/'"
    " xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:atom='http://www.w3.org/2005/Atom'"
)


def rss(item: str, channel: str = "") -> PlainXml:
    return trim(f"<rss {SPACES}><channel>{channel}<item>{item}</item></channel></rss>")


def noted(item: str) -> Notes:
    (found,) = rss(item).entries
    return found


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        ("<author>Ann Grey</author>", "Ann Grey"),
        ("<author><![CDATA[Ann & Grey]]> &amp;amp; x</author>", "Ann & Grey &amp; x"),
        ("<dc:creator> Ann Grey </dc:creator>", "Ann Grey"),
        ("<author a='b>c'><name>Ann Grey</name><email>a@e.example</email></author>", "Ann Grey"),
    ],
)
def test_a_person_is_noted_as_printed(inside: str, name: str) -> None:
    assert noted(inside).authors == [name]


@pytest.mark.parametrize(
    "inside", ["<x><author>Ann</author></x>", "<author><x>Ann</x></author>", "<name>Ann</name>", "<author/>"]
)
def test_who_stands_elsewhere_is_no_author(inside: str) -> None:
    assert noted(inside).authors == []


def test_a_name_longer_than_any_is_none() -> None:
    assert noted(f"<author>{'a' * notes.MAX_NOTE}</author>").authors == ["a" * notes.MAX_NOTE]
    assert noted(f"<author>{'a' * (notes.MAX_NOTE + 1)}</author>").authors == []
    assert len(noted("<author>Ann</author>" * (notes.MAX_NOTES + 5)).authors) == notes.MAX_NOTES


def test_authors_of_feed_entry_and_source_are_told_apart() -> None:
    person = "<author><name>{}</name></author>"
    found = trim(
        f"<feed {ATOM}>{person.format('F')}<entry>{person.format('E')}<source>{person.format('S')}</source></entry>"
        "<entry/></feed>"
    )
    first, second = found.entries
    assert (found.feed.authors, first.authors, first.source_authors) == (["F"], ["E"], ["S"])
    assert (second.authors, second.source_authors) == ([], [])


def test_an_xml_base_holds_for_what_stands_inside_and_no_longer() -> None:
    entry = "<entry {}><link href='{}'/></entry>"
    found = trim(
        f"<feed {ATOM}><entry xml:base='https://a.example/x/'><link href='1' xml:base='y/'/></entry>"
        f"{entry.format('', '2')}</feed>"
    )
    assert [[(link.href, link.base) for link in one.links] for one in found.entries] == [
        [("1", "https://a.example/x/y/")],
        [("2", None)],
    ]


def test_links_are_noted_with_what_they_say_of_themselves() -> None:
    found = rss(
        "<link>https://e.example/1</link><atom:link href='/2' rel='http://www.iana.org/assignments/relation/alternate'"
        " hreflang='de' type='text/html; charset=utf-8'/><guid isPermaLink='false'>g</guid>"
        "<enclosure url='/a.mp3' type='audio/mpeg' length='7'/>",
        "<link>https://e.example/</link><atom:link rel='next' href='?page=2'/>",
    )
    (one,) = found.entries
    assert [link.href for link in one.pages] == ["https://e.example/1"]
    assert [(link.href, link.rel, link.language, link.type) for link in one.links] == [
        ("/2", "alternate", "de", "text/html"),
        ("/a.mp3", "enclosure", "", "audio/mpeg"),
    ]
    assert one.permalink is None
    assert ([link.href for link in found.feed.pages], [link.rel for link in found.feed.links]) == (
        ["https://e.example/"],
        ["next"],
    )


def test_a_guid_is_a_permalink_unless_it_says_otherwise() -> None:
    for guid in ("<guid>https://e.example/1</guid>", "<guid isPermaLink='true'>https://e.example/1</guid>"):
        permalink = noted(guid).permalink
        assert permalink is not None
        assert permalink.href == "https://e.example/1"


def test_a_picture_keeps_its_words_and_a_film_gives_the_entry_its_text() -> None:
    one = noted(
        "<media:content url='/p.jpg' medium='image'><media:description>A caption</media:description>"
        "<media:credit>Ann Grey</media:credit></media:content>"
    )
    assert one.description == ""
    (picture,) = one.media
    assert (picture.url, picture.type, picture.caption, picture.credit) == ("/p.jpg", "image", "A caption", "Ann Grey")
    film = noted(
        "<media:group><media:content url='/v'/><media:description>What is seen</media:description></media:group>"
    )
    assert film.description == "What is seen"


def test_a_podcasts_longest_words_are_its_text() -> None:
    one = noted(
        "<itunes:subtitle>Short</itunes:subtitle><itunes:summary>Much longer</itunes:summary>"
        "<itunes:author>A</itunes:author>"
    )
    assert (one.description, one.show_authors) == ("Much longer", ["A"])
