"""Which link of an entry is its page, and what it is relative to."""

import pytest

from worker.core.feeds.links import document_base, enclosures, older_page, page_link, site_link, web_address
from worker.core.feeds.notes import NotedLink, NotedMedia, Notes
from worker.core.urls import Tracking

PLAIN = Tracking(names=frozenset(), prefixes=("utm_",), values={}, path_names=())
HERE = "https://example.com/feeds/news.xml"


def link(href: str, **fields: str) -> NotedLink:
    return NotedLink(**{"href": href, "base": None, **fields})


def page(notes: Notes, *, base: str = HERE, language: str | None = None) -> str | None:
    return page_link(notes, base=base, language=language, tracking=PLAIN)[0]


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://example.com/1?utm_source=x", "https://example.com/1"),
        ("/1", "https://example.com/1"),
        ("one.html", "https://example.com/feeds/one.html"),
        ("local/ferry", "https://example.com/feeds/local/ferry"),
        ("?p=7", "https://example.com/feeds/news.xml?p=7"),
        ("//other.example/1", "https://other.example/1"),
        ("HTTP://Example.com/1", "http://example.com/1"),
        ("'https://example.com/1'", "https://example.com/1"),
        ("https://example.com/wiki/Rock_'n'", "https://example.com/wiki/Rock_'n'"),
        *(
            (nothing, None)
            for nothing in ("", " ", "N/A", "n/a", "null", "None", "undefined", "-", "#", "?", "//", "TBD")
        ),
        ("at://did:plc:abc/post/1", None),
        ("urn:uuid:1", None),
        ("mailto:a@example.com", None),
        ("javascript:void(0)", None),
        ("no link yet", None),
    ],
)
def test_a_link_that_is_no_web_address_is_none(href: str, expected: str | None) -> None:
    assert web_address(href, document=HERE, tracking=PLAIN) == expected


def test_an_xml_base_goes_before_that_of_the_document_and_may_be_relative_itself() -> None:
    assert web_address("1", base="https://base.example/x/", document=HERE, tracking=PLAIN) == "https://base.example/x/1"
    assert web_address("1", base="/y/", document=HERE, tracking=PLAIN) == "https://example.com/y/1"
    assert web_address("1", base="at://nowhere", document=HERE, tracking=PLAIN) == "https://example.com/feeds/1"


def test_the_first_link_that_is_an_address_is_the_page() -> None:
    everything = Notes(
        origin=link("https://example.com/origin"),
        pages=[link("N/A"), link("https://example.com/rss")],
        links=[link("https://example.com/a.mp3", rel="enclosure"), link("https://example.com/atom")],
        permalink=link("https://example.com/guid"),
    )
    assert page(everything) == "https://example.com/origin"
    everything.origin = None
    assert page(everything) == "https://example.com/rss"
    everything.pages = [link("")]
    assert page(everything) == "https://example.com/atom"
    everything.links = []
    assert page(everything) == "https://example.com/guid"
    everything.permalink = link("12345")
    assert page(everything) is None


def test_of_alternates_the_one_in_the_feeds_language_is_the_page_else_the_first() -> None:
    notes = Notes(
        links=[
            link("/x.pdf", type="application/pdf"),
            link("/en", type="text/html", language="en-GB"),
            link("/de", type="text/html", language="de"),
        ]
    )
    assert page(notes, language="de") == "https://example.com/de"
    assert page(notes, language="fr") == page(notes) == "https://example.com/en"


def test_the_fragment_of_the_chosen_link_is_given() -> None:
    notes = Notes(pages=[link("https://example.com/live#post-3")])
    assert page_link(notes, base=HERE, language=None, tracking=PLAIN) == ("https://example.com/live", "post-3")


@pytest.mark.parametrize(
    ("site", "of_channel", "expected"),
    [
        ("https://www.example.org/news/", True, "https://www.example.org/news/"),
        ("https://example.com/", True, "https://example.com/"),
        ("N/A", True, HERE),
        ("https://example.com/", False, HERE),
        ("https://www.example.org/", False, "https://www.example.org/"),
    ],
)
def test_relative_links_of_a_channel_are_its_sites_and_atoms_the_documents(
    site: str, of_channel: bool, expected: str
) -> None:
    assert document_base(Notes(pages=[link(site)]), url=HERE, of_channel=of_channel) == expected


def test_the_home_page_is_the_first_link_of_a_page() -> None:
    notes = Notes(links=[link(HERE, rel="self"), link("/x.json", type="application/json"), link("/", type="text/html")])
    assert site_link(notes, url=HERE, tracking=PLAIN) == "https://example.com/"
    assert site_link(Notes(), url=HERE) is None


def test_older_entries_stand_in_an_archive_or_on_the_next_page() -> None:
    both = Notes(links=[link("?page=2", rel="next"), link("/2026/10.xml", rel="prev-archive")])
    assert older_page(both, url=HERE) == "https://example.com/2026/10.xml"
    assert older_page(Notes(links=[link("?page=2", rel="next")]), url=HERE) == f"{HERE}?page=2"
    assert older_page(Notes(links=[link(HERE, rel="next")]), url=HERE) is None


def test_enclosures_are_named_once_with_the_most_that_is_said() -> None:
    notes = Notes(
        links=[
            link("/a.mp3", rel="enclosure", type="audio/mpeg"),
            link("/p.jpg", rel="enclosure"),
            link("N/A", rel="enclosure"),
        ],
        media=[NotedMedia(url="/p.jpg", base=None, type="image", caption="A &amp; B", credit="Ann Grey")],
    )
    found = enclosures(notes, base=HERE, tracking=PLAIN)
    assert [(one.url, one.type, one.caption, one.credit) for one in found] == [
        ("https://example.com/p.jpg", "image", "A & B", "Ann Grey"),
        ("https://example.com/a.mp3", "audio/mpeg", None, None),
    ]
