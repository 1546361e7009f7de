"""What a page says about its article: which source speaks where several do, and which is not believed."""

import json
from datetime import UTC, datetime

import pytest

from worker.core.extract import jsonld
from worker.core.extract.metadata import Metadata, extract_metadata, read_head
from worker.core.extract.scanner import scan_html

URL = "https://www.harbour.example/news/pier?ref=x"
H1 = "<h1>Town rebuilds its pier</h1>"


def page(
    body: str = "", head: str = "", *, at: str = URL, html: str = "", now: datetime | None = None, **linked: object
) -> Metadata:
    if linked:
        head += f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **linked})}</script>'
    scan = scan_html(f"<html {html}><head>{head}</head><body>{body}</body></html>")
    metas, clues = read_head(scan, url=at)
    linked_data = jsonld.parse_jsonld(scan.json_scripts, url=at, clues=clues)
    return extract_metadata(scan, metas, linked_data, clues, url=at, now=now)


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


def lines(number: int) -> str:
    return "".join(f"<p>line {index}</p>" for index in range(number))


# --- address --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="canonical" href="/a">', "https://www.harbour.example/a"),
        ('<link rel="x CANONICAL" href="/a">', "https://www.harbour.example/a"),
        ('<link rel="canonical" href="/">', URL),
        ('<link rel="canonical" href="https://harbour.example">', URL),
        ('<link rel="canonical" href="/">' + meta("og:url", "/b"), "https://www.harbour.example/b"),
        ('<link rel="canonical" href="/?id=7">', "https://www.harbour.example/?id=7"),
        ('<link rel="canonical" href="">' + meta("og:url", "/b"), "https://www.harbour.example/b"),
        ('<link rel="canonical" href="/a">' + meta("og:url", "/b"), "https://www.harbour.example/a"),
        ('<link rel="alternate" href="/a">', URL),
    ],
)
def test_a_canonical_link_is_believed_unless_it_leads_to_the_front_page(head: str, expected: str) -> None:
    assert page(head=head).canonical_url == expected


def test_the_address_in_json_ld_is_the_last_to_be_asked() -> None:
    assert page(headline="A", url="https://h.example/c").canonical_url == "https://h.example/c"


# --- time -----------------------------------------------------------------------------------------------------------

STAMP = '<time datetime="2024-05-{:02}">x</time>'


def test_the_time_by_the_headline_is_the_articles_and_not_an_earlier_one_of_another_story() -> None:
    body = f"<p>{STAMP.format(1)}</p>{lines(20)}{H1}<p>{STAMP.format(3)}</p>"
    found = page(body).published
    assert found is not None
    assert (found.value.day, found.origin) == (3, "html")


@pytest.mark.parametrize(("between", "day"), [(12, 3), (13, 1)])
def test_by_the_headline_is_within_twelve_blocks(between: int, day: int) -> None:
    first = f"<p>{STAMP.format(1)}</p>{lines(20)}"
    for body in (
        first + H1 + lines(between - 1) + f"<p>{STAMP.format(3)}</p>",
        first.replace("line", "row") + f"<p>{STAMP.format(3)}</p>" + lines(between - 1) + H1,
    ):
        found = page(body).published
        assert found is not None
        assert found.value.day == day


@pytest.mark.parametrize(
    ("head", "body", "day", "origin"),
    [
        (meta("article:published_time", "2024-05-04"), STAMP.format(3), 4, "meta"),
        (meta("date", "nonsense"), STAMP.format(3), 3, "html"),
        ("", '<span class="pubdate">3 May 2024</span>', 3, "html"),
        ("", '<time datetime="nonsense">3 May 2024</time>', 3, "html"),
        ("", '<span class="date" content="2024-05-03"></span>', 3, "html"),
        ("", "<p>Posted 3 May 2024</p>", 3, "text"),
        ("", "<p>x</p>" * 30 + "<p>Posted 3 May 2024</p>", 3, "text"),
        ("", "<p>x</p>" * 30 + "<p>3 May 2024</p><p>4 May 2024</p>", None, None),
        ("", "<p>3 May 2024" + " word" * 22 + "</p>", None, None),
    ],
)
def test_a_declared_time_stands_over_a_printed_one(head: str, body: str, day: int | None, origin: str | None) -> None:
    found = page(H1 + body, head).published
    assert (found and found.value.day, found and found.origin) == (day, origin)


