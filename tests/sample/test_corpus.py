"""The corpus site serves every page at its own address, however a client writes that address."""

import gzip
import http.client
import json
import time
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

import feedparser
import pytest

from worker.core.urls import Tracking
from worker.errors import UsageError
from worker.sample import CorpusSite, serve_corpus
from worker.sample.library import FEED_PATH, NO_ADDRESS, load_library

URLS = {
    "plain": "https://news.example/a",
    "slash": "https://news.example/a/",
    "query": "https://news.example/a?b=1&c=x%26y&utm_source=rss",
    "other query": "https://news.example/a?b=2",
    "port": "https://news.example:8443/a",
    "old default port": "http://news.example:80/b",
    "accents": "https://zürich.example/straße/café?q=ö&r=a+b",
    "escaped": "https://zürich.example/stra%C3%9Fe/the%CC%81",
    "capitals": "https://NEWS.Example/A",
    "front page": "https://front.example",
    "fragment": "https://news.example/b/c#part",
    "none": None,
    "empty": "",
    "not the web": "ftp://news.example/x",
    "no port": "http://news.example:x/",
}


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "pages.jsonl.gz"
    lines = [{"id": name, "url": url, "html": f"<p>{name} é</p>"} for name, url in URLS.items()]
    lines += [{"id": "twice", "url": "http://news.example/a", "html": "<p>the second at this address</p>"}]
    lines += [
        {"id": "named", "url": "http://titled.example/1", "title": "Salt & <pepper>\u0007", "html": "<p>\ud800</p>"}
    ]
    with gzip.open(path, "wt") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)
    return path


@pytest.fixture(scope="module")
def corpus(file):
    with serve_corpus([file]) as running:
        yield running


def get(corpus: CorpusSite, url: str) -> tuple[int, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", corpus.port, timeout=10)
    try:
        target = quote(parts.path, safe="/%") + (f"?{quote(parts.query, safe='%&=+')}" if parts.query else "")
        host = parts.netloc.encode("idna").decode()
        connection.request("GET", target or "/", headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_every_address_in_a_feed_leads_to_its_page(corpus):
    found = []
    for feed in corpus.feeds:
        status, document = get(corpus, feed)
        assert status == 200
        for entry in feedparser.parse(document.encode()).entries:
            status, page = get(corpus, entry.link)
            assert status == 200, entry.link
            found.append(page)
    assert sorted(found) == sorted([f"<p>{name} é</p>" for name in URLS] + ["<p>?</p>"])


def test_pages_and_the_items_that_come_of_them_are_counted(corpus):
    pages = len(URLS) + 2
    assert (corpus.pages, corpus.identities) == (pages, pages - 2)  # 'slash' and 'twice' are pages that came before
    assert len(corpus.feeds) == len(set(corpus.feeds)) == 6


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("http://news.example/a?c=x%26y&b=1", "query"),
        ("http://news.example/a?b=2", "other query"),
        ("http://news.example/b/", "old default port"),
        ("http://xn--zrich-kva.example/stra%C3%9Fe/caf%C3%A9?q=%C3%B6&r=a%20b", "accents"),
        ("http://news.example/A", "capitals"),
        ("http://front.example/", "front page"),
        (f"http://{NO_ADDRESS}/none", "none"),
    ],
)
def test_the_canonical_form_of_an_address_leads_to_the_page_too(corpus, asked, found):
    assert get(corpus, asked) == (200, f"<p>{found} é</p>")


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/robots.txt",
        "http://news.example/a?b=3",
        "http://other.example/a",
        f"http://other.example{FEED_PATH}",
    ],
)
def test_what_is_not_in_the_corpus_is_not_found(corpus, url):
    assert get(corpus, url)[0] == 404


def test_a_feed_gives_the_title_if_the_corpus_has_one_and_never_text(corpus):
    [entry] = feedparser.parse(get(corpus, f"http://titled.example{FEED_PATH}")[1]).entries
    assert unescape(entry.title) == "Salt & <pepper>"
    assert "summary" not in entry
    assert "title" not in feedparser.parse(get(corpus, f"http://front.example{FEED_PATH}")[1]).entries[0]


def test_connections_are_kept_and_requests_may_follow_each_other_at_once(corpus):
    connection = http.client.HTTPConnection("127.0.0.1", corpus.port, timeout=10)
    connection.connect()
    request = b"GET /a HTTP/1.1\r\nHost: news.example\r\n\r\n"
    connection.sock.sendall(request + b"HEAD /a HTTP/1.1\r\nHost: news.example\r\n\r\n" + request[:10])
    connection.sock.sendall(request[10:-4] + b"\r\nConnection: close\r\n\r\n")
    with connection.sock.makefile("rb") as stream:
        replies = stream.read()
    connection.close()
    assert replies.count(b"200 OK") == 3
    assert replies.count("<p>plain é</p>".encode()) == 2


def test_closing_ends_the_process(file):
    with serve_corpus([file]) as running:
        assert running.process.poll() is None
    assert running.process.returncode == 0


def test_it_ends_when_its_parent_dies(file):
    running = serve_corpus([file])
    running.process.stdin.close()  # what the kernel does with the files of the dead
    end = time.monotonic() + 10
    while running.process.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.02)
    running.process.stdout.close()
    running.process.stderr.close()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"id": "1", "html": "<p>"}\nnot json\n', "line 2: it is not JSON; expected a JSON object with the url"),
        (b'{"id": "1", "url": "http://a.example/"}\n', "line 1: it has no text under html"),
        (b"[]\n", "line 1: it is not an object"),
        (b'{"url": 5, "html": "<p>"}\n', "line 1: 5 is no web address, and it has no id"),
        (b'{"html": "<p>"}\n', "line 1: '' is no web address, and it has no id"),
    ],
)
def test_a_line_that_does_not_fit_is_named(tmp_path, content, message):
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=f"bad.jsonl, {message}"):
        load_library([path], tracking=Tracking(names=frozenset(), prefixes=(), values={}, path_names=()))


def test_lines_without_anything_are_passed_over(tmp_path):
    path = tmp_path / "good.jsonl"
    path.write_bytes(b'\n{"id": "1", "html": "<p>"}\n\n')
    assert load_library([path], tracking=Tracking(names=frozenset(), prefixes=(), values={}, path_names=())).pages == 1


@pytest.mark.parametrize("content", [b"junk\n", b"", b"\n", b'{"id": 1}\n', b"\xff\xfe"])
def test_a_run_with_what_is_no_corpus_is_refused_before_anything_starts(run, tmp_path, content):
    path = tmp_path / "junk.jsonl"
    path.write_bytes(content)
    said = run("run", "--data", tmp_path / "data", "--corpus", path)
    assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert str(path) in said.err
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_file_that_is_not_there_is_named_by_the_parent(tmp_path):
    with pytest.raises(UsageError, match=r"missing\.jsonl"):
        serve_corpus([tmp_path / "missing.jsonl"])
    (tmp_path / "cut.jsonl.gz").write_bytes(b"not gzip")
    with pytest.raises(UsageError, match=r"cut\.jsonl\.gz"):
        serve_corpus([tmp_path / "cut.jsonl.gz"])
