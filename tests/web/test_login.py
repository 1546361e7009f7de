"""Who may change something, and what it changes."""

import pytest

from tests.support.database import a_feed, query
from tests.support.web import PASSWORD, Client
from worker.errors import ServiceDown
from worker.web.site import Site


@pytest.fixture
def feed_id(db) -> int:
    return a_feed(db)


def state(database: str) -> tuple:
    return query(database, "SELECT state, next_poll_at <= now() FROM newswire.feeds")[0]


def act(client: Client, feed_id: int, verb: str, **form: str):
    return client.post(f"/feeds/{feed_id}/{verb}", {"token": client.token("/feeds"), **form})


def test_a_feed_is_paused_resumed_and_polled_by_who_is_logged_in(client, database, feed_id):
    assert client.log_in().headers["location"] == "/feeds"
    query(database, "UPDATE newswire.feeds SET next_poll_at = now() + interval '1 hour'")

    assert act(client, feed_id, "poll").status == 303
    assert state(database) == ("active", True)
    assert act(client, feed_id, "pause").status == 303
    assert state(database)[0] == "paused"
    assert "The feed is paused" in client.get(f"/feeds/{feed_id}?done=paused").text
    assert act(client, feed_id, "poll").status == 409
    assert act(client, feed_id, "resume").status == 303
    assert state(database) == ("active", True)


def test_the_cookie_is_for_this_site_and_no_script(client):
    cookie = client.log_in().headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert PASSWORD not in cookie


def test_without_a_login_nothing_changes(client, database, feed_id):
    answer = client.post(f"/feeds/{feed_id}/pause", {"token": ""})

    assert (answer.status, answer.headers["location"]) == (303, "/login")
    assert state(database)[0] == "active"
    assert '<form method="post"' not in client.get(f"/feeds/{feed_id}").text


@pytest.mark.parametrize("form", [{}, {"token": ""}, {"token": "0" * 64}, {"token": "ä"}])
def test_a_form_without_the_sessions_token_changes_nothing(client, database, feed_id, form):
    client.log_in()

    assert client.post(f"/feeds/{feed_id}/pause", form).status == 403
    assert state(database)[0] == "active"


def test_the_token_of_one_session_is_none_of_another(client, database, feed_id):
    client.log_in()
    other = Client(client.port)
    other.log_in()

    assert client.post(f"/feeds/{feed_id}/pause", {"token": other.token("/feeds")}).status == 403
    assert state(database)[0] == "active"


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "00.99999999999.00", "..", "ä.1.b"])
def test_a_made_up_cookie_is_no_session(client, feed_id, cookie):
    assert (
        client.post(
            f"/feeds/{feed_id}/pause", {}, Cookie=f"newswire_session={cookie}".encode().decode("latin-1")
        ).headers["location"]
        == "/login"
    )


def test_logging_out_ends_the_session_for_whoever_has_its_cookie(client, feed_id):
    client.log_in()
    kept = dict(client.cookies)
    token = client.token("/feeds")
    assert client.post("/logout", {"token": token}).status == 303
    client.cookies = kept

    assert client.post(f"/feeds/{feed_id}/pause", {"token": token}).headers["location"] == "/login"


def test_wrong_passwords_are_counted_and_then_none_is_looked_at(client):
    for _ in range(5):
        assert client.log_in("wrong").status == 401
    answer = client.log_in()

    assert answer.status == 429
    assert "set-cookie" not in answer.headers
    assert "Too many wrong passwords" in answer.text


def test_the_right_password_after_a_slip_is_taken(client):
    assert "That is not the password" in client.log_in("wrong").text
    assert client.log_in().status == 303


@pytest.mark.parametrize(
    "following", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\nb"]
)
def test_a_login_leads_to_no_other_site(client, following):
    answer = client.post("/login", {"password": PASSWORD, "next": following})

    assert answer.headers["location"] == "/"


def test_without_a_password_nobody_logs_in_and_the_page_says_so(reading, database, feed_id):
    assert "NEWSWIRE_WEB_PASSWORD" in reading.get("/").text
    assert reading.log_in("").status == 403
    assert reading.post(f"/feeds/{feed_id}/pause", {}).status == 403
    assert state(database)[0] == "active"
    assert 'action="/login"' not in reading.get("/login").text


def test_a_form_that_is_too_large_is_not_read(client):
    assert client.post("/login", {"password": "x" * 20_000}).status == 413


def test_quarantine_is_tried_again_by_line_and_by_reason(client, database, hostile):
    client.log_in()
    row = client.get("/quarantine.json").json["rows"][0]["id"]
    token = client.token("/quarantine")

    assert client.post("/quarantine/retry", {"token": token}).status == 400
    assert client.post("/quarantine/retry", {"token": token, "id": "999"}).status == 303
    assert len(client.get("/quarantine.json").json["rows"]) == 1
    assert client.post("/quarantine/retry", {"token": token, "id": str(row)}).status == 303
    assert client.get("/quarantine.json").json["rows"] == []
    assert query(database, "SELECT state::text FROM newswire.items WHERE reason IS NULL ORDER BY id DESC LIMIT 1") == [
        ("pending",)
    ]


def test_reading_cannot_write_even_by_mistake(services):
    site = Site(services=services)
    with pytest.raises(ServiceDown, match="read-only"), site.reading() as tx:
        tx.execute("unpolled_feeds")
        tx.execute("add_cost", {"step": "poll", "batches": 1, "items": 1, "cpu_seconds": 1.0, "seconds": 1.0})
    site.close()
