"""Search finds words as people write them and as they ask for them."""

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.adapters.migrations import migrations


@pytest.fixture
def connection(database):
    with psycopg.connect(database, autocommit=True) as made:
        yield made


def finds(connection: psycopg.Connection, text: str, words: str, asked: str | None, written: str | None) -> bool:
    query = "SELECT news.search_vector(%s, %s, NULL, '') @@ news.search_query(%s, %s)"
    return connection.execute(query, [written, text, words, asked]).fetchone()[0]


@pytest.mark.parametrize(
    ("written", "text", "words"),
    [
        # signs between words
        ("en", "DUBAI/WASHINGTON — Envoys met", "Dubai"),
        ("en", "DUBAI/WASHINGTON — Envoys met", "washington"),
        ("en", "Gaza/Jerusalem", "Jerusalem"),
        ("en", "Gaza/Jerusalem", "Gaza/Jerusalem"),
        ("en", "an end to the talks.Iran said", "Iran"),
        ("en", "an end to the talks.Iran said", "talks"),
        ("en", "north\\south and east_west", "south west"),
        ("he", "תל־אביב", "אביב"),
        # dashes
        *[("en", f"the Iran{dash}US talks", "Iran-US") for dash in "-\u2010\u2011\u2012\u2013\u2014\u2212 "],
        *[("en", "the Iran-US talks", f"Iran{dash}US") for dash in "\u2010\u2011\u2013\u2014 "],
        *[("de", f"Die F{dash}16 startete", "F-16") for dash in "-\u2010\u2011\u2013 "],
        ("en", "COVID-19 is back", "covid 19"),
        ("en", "COVID 19 is back", "COVID-19"),
        ("en", "COVID–19 is back", '"covid-19"'),
        ("en", "a New York-based firm", '"New York"'),
        ("en", "in 2026-27", "27"),
        # abbreviations
        ("en", "the U.S. Senate", "US"),
        ("en", "the US Senate", "U.S."),
        ("en", "the US Senate", "us senate"),
        ("en", "the U.S.-Iran talks", "US-Iran"),
        ("en", "the US–Iran talks", "U.S.-Iran"),
        ("en", "from the U.A.E. and the UK", "UAE U.K."),
        ("en", "at 5 p.m.", "pm"),
        # quotes
        *[
            ("en", "Harbour wall vote", f"{opened}harbour wall{closed}")
            for opened, closed in [
                "“”",
                "„“",
                "„”",
                "””",
                "«»",
                "»«",
                "「」",
                "『』",
                "〝〟",
                "＂＂",
                "‘’",
                "‚‘",
                "‹›",
                "›‹",
            ]
        ],
        ("en", "O'Neill’s harbour", "O’Neill"),
        # pasted titles
        ("en", "Talks resume - Northern Star", "Talks resume - Northern Star"),
        ("en", "Talks resume - Northern Star", "Talks resume -- Northern Star"),
        ("en", "Talks resume - Northern Star", "Talks resume — Northern –Star"),
        ("en", "Talks resume", "- talks resume -"),
        # letters
        ("en", "the ﬁrst oﬃcial ﬂight", "first official flight"),
        ("en", "the first official flight", "ﬁrst oﬃcial"),
        ("en", "Ｆｕｌｌ width", "full"),
        ("ar", "ﻻعب جديد", "لاعب"),
        ("fa", "كتاب ايراني", "کتاب ایرانی"),
        ("fa", "کتاب ایرانی", "كتاب ايراني"),
        ("fa", "او می‌خواهد", "می خواهد"),
        ("fa", "او می خواهد", "می‌خواهد"),
        ("fa", "او می‌خواهد", "میخواهد"),
        ("fa", "سال ۱۴۰۵", "1405"),
        ("vi", "Đà Nẵng", "da nang"),
        (None, "إيران والأردن", "ايران"),
        (None, "ايران والاردن", "إيران"),
        (None, "أسعار والنفط", "النفط"),
        # names that a dictionary cuts by their case, particles that are written onto them
        *[("ru", f"сказал {form} вчера", "Иран") for form in ("Иран", "Ирана", "Ирану", "Ираном", "Иране")],
        ("ru", "Иран вчера", "Иране"),
        ("ru", "в Иране вчера", '"Иран вчера"'),
        ("ru", "Киев вчера", "Киеве"),
        ("fi", "Iranissa eilen", "Iran"),
        ("fi", "Iran eilen", "Iranissa"),
        *[("ar", f"قال {particle}إيران أمس", "إيران") for particle in ("", "و", "ب", "ل", "ف", "ك", "وب", "ول")],
        *[("ar", f"سعر {particle}نفط أمس", "النفط") for particle in ("ال", "وال", "بال", "وبال", "لل", "فال", "كال")],
        ("ar", "سعر النفط", "والنفط"),
        ("ar", "وإيران أمس", "ايران"),
    ],
)
def test_words_are_found_as_they_are_written_and_asked_for(connection, written, text, words):
    assert finds(connection, text, words, written, written)
    assert finds(connection, text, words, None, written)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tell us more", "US"),
        ("the US and Iran", "Iran-US"),
        ("harbour delayed", "harbour -delayed"),
        ("the US-Iran harbour", "harbour -US-Iran"),
        ("wall of the harbour", "“harbour wall”"),
        ("Senate", "U.S. Senate"),
    ],
)
def test_what_is_not_asked_for_is_not_found(connection, text, words):
    assert not finds(connection, text, words, "en", "en")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ('Iran-US "x y-z" -foo-bar or baz', '"Iran USA" "x y z" -"foo bar" or baz'),
        ("-word", "-word"),
        ("a or -b", "a or -b"),
        ('"open', '"open'),
        ("", ""),
    ],
)
def test_a_search_is_brought_into_one_form(connection, words, asked):
    assert connection.execute("SELECT news.search_asked(%s)", [words]).fetchone() == (asked,)


