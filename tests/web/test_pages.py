"""What the pages show of what the sample site's news became."""

import re

import pytest
from lxml import html

from tests.support import run_steps
from tests.support.database import query
from tests.support.web import PASSWORD, served
from worker.adapters import changes, watch
from worker.sample.site import feed_urls


def some_feeds(url: str) -> list[str]:
    """Of outlets with walls, with Arabic, and with short reports."""
    return [one for one in feed_urls(url) if any(name in one for name in ("meridian", "jisr", "northline"))]


@pytest.fixture
def client(world):
    """The pages of a database with what a part of the sample site brings in one round."""
    services = run_steps.services(world.url, world.site.port, web_password=PASSWORD, fetch_timeout=20.0)
    run_steps.add_feeds(services, some_feeds(world.site.url), backfill=True)
    run_steps.poll(services, world.url)
    run_steps.to_the_end(services, world.url)
    with services.db.transaction() as tx:  # as the dispatcher does
        watch.add_up(tx)
        changes.publish(tx)
    with served(services) as one:
        yield one
    services.close()


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.fromstring(page).text_content())


@pytest.mark.timeout(300)  # a round of the site on a busy machine
def test_the_pages_show_what_the_site_became(client, world):
    """A round of the site is dear, and all of this only reads: it has one."""
    for shows in SHOWN:
        shows(client, world)


def _listed(client, search: str = "") -> list[dict]:
    return client.get(f"/articles.json{search}").json["articles"]


def _overview(client, world) -> None:
    overview = client.get("/overview.json").json
    assert sum(overview["articles_per_minute"].values()) == query(world.url, "SELECT count(*) FROM news.articles")[0][0]
    assert overview["figures"]["feeds"] == len(some_feeds(world.site.url))
    assert [queue["step"] for queue in overview["queues"]] == ["poll", "fetch", "clean"]
    assert "The last article came" in text_of(client.get("/").text)
    assert "What stops the work" in client.get("/").text  # no process runs in this test


def _article(client, _) -> None:
    """The cut stands struck with its rule, and what tags rest on is marked."""
    walled = next(one for one in _listed(client, "?wall=registration") if one["language"] == "en")
    (cut,) = html.fromstring(client.get(f"/articles/{walled['id']}").text).find_class("cut")
    document = client.get(f"/articles/{walled['id']}.json").json
    (told,) = document["wall_cuts"]
    assert cut.xpath("./del")[0].text_content() == told["text"].replace("\n", "")
    assert told["rule"] in cut.text_content()
    assert told["at"] == len(document["text"])
    tagged = next(one for one in _listed(client, "?topic=iran-us-tensions") if one["language"] == "en")
    marked = html.fromstring(client.get(f"/articles/{tagged['id']}").text).xpath("//article//mark")
    assert {mark.get("title") for mark in marked} == {"iran-us-tensions"}


def _right_to_left(client, _) -> None:
    page = html.fromstring(client.get(f"/articles/{_listed(client, '?lang=ar')[0]['id']}").text)
    assert {(one.get("dir"), one.get("lang")) for one in page.xpath("//div[@class='text']/p")} == {("auto", "ar")}
    assert (page.xpath("//h1")[0].get("dir"), page.xpath("//h1")[0].get("lang")) == ("auto", "ar")
    assert {one.get("dir") for one in page.xpath("//div[@class='cut']/del")} == {"auto"}


def _filters(client, _) -> None:
    assert {one["wall_kind"] for one in _listed(client, "?wall=registration")} == {"registration"}
    assert {one["truncated"] for one in _listed(client, "?truncated=yes")} == {True}
    assert {one["truncated"] for one in _listed(client, "?truncated=no")} == {False}
    assert {one["language"] for one in _listed(client, "?lang=ar")} == {"ar"}
    found = _listed(client, "?topic=iran-us-tensions&lang=en")
    assert found
    assert all("iran-us-tensions" in one["topics"] and one["language"] == "en" for one in found)
    walled = _listed(client, "?wall=registration&lang=en")[0]
    word = max(walled["title"].split(), key=len)
    assert walled["id"] in {one["id"] for one in _listed(client, f"?q={word}")}
    assert walled["id"] in {
        one["id"] for one in _listed(client, f"?q={word}&wall=registration&source={walled['source']}")
    }
    assert client.get("/articles.json?q=zzzzzzzz").json == {"articles": [], "looked_at": 0, "next": None}
    assert "stands in nearly every text" in client.get("/articles?q=the&lang=en").text
    assert "No article fits" in client.get("/articles?source=nobody").text


