"""Full-text search: in the language of each article, and no body can fail the insert."""

import random

import psycopg
import pytest

from tests.support.builders import cleaned, draft, item
from worker.adapters import articles
from worker.adapters.db import Database
from worker.adapters.migrations import migrations
from worker.models import Action, Verdict


def store(db: Database, number: int, **fields) -> None:
    one = cleaned(item(id=number, url=f"https://site{number}.example/a"), draft(**fields))
    with db.transaction() as tx:
        articles.save(tx, [(one, Verdict(action=Action.CREATE, article_id=number))], version="1", taxonomy_version="1")


def found(db: Database, words: str, **filters) -> list[int]:
    with db.transaction() as tx:
        return sorted(row.id for row in articles.latest(tx, search=words, **filters))


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("en", "Ministers are talking about harbours", "harbour talks"),
        ("de", "Die Häuser am Hafen werden verkauft", "Haus"),
        ("es", "Los embalses siguen vacíos", "embalse"),
        ("ru", "Мосты закрыты на ремонт", "мост"),
        ("zh", "港口委员会推迟表决", "委员会"),
        ("ja", "港の投票は延期された", "延期"),
        ("is", "Höfnin er lokuð", "höfnin"),
        (None, "Quayside closed", "quayside"),
    ],
)
def test_words_are_found_in_the_language_of_the_article(db, language, title, words):
    store(db, 1, title=title, language=language)
    store(db, 2, title="Something else", language=language)
    assert found(db, words) == [1]


def test_phrases_alternatives_and_exclusions_are_understood(db):
    store(db, 1, title="Harbour wall vote delayed", text="Text.")
    store(db, 2, title="Vote on the wall of the harbour", text="Text.")
    assert found(db, '"harbour wall"', language="en") == [1]
    assert found(db, "harbour -delayed", language="en") == [2]
    assert found(db, "nothing or delays") == [1]


@pytest.mark.parametrize("words", ["the", "", "'", "a & | !", ":*", "\\", "((", "<->", '"'])
def test_any_words_are_a_search(db, words):
    store(db, 1)
    assert found(db, words) in ([], [1])


def _worst_texts():
    rng = random.Random(3)
    words = ["".join(chr(rng.randint(0x20000, 0x2A000)) for _ in range(3)) for _ in range(50_000)]
    yield "distinct words", " ".join(words)
    yield "compounds", "-".join(words)
    yield "addresses", " ".join(f"http://{word}.com/{word}/{word}" for word in words)
    yield "one word", "x" * 3_000_000
    yield "signs without spaces", "".join(words)


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in _worst_texts()])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_body_fails_the_insert(db, text, language):
    store(db, 1, text=text, title="Harbour " + text[:3000], summary=text[:10_000], language=language)
    assert found(db, "harbour") == [1]


def test_a_role_that_may_not_create_the_extension_is_told_what_to_do(database):
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP EXTENSION pg_trgm CASCADE; SET ROLE newswire_reader")
        with pytest.raises(psycopg.Error) as error:
            connection.execute(_extension_statement())
    assert "CREATE EXTENSION pg_trgm" in str(error.value.diag.message_hint)


def _extension_statement() -> str:
    (text,) = [one.text for one in migrations() if "CREATE EXTENSION" in one.text]
    return text[text.index("DO $$") : text.index("END $$;") + len("END $$;")]


def test_the_newest_matches_are_found_however_far_back_they_lie(db, database):
    for number in (1, 5, 20_000, 100_000, 3_000_000):
        store(db, number, title="Harbour wall", text=f"Vote {number}.")
    with psycopg.connect(database) as connection:
        ask = "SELECT array_agg(id) FROM news.search_newest('harbour', 'en', %s)"
        assert connection.execute(ask, [10]).fetchone() == ([3_000_000, 100_000, 20_000, 5, 1],)
        assert connection.execute(ask, [2]).fetchone() == ([3_000_000, 100_000],)
        assert connection.execute("SELECT news.search_newest('quarry')").fetchall() == []


def test_the_newest_titles_with_these_letters_are_found_however_far_back_they_lie(db, database):
    for number, title in ((1, "Harbour wall"), (5, "Quarry"), (100_000, "The HARBOUR board"), (3_000_000, "Harbours")):
        store(db, number, title=title, text=f"Vote {number}.")
    with psycopg.connect(database) as connection:
        ask = "SELECT array_agg(id) FROM news.titles_newest('arbour', %s) AS id"
        assert connection.execute(ask, [10]).fetchone() == ([3_000_000, 100_000, 1],)
        assert connection.execute(ask, [2]).fetchone() == ([3_000_000, 100_000],)
        assert connection.execute("SELECT news.titles_newest('lighthouse')").fetchall() == []


def test_a_walk_over_the_id_blocks_meets_each_once_and_asks_for_few(database):
    rng, sizes = random.Random(5), (1, 16, 256)
    with psycopg.connect(database) as connection:
        for newest in (0, 1, 15, 16, 255, 256, 300, 1220, 5000):
            id_block, width, met, steps = newest, 1, [], 0
            while id_block >= 0:
                step = "SELECT keys, rest FROM news.id_blocks_from(%s, %s)"
                keys, rest = connection.execute(step, [id_block, width]).fetchone()
                assert 1 <= len(keys) <= 16
                for key in sorted(keys, key=lambda key: -(key >> 2)):
                    size = sizes[key & 3]
                    met += range((key >> 2) * size + size - 1, (key >> 2) * size - 1, -1)
                id_block, width, steps = rest, width * rng.choice((1, 2, 4)), steps + 1
            assert met == list(range(newest, -1, -1))
            assert steps < 60
        wanted = [1_234_567 >> 12 << 2, 1_234_567 >> 16 << 2 | 1, 1_234_567 >> 20 << 2 | 2]
        assert connection.execute("SELECT news.id_blocks(1234567)").fetchone() == (wanted,)


def test_few_letters_are_found_newest_first(db, database):
    for number in (1, 5_000, 9_000):
        store(db, number, title=f"No {number}", text=f"Vote {number}.")
    with psycopg.connect(database, autocommit=True) as connection:
        ask = "SELECT array_agg(id) FROM news.titles_newest('o ', %s) AS id"
        assert connection.execute(ask, [2]).fetchone() == ([9_000, 5_000],)
        assert connection.execute(ask, [9]).fetchone() == ([9_000, 5_000, 1],)


@pytest.mark.parametrize(
    "words", ["word%s " * 20_000, "日本" * 20_000, "x" * 3_000_000, "or " * 50_000, "\\%" * 100_000]
)
def test_a_huge_search_costs_little(db, database, words):
    store(db, 1)
    with psycopg.connect(database) as connection:
        connection.execute("SET statement_timeout = '2s'")
        words = words % tuple(range(20_000)) if "%s" in words else words
        assert connection.execute("SELECT news.search_newest(%s)", [words]).fetchall() == []
        assert connection.execute("SELECT news.titles_newest(%s)", [words]).fetchall() == []


@pytest.mark.parametrize("part", ["100% of", "a_b", "C:\\d", "%", "_", "\\", "b "])
def test_letters_of_a_title_stand_for_themselves(db, database, part):
    store(db, 1, title="1000 out of", text="Vote 1.")
    store(db, 2, title="100% of a_b C:\\d", text="Vote 2.")
    store(db, 3, title="axb, C:d", text="Vote 3.")
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT news.titles_newest(%s)", [part]).fetchall() == [(2,)]