def test_json_ld_stands_over_the_meta_tags() -> None:
    found = page(H1, meta("date", "2024-05-04"), headline="A", datePublished="2024-05-05", dateModified="2024-05-06")
    assert found.published is not None
    assert found.modified is not None
    assert (found.published.value.day, found.modified.value.day) == (5, 6)
    assert dict(found.origins)["published"] == "jsonld"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://h.example/2024/05/03/pier", 3),
        ("https://h.example/2024-5-3-pier", 3),
        ("https://h.example/2024/13/03/pier", None),
        ("https://h.example/x2024/05/03/pier", None),
        ("https://h.example/2024/05/031", None),
    ],
)
def test_the_address_dates_what_prints_no_time(url: str, day: int | None) -> None:
    found = page(H1, at=url).published
    assert (found.value.day if found else None) == day
    assert found is None or found.origin == "url"


def test_which_number_is_the_day_follows_the_pages_language() -> None:
    body = H1 + "<p>03/04/2024</p>"
    british, american = (page(body, html=f'lang="{tag}"').published for tag in ("en-GB", "en-US"))
    assert british is not None
    assert american is not None
    assert (british.value.month, american.value.month) == (4, 3)
    assert page(body, html='lang="en"').published is None


@pytest.mark.parametrize(
    ("html", "head", "at", "month"),
    [
        ('lang="en-US"', "", URL, 3),
        ('lang="en"', meta("og:locale", "en_US"), URL, 3),
        ('lang="en"', meta("og:locale", "en_US"), "https://harbour.co.uk/news", 4),
        ('lang="en"', "", "https://harbour.com.au/news", 4),
        ("", meta("content-language", "en-us"), URL, 3),
        ('lang="de"', meta("og:locale", "en_US"), URL, 4),
    ],
)
def test_language_and_country_hold_for_every_source(html: str, head: str, at: str, month: int) -> None:
    sources = [
        page(H1, head, at=at, html=html, headline="A", datePublished="03/04/2024"),
        page(H1, head + meta("date", "03/04/2024"), at=at, html=html),
        page(H1 + '<time datetime="03/04/2024">x</time>', head, at=at, html=html),
        page(H1 + '<span class="date">03/04/2024</span>', head, at=at, html=html),
        page(H1 + "<p>03/04/2024</p>", head, at=at, html=html),
    ]
    assert [found.published.value.month if found.published else None for found in sources] == [month] * 5


NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize("wrong", ["2062-11-20T10:00:00Z", "1985-01-02T00:00:00Z", "2026-12-02"])
def test_a_time_that_cannot_be_leaves_the_word_to_the_next_source(wrong: str) -> None:
    dated = page(H1 + STAMP.format(3), meta("date", wrong), headline="A", datePublished=wrong, now=NOW)
    assert dated.published is not None
    assert (dated.published.value.date().isoformat(), dict(dated.origins)["published"]) == ("2024-05-03", "html")
    assert dict(dated.origins)["published_doubted"] == "jsonld"
    alone = page(H1, headline="A", datePublished=wrong, dateModified=wrong, now=NOW)
    assert (alone.published, alone.modified, dict(alone.origins).get("published")) == (None, None, None)


def test_a_page_of_tomorrow_morning_is_believed_and_one_of_an_unknown_day_too() -> None:
    assert page(H1, headline="A", datePublished="2026-12-01T08:00:00Z", now=NOW).published is not None
    assert page(H1, headline="A", datePublished="2099-12-01T08:00:00Z").published is not None


def test_what_is_not_understood_leaves_the_word_to_nobody_but_the_clock() -> None:
    found = page(H1 + STAMP.format(3), meta("date", "2024-05-04 10:15 NOWHERE")).published
    assert found is not None
    assert (found.value.isoformat(), found.precision) == ("2024-05-04T00:00:00+00:00", "day")


# --- title ----------------------------------------------------------------------------------------------------------


