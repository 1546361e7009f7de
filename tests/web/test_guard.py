"""What holds for every request, whatever it asks for."""

import socket
from dataclasses import replace

import pytest

from tests.support import run_steps
from tests.support.web import served


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8780", "LOCALHOST", "[::1]:8780"])
def test_the_names_of_this_machine_are_answered(client, host):
    assert client.get("/healthz", Host=host).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8780", "[::2]", "1", ""]
)
def test_a_name_that_may_lead_here_from_elsewhere_is_refused(client, host):
    answer = client.get("/articles.json", Host=host)

    assert answer.status in (400, 421)
    assert b"articles" not in answer.body


def test_a_name_that_the_operator_gives_is_answered(database):
    services = run_steps.services(database, web_hosts="news.example.org, other.example")
    with served(services) as client:
        assert client.get("/healthz", Host="News.example.org:443").status == 200
        assert client.get("/healthz", Host="example.org").status == 421
    services.close()


@pytest.mark.parametrize("path", ["/", "/static/style.css", "/nothing", "/articles.atom", "/feeds.json"])
def test_every_answer_says_what_browsers_may_do_with_it(client, path):
    headers = client.get(path).headers

    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_pages_are_not_kept_by_browsers_and_what_never_changes_is(client):
    assert client.get("/").headers["cache-control"] == "no-store"
    assert "immutable" in client.get("/static/style.css").headers["cache-control"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_forms_of_other_sites_are_refused(client, headers, status):
    assert client.post("/login", {"password": "a password of tests"}, **headers).status == status


def test_a_form_of_our_own_page_is_taken(client):
    answer = client.post("/login", {"password": "a password of tests"}, Origin=client.url)

    assert answer.status == 303


@pytest.mark.parametrize(
    "path", ["/nothing", "/articles/0", "/feeds/99", "/topics/none", "/articles/x", "/static/../app.py"]
)
def test_what_is_not_there_is_said_on_a_page(client, path):
    answer = client.get(path)

    assert answer.status == 404
    assert "<h1>" in answer.text


def test_errors_of_json_are_json(client):
    assert client.get("/articles/0.json").json["error"]


def test_a_number_larger_than_any_id_is_no_error_of_ours(client):
    assert client.get(f"/articles/{10**30}").status == 404
    assert client.get(f"/feeds/{10**30}").status == 404


def test_a_verb_that_a_page_does_not_know_is_refused(client):
    assert client.ask("PUT", "/feeds", {}).status == 405


def test_a_database_that_does_not_answer_is_said(services, unused_port):
    gone = replace(services.settings, database_url=f"postgresql://newswire_writer:w@127.0.0.1:{unused_port}/x")
    services.settings = gone
    with served(services) as client:
        answer = client.get("/feeds")
        assert answer.status == 503
        assert "Postgres does not answer" in answer.text
        assert ":w@" not in answer.text
        assert client.get("/feeds.json").json["error"]
        assert client.get("/healthz").status == 200


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
