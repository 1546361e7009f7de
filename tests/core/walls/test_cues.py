"""Wall rules: what an editor writes, what it finds, and what an error says."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.cost import LINEAR, growth
from worker.core.walls.cues import WallRules, load_rules
from worker.errors import UsageError

GRAMMAR = """
concepts = ["register", "read", "piece", "only", "member", "comments", "address"]
everyday = ["read", "piece", "address"]
imperatives = ["register"]
[families.gate]
weight = 3
proves_truncation = true
unless = ["comments"]
cues = ["register + read", "only + (member|register)"]
[families.button]
weight = 1
longest = 12
cues = ["register"]
"""
PACK = """
language = "xx"
[words]
register = ["sign up", "regist*", "(get|open) (an|your) account"]
read = ["read"]
only = ["only"]
member = ["member", "*holders"]
comments = ["comment"]
[phrases]
gate = ["#% left"]
[examples.gate]
hits = ["Sign up to read"]
misses = ["She read a book"]
"""


def rules(pack: str = PACK, grammar: str = GRAMMAR, **more: str) -> WallRules:
    texts = {"families.toml": grammar, "xx.toml": pack, **{f"{name}.toml": text for name, text in more.items()}}
    return load_rules({name: tomllib.loads(text) for name, text in texts.items()})


def families(made: WallRules, text: str, language: str | None = "xx") -> list[str]:
    return [cue.family.name for cue in made.read(text, made.packs(language)).cues]


@pytest.mark.parametrize(
    "text",
    [
        "Sign up to read",
        "To READ it,\u00a0sign\u00a0up now",
        "sign-up: read",
        "Registering lets you read on",
        "Open your account and read",
        "Get an account to read",
        "For cardholders only",
        "12% left",
        "1,250% left",
    ],
)
def test_words_are_found_in_any_order_case_ending_and_form(text: str) -> None:
    assert "gate" in families(rules(), text)


@pytest.mark.parametrize(
    "text",
    [
        "signs upset readers only",
        "a bread register",
        "Read the story",
        "Sign up to read and comment",
        "remember only",
        "",
    ],
)
def test_half_words_missing_ideas_and_barred_sentences_are_no_cue(text: str) -> None:
    assert "gate" not in families(rules(), text)


def test_a_family_counts_only_in_sentences_as_short_as_it_says() -> None:
    made = rules()

    assert families(made, "Sign up") == ["button"]
    assert families(made, "Sign up for the new year's swim") == []


def test_a_text_is_read_with_its_language_and_english_and_an_unknown_one_with_all() -> None:
    made = load_rules(
        {
            "families.toml": tomllib.loads(GRAMMAR),
            "xx.toml": {"language": "xx", "words": {"register": ["melde"], "read": ["lies"]}},
            "en.toml": {"language": "en", "words": {"register": ["sign up"], "read": ["look"]}},
            "zz.toml": {"language": "zz", "words": {"register": ["zapisz"], "read": ["czytaj"]}},
        }
    )

    assert families(made, "melde, lies", "xx") == ["gate", "button"]
    assert "gate" in families(made, "sign up, look", "xx")
    assert families(made, "zapisz, czytaj", "xx") == []
    assert "gate" in families(made, "zapisz, czytaj", "qq")
    assert "gate" in families(made, "zapisz, czytaj", None)


def test_ideas_of_different_languages_make_no_cue_together() -> None:
    made = load_rules(
        {
            "families.toml": tomllib.loads(GRAMMAR),
            "xx.toml": {"language": "xx", "words": {"register": ["melde"]}},
            "yy.toml": {"language": "yy", "words": {"read": ["lies"]}},
        }
    )

    assert families(made, "melde dich, lies", None) == []


def test_an_operators_file_adds_to_the_pack_of_its_language() -> None:
    made = rules(mine='language = "xx"\nwords.read = ["peruse"]')

    assert families(made, "Sign up to peruse") == ["gate"]


def test_reading_many_texts_at_once_finds_what_reading_each_finds() -> None:
    made = rules()
    texts = ["Sign up to read", "nothing here", "two\nlines:\nsign up\n\nread", "10% left"]

    together = made.read_all(texts, made.packs("xx"))

    assert [bool(reading.cues) for reading in together] == [True, False, True, True]


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "sign up",
                    "Sign",
                    " up ",
                    "read",
                    "only",
                    "#",
                    "10",
                    "7-",
                    ".",
                    "%",
                    " ",
                    "  ",
                    "\n",
                    "\0",
                    "Σ",
                    "ﬁ",
                    "a",
                ]
            )
        ).map("".join)
        | st.text(max_size=12)
    )
)
def test_each_of_many_texts_reads_as_it_does_alone(texts: list[str]) -> None:
    made = rules()
    packs = made.packs("xx")

    assert made.read_each(texts, packs) == tuple(made.read(text, packs) for text in texts)


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        (PACK.replace("only =", "onyl ="), ["xx.toml", "xx", "words.onyl"]),
        (PACK.replace('gate = ["#', 'gaet = ["#'), ["xx.toml", "xx", "phrases.gaet"]),
        (PACK.replace('"sign up"', '"sign (up"'), ["xx.toml", "xx", "sign (up", "(a|b)"]),
        (PACK.replace('"sign up"', '"si*gn up"'), ["xx.toml", "si*gn up", "* only at an end"]),
        (PACK.replace('"sign up"', '"*"'), ["xx.toml", "two letters"]),
        (
            PACK.replace("She read", "She signed, only a member, and read"),
            ["xx.toml", "gate", "xx", "She signed", "no cue"],
        ),
        (PACK.replace('hits = ["Sign up', 'hits = ["Sing up'), ["xx.toml", "gate", "xx", "Sing up", "a cue"]),
        (PACK.replace("[examples.gate]", "[examples.gaet]"), ["xx.toml", "xx", "gaet"]),
        (PACK.replace('language = "xx"', ""), ["xx.toml", "language"]),
        (PACK.replace('read = ["read"]', 'read = "read"'), ["xx.toml", "words"]),
        (PACK.replace('read = ["read"]', "read = [1]"), ["xx.toml", "words.read", "expected text"]),
    ],
)
def test_an_error_names_file_family_language_and_what_was_expected(pack: str, said: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        rules(pack)

    for part in said:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("grammar", "said"),
    [
        (GRAMMAR.replace("register + read", "register + raed"), ["families.toml", "gate", "raed"]),
        (GRAMMAR.replace("register + read", "read + piece"), ["families.toml", "gate", "everyday"]),
        (GRAMMAR.replace("weight = 3", 'weight = "3"'), ["families.toml", "gate", "weight"]),
        (
            GRAMMAR.replace("proves_truncation = true", "proves_truncation = 1"),
            ["families.toml", "gate", "proves_truncation"],
        ),
        (
            GRAMMAR.replace("proves_truncation = true", 'proves_truncation = true\nwall = "toll"'),
            ["families.toml", "gate", "wall", "plea"],
        ),
        (GRAMMAR.replace('imperatives = ["register"]', 'imperatives = ["x"]'), ["families.toml", "imperatives", "x"]),
    ],
)
def test_an_error_in_the_families_names_family_and_cue(grammar: str, said: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        rules(grammar=grammar)

    for part in said:
        assert part in str(caught.value)


def test_rules_without_families_say_which_file_is_missing() -> None:
    with pytest.raises(UsageError, match=r"families\.toml"):
        load_rules({"xx.toml": tomllib.loads(PACK)})


def test_every_shipped_pack_holds_its_own_examples_and_has_some(walls: WallRules, packs: dict[str, Any]) -> None:
    assert set(walls.choices) >= {
        "en",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "pl",
        "tr",
        "ar",
        "fa",
        "he",
        "ru",
        "ja",
        "ko",
    }
    for name, pack in packs.items():
        if name not in {"families.toml", "any.toml"}:
            tables = pack["examples"]
            assert {"gate", "identity"} <= set(tables), name
            assert all(table["hits"] and table["misses"] for table in tables.values()), name


@pytest.mark.parametrize("piece", ["subscribe ", "a", "register to read ", "(", "1.1", "。"])
def test_hostile_text_costs_what_its_length_does(walls: WallRules, piece: str) -> None:
    assert growth(lambda times: walls.read(piece * times, walls.packs(None)), 40_000 // len(piece)) < LINEAR


@given(st.text(max_size=300), st.sampled_from(["en", "de", "ja", "ar", None]))
def test_any_text_can_be_read(walls: WallRules, text: str, language: str | None) -> None:
    reading = walls.read(text, walls.packs(language))

    assert reading.weight >= 0
    assert bool(reading.cues) <= bool(reading.language)