def test_a_newsrooms_headline_that_is_said_twice_is_the_title() -> None:
    line = "<h1>Pier news: everything about the pier of the town</h1>"
    shared = meta("og:title", "Town rebuilds | The Harbour") + meta("og:site_name", "The Harbour")
    assert page(line, shared, headline="Town rebuilds").title == "Town rebuilds"
    assert page(line, headline="Town rebuilds", alternativeHeadline="Town: rebuilds!").title == "Town rebuilds"
    assert dict(page(line, shared, headline="Town rebuilds").origins)["title"] == "jsonld"
    once = page("<h1>Town rebuilds its pier</h1>", headline="Town rebuilds")
    assert (once.title, dict(once.origins)["title"]) == ("Town rebuilds its pier", "h1")


def test_a_page_that_is_no_news_gets_its_heading() -> None:
    body, shared = "<h1>Town rebuilds its pier</h1>", meta("og:title", "Town rebuilds")
    assert page(body, shared, **{"@type": "Article", "headline": "Town rebuilds"}).title == "Town rebuilds its pier"


def test_markup_of_another_thing_on_the_page_gives_no_date() -> None:
    review = (
        '<div itemscope itemtype="https://schema.org/Review"><meta itemprop="datePublished" content="2024-05-01"></div>'
    )
    assert page(H1 + review).published is None
    article = review.replace("Review", "NewsArticle")
    found = page(H1 + article).published
    assert found is not None
    assert (found.value.day, found.origin) == (1, "html")


def test_a_meta_tag_that_says_value_for_content_is_read() -> None:
    assert page(head='<meta name="og:title" value="Town rebuilds its pier">').title == "Town rebuilds its pier"


# --- people ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "body", "linked", "names", "origin"),
    [
        (meta("author", "Bo Lund"), "", {"author": "Ann Grey"}, ("Ann Grey",), "jsonld"),
        (meta("author", "Bo Lund"), "", {"author": "Reuters"}, ("Bo Lund",), "meta"),
        (meta("author", "https://h.example/bo"), "", {"author": "Reuters"}, ("Reuters",), "jsonld"),
        ("", '<a rel="author" href="/a">Ann Grey</a>', {"author": "Reuters"}, ("Ann Grey",), "html"),
        ("", '<p class="byline">Ann Grey</p>', {"author": "Reuters"}, ("Reuters",), "jsonld"),
        ("", '<p class="byline">Ann Grey</p>', {}, ("Ann Grey",), "html"),
        (meta("author", "Reuters"), "", {}, ("Reuters",), "meta"),
        ("", "", {}, (), None),
    ],
)
def test_a_person_is_asked_for_before_a_newsroom(
    head: str, body: str, linked: dict[str, str], names: tuple[str, ...], origin: str | None
) -> None:
    found = page(H1 + body, head, **linked)
    assert (found.authors, dict(found.origins).get("authors")) == (names, origin)


# --- the rest -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "linked", "declared", "evidence"),
    [
        (meta("article:content_tier", "Locked"), {}, "subscription", "content_tier=Locked"),
        (meta("article:content_tier", "metered"), {"isAccessibleForFree": True}, "metered", "content_tier=metered"),
        (
            meta("article:content_tier", "gold"),
            {"isAccessibleForFree": False},
            "subscription",
            "isAccessibleForFree=false",
        ),
        (meta("content_tier", "free"), {}, "free", "content_tier=free"),
        ("", {"isAccessibleForFree": True}, "free", "isAccessibleForFree=true"),
        ("", {"headline": "A"}, "unknown", None),
    ],
)
def test_access_is_what_the_tier_says_else_what_json_ld_says(
    head: str, linked: dict[str, object], declared: str, evidence: str | None
) -> None:
    access = page(H1, head, **linked).access
    assert (access.declared, access.evidence) == (declared, evidence)


def test_labels_come_from_all_that_declare_them_each_once() -> None:
    head = meta("article:tag", "Ports, Sea") + meta("news_keywords", "sea, Trade") + meta("keywords", "x")
    found = page(H1, head, headline="A", keywords=["Ports", "a" * 100, "b" * 101]).labels
    assert [(label.text, label.origin) for label in found] == [
        ("Ports", "jsonld"), ("a" * 100, "jsonld"), ("Sea", "meta"), ("Trade", "meta"),
    ]  # fmt: skip


