"""The sample site publishes real feeds in every format, real pages, and every trouble that it promises."""

import gzip
import http.client
import json
import re
from itertools import combinations
from urllib.parse import urlsplit

import feedparser
import pytest

from worker.sample import serve
from worker.sample.bulletins import FIXED_NUMBER, SECONDS, bulletin
from worker.sample.faults import ENTRIES
from worker.sample.outlets import OUTLETS
from worker.sample.press import FEED_LENGTH
from worker.sample.stories import PAGES, stories, updates


class Reply:
    """An answer, read to its end."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self.body = answer.read()
        self.text = self.body.decode("utf-8", "replace")


def get(url: str, **headers: str) -> Reply:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return Reply(connection.getresponse())
    finally:
        connection.close()


def links(document: str) -> list[str]:
    if document.startswith("{"):
        return [item["url"] for item in json.loads(document)["items"]]
    if "<urlset" in document:
        return re.findall("<loc>(.*?)</loc>", document)
    return [entry.link for entry in feedparser.parse(document).entries]


def feed(site, outlet: str) -> str:
    return get(site.url + OUTLETS[outlet].feed_path).text


VERSIONS = {
    "meridian": "rss20",
    "harbour": "atom10",
    "northline": "rss20",
    "littoral": "rss10",
    "faro": "atom10",
    "ufuk": "",
    "kohoku": "",
}


@pytest.mark.parametrize(("outlet", "version"), VERSIONS.items())
def test_each_feed_is_well_formed_in_its_format(site, outlet, version):
    document = feed(site, outlet)
    assert links(document)
    if version:
        parsed = feedparser.parse(document)
        assert (parsed.version, parsed.bozo) == (version, False)
        assert all(entry.title and entry.summary and entry.author for entry in parsed.entries)


def test_every_story_is_in_its_feed_and_has_a_page_with_its_words(site):
    for key, story in stories().items():
        assert site.url + story.path in " ".join(links(feed(site, story.outlet))), key
        page = get(site.url + story.path)
        assert page.status == 200
        text = page.body.decode(story.charset)
        assert story.body[0][:30].replace("&", "&amp;") in text, key
        assert story.title[:20] in text, key


def test_every_link_carries_the_host_that_was_asked_for(site):
    for outlet in OUTLETS.values():
        for link in links(get(site.url + outlet.feed_path, Host="sample:8734").text):
            assert link.startswith("http://sample:8734/"), link
    page = get(site.url + stories()["meridian/strait-talks"].path, Host="sample:8734").text
    assert site.url not in page


def test_a_page_of_the_seeds_shape_has_all_its_parts(site):
    page = get(site.url + stories()["meridian/strait-talks"].path).text
    assert page.count(">Leila Castermans<") == 2
    for part in ("Topics covered", "Photo by MERIDIAN/Osei Brandt.", "Nov 20, 2026", "registering at no cost", "<li>"):
        assert part in page
    metadata = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert metadata["isAccessibleForFree"] is False


def test_a_feed_with_full_content_carries_the_wall_too(site):
    content = feedparser.parse(feed(site, "meridian")).entries[0].content[0].value
    assert "registering at no cost" in content
    assert "Nobody has packed a suitcase" in content


def test_walls_stand_where_the_story_says(site):
    page = get(site.url + stories()["harbour/ferry-strike"].path).text
    assert page.index("nineteen years") < page.index("free daily newsletter") < page.index("About 400 people")


def test_every_wall_is_used():
    used = {story.wall for story in stories().values()} - {""}
    assert used == {file.stem for file in (PAGES / "walls").iterdir()}


def test_the_update_changes_feed_and_page_once_it_is_published(site):
    story = stories()["meridian/strait-talks"]
    before, page = feed(site, "meridian"), get(site.url + story.path).text
    site.publish_update()
    after, revised = feed(site, "meridian"), get(site.url + story.path).text
    assert updates()["meridian/strait-talks"].path == story.path
    assert links(before) == links(after)
    assert "annex" in feedparser.parse(after).entries[0].title
    assert "initialled" in revised
    assert revised != page


def test_the_syndicated_copy_has_the_words_of_the_original():
    original, copy = stories()["meridian/grain-corridor"], stories()["harbour/grain-corridor"]
    assert copy.body[:-1] == original.body
    assert copy.title != original.title


def test_variants_of_a_page_lead_to_one_canonical_address(site):
    listed = links(feed(site, "meridian"))
    story = stories()["meridian/border-dam"]
    assert {site.url + story.path, site.url + story.path + "/amp"} <= set(listed)
    assert f'rel="canonical" href="{site.url}{story.path}"' in get(site.url + story.path + "/amp").text
    tracked = next(link for link in listed if "utm_source" in link)
    assert get(tracked).body == get(tracked.partition("?")[0]).body


def test_a_known_document_is_not_sent_again(site):
    first = get(site.feeds[0])
    again = get(site.feeds[0], If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    site.publish_update()
    assert get(site.feeds[0], If_None_Match=first.headers["ETag"]).status == 200


def test_gzip_is_sent_to_those_who_ask(site):
    packed = get(site.feeds[0], Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == get(site.feeds[0]).body


def test_charsets_are_declared_wrongly_or_not_at_all(site):
    wrong = get(site.url + stories()["broken/wrong-charset"].path)
    assert wrong.headers["Content-Type"] == "text/html; charset=iso-8859-1"
    assert "crème brûlée" in wrong.body.decode("utf-8")
    silent = get(site.url + stories()["vestnik/most"].path)
    assert silent.headers["Content-Type"] == "text/html"
    assert b"charset" not in silent.body
    assert "Новый мост" in silent.body.decode("windows-1251")


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/broken/missing", [404, 404]),
        ("/broken/gone", [410]),
        ("/broken/fails", [500, 500, 500]),
        ("/broken/recovers", [503, 503, 200, 200]),
        ("/broken/busy", [429, 429, 200]),
        ("/broken/moved", [301]),
        ("/broken/circle", [302]),
        ("/broken/picture", [200]),
        ("/broken/empty", [200]),
        ("/broken/failing.xml", [500]),
        ("/nobody/", [404]),
        ("/harbour/2026/11/20/no-such-story", [404]),
        ("/harbour/2026/01/01/ferry-strike", [404]),
    ],
)
def test_troubles_answer_as_promised(site, path, statuses):
    assert [get(site.url + path).status for _ in statuses] == statuses
    assert site.hits(path) == len(statuses)
    assert [seen.status for seen in site.seen] == statuses


def test_redirects_lead_to_a_page_or_round_and_round(site):
    assert get(site.url + "/broken/moved").headers["Location"] == "/broken/moved-again"
    assert get(site.url + "/broken/moved-again").headers["Location"] == "arrived"
    assert "Quay Street" in get(site.url + "/broken/arrived").text
    assert get(site.url + get(site.url + "/broken/circle").headers["Location"]).headers["Location"] == "/broken/circle"


def test_busy_says_when_to_come_back(site):
    assert get(site.url + "/broken/busy").headers["Retry-After"] == "2"


def test_the_broken_feed_lists_every_trouble(site):
    assert {site.url + path for _, path in ENTRIES} <= set(links(feed(site, "broken")))
    assert feedparser.parse(get(site.url + "/broken/malformed.xml").body).bozo


def test_robots_keeps_out_of_one_folder(site):
    assert get(site.url + "/robots.txt").text == "User-agent: *\nDisallow: /broken/private/\n"


def test_the_endless_page_stops_when_the_reader_leaves_and_the_slow_one_when_the_site_closes():
    with serve() as site:
        endless = http.client.HTTPConnection("127.0.0.1", site.port)
        endless.request("GET", "/broken/endless")
        with endless.getresponse() as answer:
            assert len(answer.read(5_000_000)) == 5_000_000
        endless.close()
        slow = http.client.HTTPConnection("127.0.0.1", site.port)
        slow.request("GET", "/broken/slow")
        dripping = slow.getresponse()
    with dripping, pytest.raises(http.client.IncompleteRead):
        dripping.read()
    slow.close()


def test_a_front_page_names_its_feed(site):
    for outlet in OUTLETS.values():
        assert (
            f'rel="alternate" type="application/rss+xml" title="{outlet.name}" href="{site.url}{outlet.feed_path}"'
            in (get(f"{site.url}/{outlet.key}/").text)
        )


def test_published_bulletins_appear_newest_first_with_pages(site):
    before = links(feed(site, "northline"))
    site.publish(2)
    after = links(feed(site, "northline"))
    assert after[2:] == before
    assert [get(link).status for link in after] == [200] * 5
    assert get(site.url + bulletin(FIXED_NUMBER + 40).path).status == 404


def test_a_growing_site_keeps_its_old_addresses_over_a_restart():
    now = FIXED_NUMBER * SECONDS + 1_000_000.0
    with serve(growing=True, clock=lambda: now) as site:
        first = links(feed(site, "northline"))
        now += 2 * SECONDS
        grown = links(feed(site, "northline"))
        page = get(grown[0]).text.replace(site.url, "")
        assert grown[2:] == first
    now += 10 * SECONDS
    with serve(growing=True, clock=lambda: now) as again:
        path = urlsplit(grown[0]).path
        assert get(again.url + path).text.replace(again.url, "") == page
        assert again.url + path not in links(feed(again, "northline"))


def test_a_growing_site_updates_after_a_while_and_stops_growing_in_the_end():
    now = FIXED_NUMBER * SECONDS + 0.0
    with serve(growing=True, clock=lambda: now) as site:
        assert "annex" not in feedparser.parse(feed(site, "meridian")).entries[0].title
        now += 61
        assert "annex" in feedparser.parse(feed(site, "meridian")).entries[0].title
        now += 10 * 365 * 86400
        assert len(links(feed(site, "northline"))) == FEED_LENGTH
        assert get(site.url + bulletin(FIXED_NUMBER + 5000).path).status == 404


def test_bulletins_are_not_near_copies_of_each_other():
    def shingles(number: int) -> set[tuple[str, ...]]:
        words = " ".join(bulletin(number).body).split()
        return set(zip(words, words[1:], words[2:], words[3:], strict=False))

    sets = [shingles(FIXED_NUMBER + n) for n in range(120)]
    likeness = [len(a & b) / len(a | b) for a, b in combinations(sets, 2)]
    assert max(likeness) < 0.6
    assert len({bulletin(FIXED_NUMBER + n).title for n in range(120)}) > 90


def test_the_same_number_gives_the_same_words():
    bulletin.cache_clear()
    first = bulletin(FIXED_NUMBER)
    bulletin.cache_clear()
    assert bulletin(FIXED_NUMBER) == first
    assert "{" not in " ".join((first.title, first.standfirst, *first.body))
