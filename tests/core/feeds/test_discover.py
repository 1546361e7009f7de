"""Where a site's feeds are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.feeds.discover import MAX_LINKS, MAX_SITEMAPS, feed_links, guesses, sitemap_links
from worker.models import FeedLink

RSS = 'rel="alternate" type="application/rss+xml"'


def links(html: str, url: str = "https://example.com/") -> list[str]:
    return [link.url for link in feed_links(html.encode(), url=url)]


def test_declared_feeds_come_first_and_comments_last() -> None:
    html = f"""<a href="/rss/all.xml">RSS</a>
    <link {RSS} title="Example &raquo; Comments" href="/comments/feed/">
    <link {RSS} title="Example &raquo; Feed" href="/feed/">
    <LINK TYPE='application/atom+xml' HREF=/atom.xml REL=alternate>"""
    found = feed_links(html.encode(), url="https://example.com/")
    assert found == (
        FeedLink(url="https://example.com/feed/", title="Example » Feed", kind="rss"),
        FeedLink(url="https://example.com/atom.xml", title=None, kind="atom"),
        FeedLink(url="https://example.com/rss/all.xml", title=None, kind="unknown"),
        FeedLink(url="https://example.com/comments/feed/", title="Example » Comments", kind="rss"),
    )


def test_what_only_looks_like_a_declared_feed_comes_between_feeds_and_links() -> None:
    html = f"""<a href="/rss">RSS</a><link rel="alternate" type="application/json" href="/feed.json">
    <a type="application/rss+xml" href="/a">A</a><link {RSS} href="/b"><link rel="feed" href="/c">"""
    found = feed_links(html.encode(), url="https://example.com/")
    assert [(link.url.rpartition("/")[2], link.kind) for link in found] == [
        ("b", "rss"), ("c", "unknown"), ("feed.json", "json"), ("rss", "unknown"), ("a", "rss"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "html",
    [
        '<link rel="alternate" hreflang="de" href="/de/">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed?url=x">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">',
        '<link rel="alternate" type="text/xml" href="/sitemap.xml">',
        '<link rel="stylesheet" href="/feed.css">',
        f'<link {RSS} href="javascript:alert(1)">',
        '<link rel="alternate" type="application/atom+xml;type=entry" href="/feed/this.atom">',
        f'<!-- <link {RSS} href="/old.xml"> --><!-- <link {RSS} href="/older.xml">',
        f"<link {RSS}>",
        '<a href="/feedback">Tell us</a><a href="/business">Business</a>',
    ],
)
def test_what_is_no_feed_is_not_one(html: str) -> None:
    assert links(html) == []


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<a href="/subscribe.php?type=1">RSS Feed</a>', ["/subscribe.php?type=1"]),
        ('<a href="/export"><span>Atom</span> <b>1.0</b></a>', ["/export"]),
        ('<a href="/news.xml"><img src="i.gif" alt="XML" width=3></a>', ["/news.xml"]),
        ('<a title="RSS-Feed" href="/all">follow us</a>', ["/all"]),
        ('<a href="https://feedly.com/i/subscription/feed%2Fhttps%3A%2F%2Fexample.com%2Frss.xml">F</a>', ["/rss.xml"]),
        ('<a href="https://feedly.com/i/subscription/feed/https://example.com/rss.xml">F</a>', ["/rss.xml"]),
        ('<a href="/what">What is RSS?</a><a href="/back">RSS is back</a><a href="/f">Feedback</a>', []),
        ('<a href="/feeds.opml">OPML</a><a href="/x">x</a>RSS', []),
        (f"<script>var a='<link {RSS} href=\"/no\">'</script><template><link {RSS} href=/no></template>", []),
        ('<a href="/all" aria-label="RSS"><svg></svg></a>', ["/all"]),
        ('<a href="/all"><i class="fa fa-rss"></i></a><a href="/x"><i class="grass"></i></a>', ["/all"]),
        ('<a href="/x"><i class="icon-feedback"></i></a><a href="/y"><i class="rss"></i> Newsletter</a>', []),
        ('<link rel="alternate" title="RSS" href="/all"><link rel="alternate" href="/all.rss">', ["/all", "/all.rss"]),
        (f'<link {RSS} href="{{{{ site.url }}}}/feed.xml"><link {RSS} href="/all">', ["/all"]),
        (f"<link {RSS} href='/rss?a=\"b\"'>", ["/rss?a=%22b%22"]),
        (f'<link {RSS} href="itpc://example.com/pod">', ["/pod"]),
    ],
)
def test_links_are_feeds_by_what_they_are_called_too(html: str, found: list[str]) -> None:
    assert links(html) == [f"https://example.com{path}" for path in found]


@pytest.mark.parametrize(
    "kind", ["rss+xml", "application/x-rss+xml", "text/rss", "application/rss", "text/atom+xml; charset=utf-8"]
)
def test_a_declared_type_may_be_misspelt(kind: str) -> None:
    assert links(f'<link rel="alternate" type="{kind}" href="/all">') == ["https://example.com/all"]


@pytest.mark.parametrize(
    "href",
    [
        "feed://example.com/all",
        "feed:://example.com/all",
        "feed:https://example.com/all",
        "FEED:https://example.com/all",
    ],
)
def test_an_address_may_be_said_to_be_a_feeds(href: str) -> None:
    assert links(f'<link {RSS} href="{href}">') == ["https://example.com/all"]


def test_a_header_declares_feeds_too() -> None:
    header = (
        '</wp-json/>; rel="https://api.w.org/", </all.atom>; rel="alternate"; type="application/atom+xml"; title="All"'
    )
    assert feed_links(b"<p>", url="https://example.com/a/", header=header) == (
        FeedLink(url="https://example.com/all.atom", title="All", kind="atom"),
    )


def test_a_base_counts_once_and_an_address_once() -> None:
    html = f'<base href="/blog/"><base href="/other/"><link {RSS} href="feed/"><link {RSS} href="./feed/">'
    assert links(html) == ["https://example.com/blog/feed/"]


def test_parameters_that_choose_the_feed_stay() -> None:
    assert links(f'<link {RSS} href="/?feed=rss2&amp;utm_source=x">') == ["https://example.com/?feed=rss2&utm_source=x"]


def test_a_page_of_links_gives_no_more_than_the_first() -> None:
    assert len(links("".join(f'<a href="/rss/{n}">' for n in range(500)))) == MAX_LINKS


def test_guesses_start_below_the_page() -> None:
    assert guesses("https://example.com/news")[:3] == (
        "https://example.com/news/feed/", "https://example.com/news/rss.xml", "https://example.com/feed/",
    )  # fmt: skip
    assert guesses("https://example.com/")[0] == "https://example.com/feed/"
    assert len(set(guesses("https://example.com/news"))) == len(guesses("https://example.com/news"))


@given(
    st.lists(
        st.sampled_from(["<link ", "<a ", "<base ", RSS, ' href="', "/feed/", '"', "'", ">", "&#x0;", "\0"]) | st.text()
    )
)
def test_any_page_gives_web_addresses_or_nothing(parts: list[str]) -> None:
    for link in feed_links("".join(parts).encode("utf-8", "replace"), url="https://example.com/x/"):
        assert link.url.startswith(("http://", "https://"))


def test_robots_txt_names_sitemaps_the_news_first() -> None:
    robots = (
        b"\xef\xbb\xbfUser-agent: *\r\nSitemap: /a.xml\r\n  SITEMAP :https://m.example/news.xml # x\r\n"
        b"Sitemap: /a.xml\nsitemap: ftp://x/"
    )
    assert sitemap_links(robots, url="https://example.com/robots.txt") == (
        "https://m.example/news.xml",
        "https://example.com/a.xml",
    )
    many = b"".join(b"Sitemap: /%d.xml\n" % n for n in range(20))
    assert len(sitemap_links(many, url="https://example.com/robots.txt")) == MAX_SITEMAPS