def test_any_search_of_any_text_has_an_answer(connection):
    @settings(max_examples=150)
    @given(
        st.text(st.sampled_from("aUS.-–/\\\"“„«' \u200cﬁиكوال日or\n\x01"), max_size=40),
        st.sampled_from(["en", "ar", "ru", "fa", "zh", None]),
    )
    def answers(words: str, language: str | None) -> None:
        assert finds(connection, words, words, language, language) in (True, False)

    answers()


def test_the_words_are_those_that_every_expression_would_make(connection):
    """Which ones are left out, because a text has nothing for them, changes no text: nothing is written anew for it."""
    (before,) = [one.text for one in migrations() if one.name.startswith("0030_")]
    start = before.index("CREATE OR REPLACE FUNCTION news.search_text")
    connection.execute(
        before[start : before.index("$$;", start) + 3].replace("news.search_text", "pg_temp.all_of_them")
    )

    @settings(max_examples=400)
    @given(st.text(st.sampled_from("aUSé.-_/\\– \u00ad\u200b\u200cﬁ½１ำا日\n"), max_size=30))
    def the_same(words: str) -> None:
        both = "SELECT news.search_text(%(words)s), pg_temp.all_of_them(%(words)s)"
        ours, theirs = connection.execute(both, {"words": words}).fetchone()
        assert ours == theirs

    the_same()


def test_where_all_forms_are_too_many_the_dictionary_s_words_stay(connection):
    text = " ".join(f"ا{n:x}{'و' * (n % 7)}ب{n * 7919:x}" * 3 for n in range(40_000))
    found = "SELECT news.search_vector('ar', 'Harbour', '', %s) @@ 'harbour'"
    assert connection.execute(found, [text]).fetchone() == (True,)


def test_a_phrase_far_down_is_told_of_in_the_contract(connection):
    """Places end at 16,383, and one word has 255: behind them a phrase is not found, and its words are."""
    filler = "a " * 16_500
    vector = "SELECT to_tsvector('simple', %s) @@ phraseto_tsquery('simple', 'harbour wall')"
    assert connection.execute(vector, [filler + "harbour wall"]).fetchone() == (False,)
    said = connection.execute(
        "SELECT obj_description('news.search_vector(text,text,text,text)'::regprocedure)"
    ).fetchone()[0]
    assert "16,383" in said
    assert "255" in said


ARTICLES = (
    "INSERT INTO news.articles (id, url, urls, source, title, text, language, blocks, content_hash, pipeline_version)"
    " SELECT id, 'https://example.org/' || id, '{}', 'Example', 'Quay', 'Iran–US ' || id, 'en', '[]', '\\x00', '1'"
    " FROM generate_series(1, 1200) id"
)
AS_BEFORE = "UPDATE news.article_search SET search = to_tsvector('english', 'Quay Iran–US ' || id)"


def parts() -> list[str]:
    (text,) = [one.text for one in migrations() if one.name.startswith("0030_")]
    start = text.index("\nDO $$")
    return [text[start : text.index("END $$;", start) + len("END $$;")]]


def test_what_is_stored_is_written_anew_in_batches_and_only_once(connection):
    connection.execute(ARTICLES)
    connection.execute(AS_BEFORE)
    ask = "SELECT count(*) FROM news.search_newest('Iran-US', 'en', 5000)"
    assert connection.execute(ask).fetchone() == (0,)
    (block,) = parts()
    connection.execute(block)
    assert connection.execute(ask).fetchone() == (1200,)
    written = "SELECT count(DISTINCT xmin::text), min(xmin::text) FROM news.article_search"
    batches, first = connection.execute(written).fetchone()
    assert batches == 3
    connection.execute(block)
    assert connection.execute(written).fetchone() == (batches, first)


def test_a_break_loses_nothing_that_was_written(connection, database):
    connection.execute(ARTICLES)
    connection.execute(AS_BEFORE)
    (block,) = parts()
    with psycopg.connect(database, autocommit=True) as broken:
        broken.execute("CREATE FUNCTION pg_temp.n() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        with pytest.raises(psycopg.errors.DivisionByZero):
            broken.execute(block.replace("COMMIT;", "COMMIT; IF before < 500 THEN PERFORM 1 / 0; END IF;"))
    found = [row[0] for row in connection.execute("SELECT id FROM news.search_newest('Iran-US', 'en', 5000)")]
    assert found == list(range(1200, 200, -1))
    connection.execute(block)
    assert connection.execute("SELECT count(*) FROM news.search_newest('Iran-US', 'en', 5000)").fetchone() == (1200,)


def test_an_article_that_somebody_holds_is_waited_for(connection, database):
    connection.execute(ARTICLES)
    connection.execute(AS_BEFORE)
    (block,) = parts()
    with psycopg.connect(database) as holder, psycopg.connect(database, autocommit=True) as migrating:
        holder.execute("SELECT FROM news.articles WHERE id = 1000 FOR UPDATE")
        migrating.execute("SET statement_timeout = '3s'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            migrating.execute(block)
        connection.execute("SET lock_timeout = '2s'")
        connection.execute("UPDATE news.articles SET title = 'Pier' WHERE id = 999")
    connection.execute(block)
    assert connection.execute("SELECT count(*) FROM news.search_newest('Iran-US', 'en', 5000)").fetchone() == (1200,)
