"""Articles against a real Postgres: written whole or not at all, each with the one change that it makes."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest

from tests.support import consumer_page
from tests.support.builders import NOW, PARAGRAPH, cleaned, draft, item
from tests.support.database import query
from worker.adapters import articles, topics
from worker.adapters.articles import AddressTaken
from worker.adapters.db import Database
from worker.adapters.queries import queries
from worker.core.dedupe.verdicts import addresses, identity_hash, verdicts
from worker.core.topics.tag import compile_taxonomy
from worker.errors import Retry
from worker.models import Block, BlockKind, Cut, Evidence, Image, Label, Tag

HERE = "https://example.org/news/1"
TOPIC = '[topic.{slug}]\nlabel = {{ en = "{slug}" }}\ndescription = "Of {slug}."\nrules = ["{slug}"]\n'


def judge(tx, batch):
    keys = [key for one in batch for key, _ in addresses(one.item, one.draft, one.page_url)]
    standing = articles.standing(tx, ids=[one.item.id for one in batch], hashes=keys)
    return verdicts(batch, standing, articles.copies(tx, [one.content_hash for one in batch]), {}, now=NOW)


def save(db, *batch):
    with db.transaction() as tx:
        decided = judge(tx, batch)
        articles.save(tx, decided, version="1", taxonomy_version="t1")
    return [verdict.action for _, verdict in decided]


def one(item_id=1, url=HERE, *, tags=(), **fields):
    return cleaned(item(id=item_id, url=url), draft(**fields), tags=tags)


def told(database: str) -> list[tuple]:
    return query(database, "SELECT article_id, kind, revision FROM news.changes ORDER BY id")


def show(db, article_id=1):
    with db.transaction() as tx:
        return articles.show(tx, article_id)


def know(db, *slugs: str, version: str = "t1") -> None:
    taxonomy = compile_taxonomy({"t.toml": "\n".join(TOPIC.format(slug=slug) for slug in slugs)})
    with db.transaction() as tx:
        topics.sync(tx, list(taxonomy.topics.values()), version=version)


def tagged(slug: str) -> Tag:
    evidence = Evidence(field="title", start=0, end=4, text="Vote", rule=slug)
    return Tag(topic=slug, source="rule", score=0.5, evidence=(evidence,))


# ── one article, one change ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_article_is_stored_with_everything_that_is_known_of_it(db, database):
    know(db, "harbour")
    whole = one(
        summary="A wall, later.",
        images=(Image(url="https://example.org/i.jpg", caption="The quay", credit="E. Brandt"),),
        labels=(Label(text="Harbour", origin="page"),),
        wall="registration",
        cuts=(Cut(text="Register to read on", rule="en.register"),),
        truncated=True,
        truncated_evidence="the wall follows the text",
        origins=(("title", "jsonld"),),
        blocks=(Block(kind=BlockKind.PARAGRAPH, text=PARAGRAPH, links=0.4, context="div", article_score=0.9),),
        tags=(tagged("harbour"),),
    )
    assert save(db, whole) == ["create"]
    kept = show(db)
    expected = {
        "id": 1,
        "url": HERE,
        "urls": [HERE],
        "source": "Example",
        "title": whole.draft.title,
        "summary": "A wall, later.",
        "authors": ["Ada Quill"],
        "published_at": whole.draft.published.value,
        "published_precision": "time",
        "text": whole.draft.text,
        "blocks": [{"kind": "paragraph", "start": 0, "end": len(PARAGRAPH)}],
        "images": [{"url": "https://example.org/i.jpg", "caption": "The quay", "credit": "E. Brandt"}],
        "publisher_topics": [{"text": "Harbour", "origin": "page"}],
        "access_declared": "unknown",
        "wall_kind": "registration",
        "wall_cuts": [{"text": "Register to read on", "rule": "en.register", "at": None}],
        "truncated": True,
        "origins": {"title": "jsonld"},
        "revision": 1,
        "pipeline_version": "1",
        "withdrawn_at": None,
        "duplicate_of": None,
    }
    assert {name: kept[name] for name in expected} == expected
    (tag,) = kept["topics"]
    assert (tag["topic"], tag["source"], tag["evidence"][0]["text"]) == ("harbour", "rule", "Vote")
    assert told(database) == [(1, "created", 1)]


def test_consumers_find_the_text_of_each_block_at_its_place(db, database):
    wanted = [("heading", "Der Pier \U0001f6a2 öffnet"), ("caption", "The quay"), ("paragraph", "It is 1\u20e3 long.")]
    blocks = tuple(Block(kind=BlockKind(kind), text=said) for kind, said in wanted)
    save(db, one(text=f"{wanted[0][1]}\n\n{wanted[2][1]}", blocks=blocks))
    with psycopg.connect(database) as connection:
        found = connection.execute(consumer_page.queries()["blocks"], {"id": 1}).fetchall()
    assert [(kind, said) for _, kind, said in found] == wanted


def test_the_columns_that_are_copied_in_are_those_of_an_article_in_their_order():
    (columns,) = re.findall(rb"COPY news\.articles \(([^)]*)\)", queries()["insert_articles"])
    ((whole, verdict),) = verdicts([one()], [], {}, {}, now=NOW)
    assert columns.decode().replace(",", " ").split() == list(articles._article(whole, verdict, "1", "t1"))


def test_the_same_again_changes_nothing(db, database):
    save(db, one())
    assert save(db, one()) == ["keep"]
    assert told(database) == [(1, "created", 1)]
    assert query(database, "SELECT count(*) FROM news.article_revisions") == [(0,)]


def test_a_revision_puts_the_old_one_aside_and_makes_one_change(db, database):
    know(db, "harbour", "quarry")
    save(db, one(tags=(tagged("harbour"),)))
    assert save(db, one(title="A date at last", text=PARAGRAPH, tags=(tagged("quarry"),))) == ["revise"]
    kept = show(db)
    assert (kept["title"], kept["revision"], [t["topic"] for t in kept["topics"]]) == ("A date at last", 2, ["quarry"])
    assert query(database, "SELECT revision, title, changed FROM news.article_revisions") == [
        (1, "Vote on harbour wall put off", ["title", "content"])
    ]
    assert told(database) == [(1, "created", 1), (1, "revised", 2)]


def test_another_address_of_an_article_is_kept_with_it(db, database):
    save(db, one())
    other = one(2, "https://example.org/print/1", canonical_url=HERE)
    assert save(db, other) == ["duplicate"]
    assert save(db, other) == ["duplicate"]
    moved = "https://example.org/a-better-slug"
    assert [save(db, one(canonical_url=moved)), save(db, one(3, moved))] == [["keep"], ["duplicate"]]
    assert show(db)["urls"] == [HERE, "https://example.org/print/1", moved]
    assert query(database, "SELECT DISTINCT article_id, count(*) FROM news.article_urls GROUP BY 1") == [(1, 3)]
    assert told(database) == [(1, "created", 1)]


def test_a_copy_at_another_publisher_points_to_the_original(db, database):
    save(db, one())
    assert save(db, one(2, "https://paper.example/a"), one(3, "https://daily.example/b")) == ["create", "create"]
    assert query(database, "SELECT id, duplicate_of, similarity FROM news.articles ORDER BY id") == [
        (1, None, None),
        (2, 1, 1.0),
        (3, 1, 1.0),
    ]


def test_what_the_publisher_took_away_is_told_once_and_its_text_stays(db, database):
    save(db, one())
    for _ in range(2):
        with db.transaction() as tx:
            articles.withdraw(tx, [1])
    assert show(db)["withdrawn_at"] is not None
    assert show(db)["text"] == one().draft.text
    assert save(db, one()) == ["revise"]
    assert show(db)["withdrawn_at"] is None
    assert told(database) == [(1, "created", 1), (1, "withdrawn", 1), (1, "revised", 2)]


def test_an_article_that_nobody_stored_cannot_be_withdrawn(db, database):
    with db.transaction() as tx:
        articles.withdraw(tx, [1])
    assert told(database) == []


def test_an_entry_that_links_nowhere_is_an_article_too(db):
    assert save(db, one(url=None)) == ["create"]
    assert (show(db)["url"], show(db)["urls"]) == ("item:1", ["item:1"])
    assert save(db, one(url=None)) == ["keep"]


# ── concurrency ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_comes_second_to_an_address_decides_anew(db, other, database):
    """Both judged before either wrote: two items that turn out to be the same page."""
    pair = [one(n, f"https://example.org/{n}", canonical_url=HERE) for n in (1, 2)]
    judged, second_result = threading.Event(), []

    def second() -> None:
        with pytest.raises(AddressTaken), other.transaction() as tx:
            decided = judge(tx, pair[1:])
            judged.set()
            articles.save(tx, decided, version="1", taxonomy_version="t1")
        second_result.extend(save(other, pair[1]))

    thread = threading.Thread(target=second)
    with db.transaction() as tx:
        articles.save(tx, judge(tx, pair[:1]), version="1", taxonomy_version="t1")
        thread.start()
        assert judged.wait(10)
    thread.join(10)
    assert second_result == ["duplicate"]
    assert query(database, "SELECT id, urls FROM news.articles") == [
        (1, [HERE, "https://example.org/1", "https://example.org/2"])
    ]
    assert told(database) == [(1, "created", 1)]


def test_batches_with_the_same_pages_in_another_order_neither_deadlock_nor_double(database):
    """Each page is met by two batches under another address; who comes second to one is its duplicate."""
    number = 20

    def batch(which: int):
        places = range(number)[:: 1 - 2 * which]
        return [
            one(
                1 + 2 * (which * number + rank) + which,
                f"https://example.org/{which}/{place}",
                canonical_url=f"https://example.org/page/{place}",
                title=f"Page {place}",
                text=f"{PARAGRAPH} {place}",
            )
            for rank, place in enumerate(places)
        ]

    barrier = threading.Barrier(2)

    def run(which: int) -> list[str]:
        session = Database(database)
        barrier.wait()
        done: list[str] = []
        for _ in range(4):  # first they compete to create, then all are duplicates or kept
            while True:
                try:
                    done += save(session, *batch(which))
                except AddressTaken:
                    continue
                break
        session.close()
        return done

    with ThreadPoolExecutor(2) as pool:
        actions = [action for actions in pool.map(run, (0, 1)) for action in actions]
    assert actions.count("create") == number
    assert query(database, "SELECT count(*) FROM news.articles") == [(number,)]
    assert len(told(database)) == number


def test_batches_that_are_all_duplicates_of_the_same_articles_do_not_deadlock(db, database):
    number = 60
    pages = [f"https://example.org/page/{place}" for place in range(number)]
    save(db, *(one(1 + n, url, title=f"Page {n}", text=f"{PARAGRAPH} {n}") for n, url in enumerate(pages)))
    barrier = threading.Barrier(2)

    def run(which: int) -> list[str]:
        session = Database(database)
        places = range(number)[:: 1 - 2 * which]
        batch = [
            one(
                1000 * (1 + which) + rank, f"https://example.org/{which}/{n}", canonical_url=pages[n], title=f"Page {n}"
            )
            for rank, n in enumerate(places)
        ]
        barrier.wait()
        done = save(session, *batch)
        session.close()
        return done

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, (0, 1))) == [["duplicate"] * number] * 2


# ── whatever a page may say ───────────────────────────────────────────────────────────────────────────────────────────

ODD = "a\x00b\ud800c\u202e\U0001f600"
CLEAN = "a\ufffdb\ufffdc\u202e\U0001f600"


def test_text_that_postgres_refuses_is_stored_with_a_mark_in_its_place(db):
    know(db, "harbour")
    tag = Tag(
        topic="harbour",
        source="rule",
        score=float("nan"),
        evidence=(Evidence(field="body", start=0, end=1, text=ODD, rule=ODD),),
    )
    odd = one(
        title=ODD,
        summary=ODD,
        authors=(ODD,),
        text=ODD,
        section=ODD,
        language="en",
        blocks=(Block(kind=BlockKind.CAPTION, text=ODD),),
        images=(Image(url=ODD, caption=ODD),),
        labels=(Label(text=ODD, origin="page"),),
        cuts=(Cut(text=ODD, rule="r"),),
        truncated_evidence=ODD,
        canonical_url=f"https://example.org/{ODD}",
        origins=((ODD, ODD),),
        tags=(tag,),
    )
    assert save(db, odd) == ["create"]
    kept = show(db)
    assert [kept[name] for name in ("title", "summary", "text", "section", "truncated_evidence")] == [CLEAN] * 5
    assert (kept["authors"], kept["blocks"][0]["text"], kept["images"][0]["caption"]) == ([CLEAN], CLEAN, CLEAN)
    assert kept["origins"] == {CLEAN: CLEAN}


def test_three_megabytes_and_a_long_address_are_stored(db):
    url = "https://example.org/" + "".join(uuid4().hex for _ in range(320))
    text = "".join(uuid4().hex + " " for _ in range(95_000))
    assert len(text) > 3_000_000
    assert save(db, one(url=url, text=text)) == ["create"]
    assert (show(db)["text"], show(db)["url"]) == (text, url)
    assert save(db, one(url=url, text=text)) == ["keep"]


def test_a_tag_whose_topic_is_not_there_yet_is_tried_again_and_writes_nothing(db, database):
    with pytest.raises(Retry):
        save(db, one(), one(2, "https://example.org/2", text="other", tags=(tagged("unknown-topic"),)))
    assert query(database, "SELECT count(*) FROM news.articles") == [(0,)]
    assert told(database) == []


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shelf(db):
    know(db, "harbour")
    save(
        db,
        one(1, "https://example.org/1", title="Vote", text="1", tags=(tagged("harbour"),)),
        one(2, "https://example.org/2", title="Storm 100%", text="2", truncated=True),
        one(3, "https://example.org/3", title="Sturm", text="3", language="de", truncated=False),
    )


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, [3, 2, 1]),
        ({"limit": 2}, [3, 2]),
        ({"source": "Example"}, [3, 2, 1]),
        ({"source": "Other"}, []),
        ({"language": "de"}, [3]),
        ({"topic": "harbour"}, [1]),
        ({"truncated": True}, [2]),
        ({"truncated": False}, [3]),
        ({"search": "storms"}, [2]),
        ({"search": "sturm or vote"}, [3, 1]),
        ({"search": "%"}, []),
        ({"since": datetime(2020, 1, 1, tzinfo=UTC), "limit": 2}, [3, 2]),
        ({"until": datetime(2020, 1, 1, tzinfo=UTC)}, []),
    ],
)
def test_filters(db, shelf, filters, ids):
    with db.transaction() as tx:
        assert [row.id for row in articles.latest(tx, **filters)] == ids


def test_no_article_is_nothing(db):
    assert show(db, 99) is None


# ── topics ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_taxonomy_is_kept_in_step_and_dropped_topics_keep_their_tags(db, database):
    know(db, "harbour", "quarry")
    save(db, one(tags=(tagged("quarry"),)))
    know(db, "harbour", version="t2")
    rows = "SELECT slug, taxonomy_version, retired_at IS NULL FROM news.topics ORDER BY slug"
    assert query(database, rows) == [("harbour", "t2", True), ("quarry", "t1", False)]
    assert [tag["topic"] for tag in show(db)["topics"]] == ["quarry"]
    know(db, "harbour", "quarry", version="t3")
    assert query(database, rows) == [("harbour", "t3", True), ("quarry", "t3", True)]


def test_addresses_are_found_by_what_they_have_in_common(db):
    save(db, one())
    with db.transaction() as tx:
        (standing,) = articles.standing(tx, ids=[], hashes=[identity_hash("http://www.example.org/news/1/")])
    assert (standing.id, standing.withdrawn) == (1, False)