def test_keywords_are_the_last_resort_and_links_the_one_before() -> None:
    links = "".join(f'<a rel="tag" href="/{number}">t{number}</a> ' for number in range(25))
    assert [label.text for label in page(H1, meta("keywords", "Ports, Sea")).labels] == ["Ports", "Sea"]
    found = page(H1 + links, meta("keywords", "Ports")).labels
    assert [label.text for label in found] == [f"t{number}" for number in range(20)]
    assert {label.origin for label in found} == {"html"}


def test_summary_section_site_language_and_pictures() -> None:
    head = meta("description", "Second") + meta("article:section", "Local") + meta("og:image", "/a.jpg")
    plain = page(H1, head + meta("og:image", "/b.jpg") + meta("og:locale", "de_AT"))
    assert (plain.summary, plain.section, plain.declared_language) == ("Second", "Local", "de")
    assert plain.pictures == (("/a.jpg", None, None),)
    assert dict(plain.origins)["summary"] == "meta"
    full = page(
        H1, head, html='lang="fr"', headline="A", description="First", articleSection="World", inLanguage="es",
        publisher={"name": "The Harbour"}, image={"url": "/c.jpg", "caption": "C"},
    )  # fmt: skip
    assert (full.summary, full.section, full.declared_language) == ("First", "World", "fr")
    assert (full.site, full.pictures) == ("The Harbour", (("/a.jpg", None, None), ("/c.jpg", "C", None)))
    assert dict(full.origins)["summary"] == "jsonld"
    assert "summary" not in dict(page(H1).origins)


def test_date_and_byline_are_sought_by_the_headline_and_not_by_the_sites_name() -> None:
    menu = "".join(f"<p>Menu {number}</p>" for number in range(40))
    said = page(
        f"<h1>The Harbour</h1>{menu}{H1}<p>By Ann Grey</p><p>Kiel, 31 March 2003</p>", meta("og:title", H1[4:-5])
    )
    assert said.published is not None
    assert (said.published.value.date().isoformat(), said.authors) == ("2003-03-31", ("Ann Grey",))


@pytest.mark.parametrize(
    "opening", ["27.1.2022 - Bei", "Pressemitteilung vom 27. Januar 2022 | Kiel", "27.01.2022 „Der"]
)
def test_a_german_text_may_open_with_its_date(opening: str) -> None:
    said = page(f"{H1}<p>{opening} {'der Rat stimmt ab, ' * 9}</p>", html='lang="de"')
    assert said.published is not None
    assert said.published.value.date().isoformat() == "2022-01-27"


def test_a_date_further_inside_a_paragraph_is_not_the_articles() -> None:
    assert page(f"{H1}<p>Der Rat stimmt am 27.1.2022 ab, {'so steht es fest, ' * 9}</p>").published is None


def test_the_pages_own_node_dates_what_no_article_dates() -> None:
    whole = {"@type": "WebPage", "url": URL, "datePublished": "2024-05-03T09:00:00Z"}
    head = f'<script type="application/ld+json">{json.dumps(whole)}</script>'
    found = page(H1 + lines(30) + "<p>3 June 2024</p>", head).published
    assert found is not None
    assert (found.value, found.origin) == (datetime(2024, 5, 3, 9, tzinfo=UTC), "jsonld")
    assert page(H1, head, datePublished="2024-05-01").published == page(H1, datePublished="2024-05-01").published


def test_who_is_declared_by_the_given_name_alone_is_named_as_the_page_prints_her() -> None:
    byline = '<p>By <a rel="author" href="/authors/ann">Ann Grey</a></p>'
    assert page(H1 + byline, author={"@type": "Person", "name": "Ann"}).authors == ("Ann Grey",)
    assert page(H1, author={"@type": "Person", "name": "Anna"}).authors == ("Anna",)


def test_who_signs_whole_is_believed_before_one_declared_word() -> None:
    byline = '<p>By <a rel="author" href="/authors/ann">Ann Grey</a></p>'
    assert page(H1 + byline, author={"@type": "Person", "name": "Harbourpost"}).authors == ("Ann Grey",)
