"""Topics and searches as feeds: what readers of feeds ask for, and how often they get nothing but a 304."""

import feedparser
import pytest

from tests.support.database import query

ROWS = """
INSERT INTO news.articles (id, url, urls, source, title, text, blocks, language, content_hash, pipeline_version,
                           stored_at)
SELECT n, 'https://example.org/' || n, '{}', 'Example', 'Vote ' || n, 'A vote.', '[]', 'en', '\\\\x00', '1', now()
FROM generate_series(1, 70) n;
INSERT INTO news.article_topics SELECT n, 'iran-us-tensions', 'rule', 1, '[]', '1', now() FROM generate_series(1, 60) n;
"""


@pytest.fixture
def stored(database, services):
    services.ensure_topics()
    query(database, ROWS)


@pytest.mark.parametrize("path", ["/articles", "/topics/iran-us-tensions"])
def test_a_list_is_an_atom_feed_and_a_json_feed(client, stored, path):
    atom, feed = client.get(f"{path}.atom"), client.get(f"{path}.feed.json")
    parsed = feedparser.parse(atom.body)

    assert atom.headers["content-type"] == "application/atom+xml"
    assert feed.headers["content-type"] == "application/feed+json"
    assert len(parsed.entries) == len(feed.json["items"]) == 50
    assert [entry.id for entry in parsed.entries] == [item["id"] for item in feed.json["items"]]
    assert parsed.feed.links[0].href == f"{client.url}{path}.atom"
    assert feed.json["feed_url"] == f"{client.url}{path}.feed.json"
    assert feed.json["home_page_url"] == f"{client.url}{path}"


def test_the_next_page_of_a_json_feed_goes_on(client, stored):
    first = client.get("/topics/iran-us-tensions.feed.json").json
    second = client.get(first["next_url"].removeprefix(client.url)).json

    assert len(second["items"]) == 10
    assert {item["id"] for item in first["items"]}.isdisjoint(item["id"] for item in second["items"])
    assert "next_url" not in second


def test_a_search_is_a_feed_of_its_own(client, stored):
    feed = client.get("/articles.feed.json?q=vote&lang=en").json

    assert feed["title"] == "Newswire: “vote”, en"
    assert feed["home_page_url"].endswith("/articles?q=vote&lang=en")
    assert len(feed["items"]) == 50
    assert feed["next_url"].startswith(f"{client.url}/articles.feed.json?q=vote&lang=en&after=s")


def test_who_has_it_gets_nothing_again_until_something_changes(client, stored, database):
    first = client.get("/articles.atom")
    tag, changed = first.headers["etag"], first.headers["last-modified"]

    assert client.get("/articles.atom", If_None_Match=tag).status == 304
    assert client.get("/articles.atom", If_None_Match=f'"x", W/{tag}').status == 304
    assert client.get("/articles.atom", If_Modified_Since=changed).status == 304
    assert client.get("/articles.atom", If_Modified_Since="nonsense").status == 200
    assert client.get("/articles.atom", If_None_Match='"x"', If_Modified_Since=changed).status == 200
    query(database, "UPDATE news.articles SET title = 'Vote off', updated_at = now() + interval '2 s' WHERE id = 70")
    assert client.get("/articles.atom", If_None_Match=tag).status == 200
    assert client.get("/articles.atom", If_Modified_Since=changed).status == 200


def test_a_topic_that_is_none_is_no_feed(client, stored):
    assert client.get("/topics/none.atom").status == 404
    assert client.get("/topics/none.feed.json").json["error"]