def _pages_of_a_list(client, world) -> None:
    """Every article comes once, page by page."""
    query(world.url, COPIES)
    for search in ("", "?lang=en", "?source=many", "?topic=iran-us-tensions&source=many", "?q=vote"):
        seen, path, number = [], f"/articles.json{search}", 0
        while path:
            page = client.get(path).json
            seen += [one["id"] for one in page["articles"]]
            path, number = page["next"], number + 1
            assert number < 20
        assert len(set(seen)) == len(seen) > 100, search
    assert html.fromstring(client.get("/articles?source=many").text).xpath("//a[@rel='next']")


COPIES = """
INSERT INTO news.articles (id, url, urls, source, title, text, blocks, language, content_hash, pipeline_version,
                           stored_at)
SELECT n, 'https://many.example/' || n, '{}', 'many', 'Vote ' || n, 'A vote.', '[]', 'en', '\\x00', '1',
       now() - n % 7 * interval '1 s'
FROM generate_series(5000, 5119) n;
INSERT INTO news.article_topics
SELECT n, 'iran-us-tensions', source, 1, '[]', '1', now() - n % 5 * interval '1 s'
FROM generate_series(5000, 5119) n, unnest('{rule,publisher}'::text[]) source;
"""


def _polls(client, _) -> None:
    feeds = client.get("/feeds.json").json["feeds"]
    northline = next(feed for feed in feeds if "northline" in feed["url"])
    (poll,) = client.get(f"/feeds/{northline['id']}.json").json["polls"]
    assert (poll["status"], poll["error"], poll["gap"]) == ("ok", None, False)
    assert poll["new"] > 0
    assert "What the last polls said" in client.get(f"/feeds/{northline['id']}").text
    assert len(html.fromstring(client.get("/feeds?q=northline").text).xpath("//tbody/tr")) == 1
    assert "No feed fits" in client.get("/feeds?q=nothing-like-it").text


def _stories(client, _) -> None:
    walled = _listed(client, "?wall=registration")[0]
    told = client.get(f"/why.json?url={walled['url']}?utm_source=x").json
    assert told["item"]["article_id"] == walled["id"]
    assert "It was stored as article" in text_of(client.get(f"/why?url={walled['url']}").text)
    assert "None of our feeds is of nobody.example" in text_of(client.get("/why?url=nobody.example/a").text)
    assert client.get("/why?url=not%20an%20address").status == 400


def _topics(client, _) -> None:
    topics = {one["slug"]: one for one in client.get("/topics.json").json["topics"]}
    assert topics["iran-us-tensions"]["articles_14_days"] >= 120
    assert topics["iran-us-tensions"]["latest"]
    page = html.fromstring(client.get("/topics/iran-us-tensions").text)
    assert page.xpath("//link[@rel='alternate']/@href") == [
        "/topics/iran-us-tensions.atom", "/topics/iran-us-tensions.feed.json",
    ]  # fmt: skip


def _tried_query(client, _) -> None:
    tried = client.get("/topics/try.json?query=iran*").json
    assert tried["looked_at"] > 0
    path = tried["next"]
    while not tried["matches"] and path:
        tried = client.get(path.replace("/topics/try?", "/topics/try.json?")).json
        path = tried["next"]
    assert all(match["evidence"] for match in tried["matches"])
    wrong = client.get("/topics/try?query=(iran")
    assert (wrong.status, 'role="alert"' in wrong.text) == (400, True)
    assert client.get("/topics/try.json?query=(iran").json["error"]


def _empty_lists(client, _) -> None:
    assert client.get("/consumers.json").json["consumers"] == []
    assert client.get("/quarantine.json").json["rows"] == []


SHOWN = (
    _overview, _article, _right_to_left, _filters, _pages_of_a_list, _polls, _stories, _topics, _tried_query,
    _empty_lists,
)  # fmt: skip
