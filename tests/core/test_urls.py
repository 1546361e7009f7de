"""One spelling for each page, one key for each article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.urls import (
    MAX_LENGTH,
    MAX_WRAPPERS,
    Tracking,
    canonical_url,
    feed_address,
    host_of,
    identity,
    load_tracking,
    same_site,
    source_of,
)
from worker.errors import UsageError

FEW = Tracking(
    names=frozenset({"gclid"}),
    prefixes=("utm_",),
    values={"ref": frozenset({"rss"})},
    path_names=("jsessionid",),
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.COM:80/A?b=1#part", "http://example.com/A?b=1"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com:8443/x", "https://example.com:8443/x"),
        ("https://example.com./x", "https://example.com/x"),
        ("https://example.com/a/./b/../c/", "https://example.com/a/c/"),
        ("https://example.com/../../a", "https://example.com/a"),
        ("https://example.com/%7eann/%c3%bc%2F", "https://example.com/~ann/%C3%BC%2F"),
        ("https://example.com/%2e%2e/a", "https://example.com/a"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://example.com/ü?q=ä b", "https://example.com/%C3%BC?q=%C3%A4%20b"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        # UTS 46, non-transitional (WHATWG URL, "domain to ASCII"); names of IdnaTestV2.txt of Unicode 16 among them
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://STRASSE.example/", "https://strasse.example/"),
        ("https://stra%C3%9Fe.example/", "https://xn--strae-oqa.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://βόλος.example/", "https://xn--nxasmm1c.example/"),
        ("https://ΒΌΛΟΣ.example/", "https://xn--nxasmq6b.example/"),
        ("https://ශ්\u200dරී.example/", "https://xn--10cl1a0b660p.example/"),
        ("https://نامه\u200cای.example/", "https://xn--mgba3gch31f060k.example/"),
        ("https://ＢＵ\u0308ｃher．example/", "https://xn--bcher-kva.example/"),
        ("https://bü\u00adcher｡example:443/", "https://xn--bcher-kva.example/"),
        ("https://XN--BCHER-KVA.example/", "https://xn--bcher-kva.example/"),
        ("https://a_b.bücher.example/", "https://a_b.xn--bcher-kva.example/"),
        ("https://１９２．０．２．1/", "https://192.0.2.1/"),
        ("https://例え。jp/", "https://xn--r8jz45g.jp/"),
        ("https://user:secret@example.com/", "https://example.com/"),
        ("https://example.com/?a=1&&b=&c", "https://example.com/?a=1&b=&c"),
        ("https://example.com/?id=7&utm_source=x&GCLID=1", "https://example.com/?id=7"),
        ("https://example.com/?ref=rss&page=2", "https://example.com/?page=2"),
        ("https://example.com/?ref=branch", "https://example.com/?ref=branch"),
        ("https://example.com/?%75tm_source=x", "https://example.com/"),
        ("https://example.com/a;jsessionid=12AB?x=1", "https://example.com/a?x=1"),
        ("https://example.com/#!/story/1", "https://example.com/#!/story/1"),
        ("  https://example.com/a\n b ", "https://example.com/a%20b"),
        ("http:\\\\example.com\\a?b\\c", "http://example.com/a?b%5Cc"),
        ("http:////example.com/a", "http://example.com/a"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("http://[2001:DB8:0::1]/", "http://[2001:db8::1]/"),
    ],
)
def test_an_address_has_one_spelling(url: str, expected: str) -> None:
    assert canonical_url(url, tracking=FEW) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/a?utm_medium=rss", "https://example.com/a"),
        ("b", "https://example.com/news/b"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("?p=2", "https://example.com/news/?p=2"),
        ("http://other.example/", "http://other.example/"),
        ("mailto:ann@example.com", None),
    ],
)
def test_a_relative_address_is_resolved_against_its_base(url: str, expected: str | None) -> None:
    assert canonical_url(url, base="https://example.com/news/", tracking=FEW) == expected


@pytest.mark.parametrize(
    "url",
    [
        "", "javascript:alert(1)", "ftp://example.com/", "data:text/html,x", "file:///etc/passwd", "//example.com/",
        "/a", "http://", "http://exa mple.com/", "http://example.com:port/", "http://example.com:99999/",
        "http://[::1/", "http://[fe80::1%25eth0]/", "http://a..b/", "http://%zz/", "http://%5Ba b\0/", "http://%5B::1%5D/",
        "http://\ud800.com/", "http://a\u200db.example/", "http://\u0301a.example/", "http://-ü.example/",
        "http://ab--ü.example/", "http://1א.example/", "http://ü。。example/", "http://xn--/", "http://xn--abc-.example/",
        "http://xn--999999.example/", "http://xn--ü.example/", "http://\ufffd.example/", "http://a\u2215b.example/",
        "http://example.com/\udfff", f"http://{'a' * 64}.com/", f"http://{'ü' * 5000}.com/",
        "http://example.com/" + "a" * MAX_LENGTH, "http://example.com/" + "ü" * (MAX_LENGTH // 4),
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert canonical_url(url, tracking=FEW) is None


@pytest.mark.parametrize(
    "other",
    [
        "http://example.com/a/story?x=1&y=2",
        "https://www.example.com/a/story?x=1&y=2",
        "https://m.example.com/a/story?y=2&x=1",
        "https://amp.example.com/a/story/?x=1&y=2",
        "https://www.example.com/a/story/amp/?x=1&y=2",
        "https://www.example.com/a/story.amp?x=1&y=2",
        "https://www.example.com/amp/a/story?x=1&y=2",
        "https://example.com/a/story?x=1&y=2&amp=1",
        "https://example.com/a/story?x=1&y=2&outputType=amp",
        "https://www.google.com/amp/s/www.example.com/a/story?x=1&y=2",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/a/story?x=1&y=2",
    ],
)
def test_addresses_of_one_page_are_identical(other: str) -> None:
    assert identity(other) == identity("https://example.com/a/story?x=1&y=2")


@pytest.mark.parametrize(
    "other",
    [
        "https://example.com/a/story",
        "https://example.com/a/story?x=1",
        "https://example.com/A/story?x=1&y=2",
        "https://news.example.com/a/story?x=1&y=2",
        "https://example.com:8080/a/story?x=1&y=2",
        "https://example.com/a/amp/story?x=1&y=2",
        "https://example.com/a/story?x=1&y=2#!/2",
    ],
)
def test_addresses_of_two_pages_are_not(other: str) -> None:
    assert identity(other) != identity("https://example.com/a/story?x=1&y=2")


def test_an_encoded_host_is_the_host_that_it_stands_for() -> None:
    assert canonical_url("http://ex%61mple.org/a", tracking=FEW) == "http://example.org/a"
    assert canonical_url("http://EX%C3%84MPLE.org/a", tracking=FEW) == "http://xn--exmple-cua.org/a"


def test_a_short_host_keeps_its_first_label() -> None:
    assert identity("https://m.example/") != identity("https://www.example/")


def test_host_and_source_of_an_address() -> None:
    assert host_of("https://www.example.com:8443/a") == "www.example.com:8443"
    assert host_of("https://www.example.com/a") == "www.example.com"
    assert source_of("https://www.example.com:8443/a") == "example.com"


URLS = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["http://", "HTTPS://", "http:\\\\", "", "//"]),
    st.sampled_from(
        [
            "example.com",
            "WWW.m.Example.com:80",
            "bücher.example",
            "[::1]",
            "a@b.example",
            "1.2.3.4:81",
            "a%62.c",
            "%5B::1",
            "%5B<%00>",
        ]
    )
    | st.text(max_size=20),
    st.text(st.sampled_from("/.;ap%2fFe~ü jsessionid=AMP\\"), max_size=40).map(lambda path: f"/{path}"),
    st.sampled_from(["", "?"]),
    st.text(st.sampled_from("ab=&%2fFé+ utm_gclidampref=rss#!?"), max_size=40),
)


@given(URLS | st.text())
def test_a_canonical_address_is_its_own_canonical_address(url: str) -> None:
    once = canonical_url(url, base="https://example.com/news/", tracking=FEW)
    if once is not None:
        assert canonical_url(once, tracking=FEW) == once
        assert once.isascii()
        assert len(once) <= MAX_LENGTH
        assert host_of(once)


@given(URLS)
def test_scheme_and_host_prefix_and_slash_do_not_change_the_identity(url: str) -> None:
    once = canonical_url(url, base="https://example.com/news/", tracking=FEW)
    if once is not None and "?" not in once and "#" not in once and "ampproject" not in once:
        host = host_of(once)
        www = once.replace(f"//{host}", f"//www.{host}", 1)
        assert identity(f"{once}/") == identity(once)
        if "." in host and not host.startswith("[") and ":" not in host:
            assert identity(www.replace("http://", "https://", 1)) == identity(once)


def test_the_shipped_rules_drop_what_follows_a_reader_and_keep_what_names_a_page(tracking: Tracking) -> None:
    url = (
        "https://example.com/story?id=5&p=2&page=3&cid=9&ref=main&utm_campaign=a&fbclid=b&mc_eid=c&at_medium=rss&xtor=RSS-1"
        "&__twitter_impression=true&from=rss&source=newsletter&wt_mc=x&CMP=share_btn_tw&smid=tw"
    )
    assert canonical_url(url, tracking=tracking) == "https://example.com/story?id=5&p=2&page=3&cid=9&ref=main"


def test_the_shipped_rules_leave_the_address_of_a_feed_alone(tracking: Tracking) -> None:
    for url in (
        "https://example.com/?feed=rss2",
        "https://example.com/news?format=rss",
        "https://example.com/x?type=rss",
    ):
        assert canonical_url(url, tracking=tracking) == url


@pytest.mark.parametrize(
    ("counter", "page"),
    [
        (
            "https://www.google.com/url?rct=j&sa=t&url=https://news.example.org/a%3Fid%3D1%26x%3D2&ct=ga&cd=CAE",
            "https://news.example.org/a?id=1&x=2",
        ),
        ("https://www.google.com/url?q=https%3A%2F%2Fnews.example.org%2Fa%2Bb&sa=U", "https://news.example.org/a+b"),
        ("http://www.bing.com/news/ApiClick.aspx?ref=x&Url=https%3a%2f%2fnews.example.org%2fa&c=1", None),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example.org%2Fa%3Ffbclid%3Dz&h=A", None),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fnews.example.org%2Fa&data=05", None),
        (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%3A%2F%2Fnews.example.org%2Fa",
            None,
        ),
    ],
)
def test_a_page_that_only_sends_its_reader_on_is_the_page_it_names(
    counter: str, page: str | None, tracking: Tracking
) -> None:
    assert canonical_url(counter, tracking=tracking) == (page or "https://news.example.org/a")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.com/url?q=ferry%20times",
        "https://www.google.com/search?q=https://news.example.org/a",
        "https://news.example.org/url?url=https://other.example.org/",
        "https://google.com.example.org/url?url=https://other.example.org/",
        "https://google.com/url?q=http://",
        "https://google.com/url?q=http://a..b/&sa=U",
        "https://example.org/news.php?ncid=4711",
    ],
)
def test_a_page_that_has_an_address_among_its_parameters_is_a_page(url: str, tracking: Tracking) -> None:
    assert canonical_url(url, tracking=tracking) == url


def test_wrappers_in_wrappers_are_bounded(tracking: Tracking) -> None:
    counter, page = "http://vk.com/away.php?to=", "https://news.example.org/a"
    assert canonical_url(counter * MAX_WRAPPERS + page, tracking=tracking) == page
    assert canonical_url(counter * (MAX_WRAPPERS + 1) + page, tracking=tracking) is None
    assert canonical_url(counter * 300 + page, tracking=tracking) is None


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"vendor": [{"parameters": ["a"]}]},
        {"vendor": [{"name": "x", "parameters": "a"}]},
        {"vendor": [{"name": "x", "parameter": ["a"]}]},
        {"vendor": [{"name": "x", "values": ["a"]}]},
        {"vendor": [{"name": "x", "values": {"a": [1]}}]},
        {"vendor": [], "wrapper": {}},
        {"vendor": [], "wrapper": [{"hosts": ["a"]}]},
        {"vendor": [], "wrapper": [{"name": "x", "hosts": ["a"], "paths": ["/"]}]},
        {"vendor": [], "wrapper": [{"name": "x", "hosts": ["a"], "paths": ["/"], "parameters": ["u"], "path": []}]},
    ],
)
def test_rules_that_are_not_as_they_should_be_are_named(document: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=r"tracking\.toml"):
        load_tracking(document)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.example.org/a", "http://m.example.org/feed.xml", True),
        ("https://rss.example.org/all.xml", "https://www.example.org/a", True),
        ("https://www.example.org/a", "https://rss.example.org/all.xml", True),
        ("https://example.org/a", "https://another-example.org/a", False),
        ("https://one.example.org/a", "https://two.example.org/a", False),
        ("https://example.org:8443/a", "https://example.org/a", False),
    ],
)
def test_a_site_is_a_host_and_what_lies_below_it(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" https://Example.com/feed?utm_source=rss&b=%7e&&a#top ", "https://example.com/feed?utm_source=rss&b=%7e&&a"),
        ("example.com/rss", "https://example.com/rss"),
        ("example.com:8080/rss", "https://example.com:8080/rss"),
        ("example.com", "https://example.com/"),
        ("feed://example.com/rss", "http://example.com/rss"),
        ("feed:://example.com/rss", "http://example.com/rss"),
        ("feed::https://example.com/rss", "https://example.com/rss"),
        ("feed:https://example.com/rss", "https://example.com/rss"),
        ("feed://https://example.com/rss", "https://example.com/rss"),
        ("http://example.com:80/a b/\u00e9", "http://example.com/a b/\u00e9"),
        ("ftp://example.com/", None),
        ("mailto:a@example.com", None),
        ("", None),
        ("https://", None),
    ],
)
def test_a_feeds_address_is_kept_as_it_is_typed(typed: str, kept: str | None) -> None:
    assert feed_address(typed) == kept


def test_a_value_may_be_known_by_its_beginning() -> None:
    rules = load_tracking({"vendor": [{"name": "x", "values": {"source": ["rss*", "feed"]}}]})
    kept = [
        canonical_url(f"https://e.example/?source={value}", tracking=rules) for value in ("RSS---1", "feed", "feed2")
    ]
    assert kept == ["https://e.example/", "https://e.example/", "https://e.example/?source=feed2"]
