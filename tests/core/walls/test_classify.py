"""What one block looks like by itself."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.walls.classify import _CONTEXT, BlockClass, Role, classify_blocks, of_wall_context
from worker.core.walls.cues import WallRules
from worker.core.walls.thresholds import TAIL
from worker.models import Block, BlockKind

PROSE = "The harbour board has put off its vote on the sea wall until the spring, after engineers found that the stone "
STORY = PROSE + "meant for it comes from a quarry that closed."
ASK = "Subscribe to read the full story"
GATE = "Register for free to continue reading this article"
PRAISE = "Our reporters stand by you every day of the year"


def block(text: str, kind: BlockKind = BlockKind.PARAGRAPH, **fields: object) -> Block:
    return Block(kind=kind, text=text, **fields)  # type: ignore[arg-type]


def of(walls: WallRules, one: Block | str, **more: object) -> BlockClass:
    (found,) = classify_blocks([one if isinstance(one, Block) else block(one)], walls, language="en", **more)
    return found


def roles(walls: WallRules, *blocks: Block) -> list[str]:
    return [str(mark.role) for mark in classify_blocks(blocks, walls, language="en")]


@pytest.mark.parametrize(
    ("text", "kind", "role"),
    [
        (STORY, BlockKind.PARAGRAPH, Role.GENUINE),
        ("a" * 140, BlockKind.PARAGRAPH, Role.GENUINE),
        ("a" * 139, BlockKind.PARAGRAPH, Role.UNDECIDED),
        ("a" * 59 + ".", BlockKind.PARAGRAPH, Role.GENUINE),
        ("a" * 58 + ".", BlockKind.PARAGRAPH, Role.UNDECIDED),
        ("a" * 58 + ".”", BlockKind.PARAGRAPH, Role.GENUINE),
        ("a" * 60, BlockKind.PARAGRAPH, Role.UNDECIDED),
        ("中" * 70, BlockKind.PARAGRAPH, Role.GENUINE),
        ("中" * 69, BlockKind.PARAGRAPH, Role.UNDECIDED),
        ("中" * 30 + "。", BlockKind.PARAGRAPH, Role.GENUINE),
        ("short", BlockKind.QUOTE, Role.GENUINE),
        ("short", BlockKind.CAPTION, Role.GENUINE),
        ("short", BlockKind.CODE, Role.GENUINE),
        ("short", BlockKind.TABLE_ROW, Role.GENUINE),
        ("short", BlockKind.HEADING, Role.UNDECIDED),
        ("a" * 280, BlockKind.LIST_ITEM, Role.UNDECIDED),
        ("a" * 281, BlockKind.LIST_ITEM, Role.GENUINE),
        ("• " + "a" * 278, BlockKind.PARAGRAPH, Role.UNDECIDED),
        (ASK, BlockKind.PARAGRAPH, Role.WALL),
        (ASK, BlockKind.HEADING, Role.WALL),
    ],
)
def test_a_block_is_what_its_length_and_end_and_kind_make_it(
    walls: WallRules, text: str, kind: BlockKind, role: Role
) -> None:
    assert of(walls, block(text, kind)).role is role


# --- boilerplate ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sure", "score", "role"),
    [
        (3, 0.74, "boilerplate"), (3, 0.75, "genuine"), (2, 0.74, "genuine"), (2, 0.5, "genuine"),
        (2, 0.49, "boilerplate"),
    ],
)  # fmt: skip
def test_where_the_body_is_sure_of_itself_a_doubtful_block_is_boilerplate(
    walls: WallRules, sure: int, score: float, role: str
) -> None:
    blocks = [block(f"{number} {STORY}", article_score=0.9) for number in range(sure)]
    assert roles(walls, *blocks, block(STORY, article_score=score))[-1] == role


def test_a_body_of_less_than_nine_tenths_is_not_sure(walls: WallRules) -> None:
    blocks = [block(f"{number} {STORY}", article_score=0.89) for number in range(4)]
    assert roles(walls, *blocks, block(STORY, article_score=0.6))[-1] == "genuine"


@pytest.mark.parametrize(
    ("teaser", "role"),
    [
        (STORY[:100] + "…", "boilerplate"),
        (STORY[:100] + " ...", "boilerplate"),
        (STORY[:100] + ".", "genuine"),
        (STORY[:60] + " and more of it than the article has itself …", "genuine"),
        ("Another story that begins in a way of its own and then breaks off …", "genuine"),
    ],
)
def test_a_teaser_of_the_article_itself_is_boilerplate(walls: WallRules, teaser: str, role: str) -> None:
    assert roles(walls, block(STORY), block(teaser)) == ["genuine", role]


def test_a_short_line_is_boilerplate_only_by_its_place(walls: WallRules) -> None:
    sure = [block(f"{number} {STORY}") for number in range(3)]
    assert roles(walls, *sure, block("short", article_score=0.6))[-1] == "loose"
    assert roles(walls, *sure, block("short", article_score=0.4))[-1] == "boilerplate"
    (mark,) = classify_blocks([block("short")], walls, language="en", repeated=frozenset({0}))
    assert mark.role is Role.BOILERPLATE


# --- what a wall line is worth --------------------------------------------------------------------------------------


def test_place_links_and_repetition_vote(walls: WallRules) -> None:
    plain = of(walls, ASK)
    assert (plain.context_score, plain.self_sufficient, plain.may_open, plain.has_cues) == (
        0,
        plain.self_sufficient,
        True,
        True,
    )
    for fields, context_score in (
        ({"links": 0.31}, 1), ({"links": 0.3}, 0), ({"context": "div paywall"}, 1), ({"context": "div story"}, 0),
        ({"article_score": 0.49}, 1), ({"article_score": 0.5}, 0),
        ({"links": 1.0, "context": "newsletter", "article_score": 0.1}, 3),
    ):  # fmt: skip
        mark = of(walls, block(ASK, **fields))
        assert (mark.context_score, mark.score) == (context_score, plain.score + context_score), fields
    assert of(walls, ASK, repeated=frozenset({0})).score == plain.score + 3


def test_who_reports_or_quotes_asks_less(walls: WallRules) -> None:
    plain = of(walls, GATE).score
    assert plain > of(walls, f"“{GATE}”").score == plain - 1.5
    assert of(walls, f"{GATE}, the board said in a report to the town").score < plain


def test_a_sentence_that_is_too_long_asks_less(walls: WallRules) -> None:
    def asked(length: int) -> float:
        return of(walls, ("You must subscribe to read the full story, " + "and on " * 40)[: length - 1] + ".").score

    assert asked(280) == asked(279) == asked(281) + 1


def test_a_cue_of_short_lines_counts_for_nothing_in_a_sentence_of_a_paragraph(walls: WallRules) -> None:
    assert of(walls, "Join now.").cues
    plain = "The harbour board met on Tuesday, heard three engineers about the stone, and then went home at nine. "
    mark = of(walls, f"{plain * 2}Join now.")
    assert (mark.role, mark.cues, mark.has_cues) == (Role.GENUINE, (), False)


def test_what_tells_of_an_offer_is_no_wall(walls: WallRules) -> None:
    text = "The museum offers membership for $40 a year, and the members met on Tuesday to vote on it."
    mark = of(walls, text)
    assert (mark.role, mark.has_cues) == (Role.UNDECIDED, True), "it may stand in one"
    assert of(walls, f"“{text}”").role is Role.GENUINE
    assert of(walls, f"{text} {'They talked for hours. ' * 3}").role is Role.GENUINE


def test_a_block_is_a_wall_when_half_of_it_asks_and_a_long_one_when_three_quarters_do(walls: WallRules) -> None:
    ask = "Subscribe now to get unlimited access to all our stories."

    def mixed(prose: int, asks: int) -> BlockClass:
        sentence = "The harbour board met on Tuesday, and then it went home."
        return of(walls, " ".join([sentence] * prose + [ask] * asks))

    assert mixed(2, 2).role is Role.WALL
    assert mixed(2, 1).role is Role.GENUINE
    assert mixed(3, 3).role is Role.GENUINE
    assert mixed(2, 6).role is Role.WALL
    assert mixed(3, 5).role is Role.GENUINE


def test_only_sentences_that_ask_at_the_end_of_a_paragraph_trail(walls: WallRules) -> None:
    ask = "Subscribe now to get unlimited access to all our stories."
    text = f"{STORY} {STORY} {ask}"
    mark = of(walls, text)
    assert (mark.role, mark.trailing) == (Role.GENUINE, len(f"{STORY} {STORY} "))
    assert mark.cues
    between = of(walls, f"{STORY} {ask} {STORY}")
    assert (between.trailing, between.cues, between.has_cues) == (None, (), True)
    first = of(walls, f"{ask} {STORY} {STORY}")
    assert (first.role, first.trailing) == (Role.GENUINE, None)


def test_a_paragraph_leans_on_a_wall_before_it_when_it_begins_to_ask_and_a_third_of_it_does(walls: WallRules) -> None:
    ask = "Subscribe now to get unlimited access to all our stories and support the work of our reporters at home."
    assert of(walls, f"{ask} {STORY}").joins_wall_before
    assert not of(walls, f"{ask} {STORY} {STORY}").joins_wall_before
    assert not of(walls, f"{STORY} {ask} {STORY}").joins_wall_before
    assert not of(walls, f"{ask} “{STORY}”").joins_wall_before


def test_the_button_under_a_line_that_asks_is_read_too(walls: WallRules) -> None:
    _, button = classify_blocks([block(ASK), block("Show more")], walls, language="en")
    _, alone = classify_blocks([block(STORY), block("Show more")], walls, language="en")
    assert (button.role, alone.role) == (Role.UNDECIDED, Role.UNDECIDED)
    assert "show" in button.concepts
    assert alone.concepts == frozenset()


@pytest.mark.parametrize(("between", "read"), [(0, True), (2, True), (3, False)])
def test_praise_shortly_before_a_wall_is_read_for_what_it_speaks_of(
    walls: WallRules, between: int, *, read: bool
) -> None:
    blocks = [block(PRAISE), *[block(STORY)] * between, block(GATE)]
    assert bool(classify_blocks(blocks, walls, language="en")[0].concepts) is read


def test_a_doubtful_block_before_a_wall_is_not_read(walls: WallRules) -> None:
    assert not classify_blocks([block(PRAISE, article_score=0.49), block(GATE)], walls, language="en")[0].concepts


@pytest.mark.parametrize(
    ("text", "self_sufficient"),
    [
        ("Subscribe to our newsletter", True),
        ("Subscribe", False),
        (GATE, True),
        ("Please log in", False),
    ],
)
def test_who_asks_plainly_needs_nobody_to_agree(walls: WallRules, text: str, *, self_sufficient: bool) -> None:
    assert of(walls, text).self_sufficient is self_sufficient


@pytest.mark.parametrize(
    ("text", "is_statement"),
    [
        ("Readers who register can read this article for free.", True),
        ("Readers register here for free.", False),
        ("Readers who register can read this article for free", False),
        ("Can readers who register read this article? For free.", False),
    ],
)
def test_a_statement_is_one_whole_sentence(walls: WallRules, text: str, *, is_statement: bool) -> None:
    assert of(walls, text).is_statement is is_statement


def test_what_opens_a_wall_scores_as_much_as_a_tail_needs(walls: WallRules) -> None:
    assert of(walls, GATE).score >= TAIL
    assert of(walls, GATE).proves_truncation
    assert of(walls, GATE).addresses
    assert not of(walls, STORY).addresses


NAMES = _CONTEXT.pattern.replace(r"\b", "").split("|")


def test_the_names_of_a_wall_are_words_in_which_only_a_hyphen_may_be_missing() -> None:
    """Else they would have to be written otherwise for the automaton that looks for them first."""
    assert [name for name in NAMES if not re.fullmatch(r"[a-z]+(?:-\??[a-z]+)*", name)] == []


@given(st.lists(st.sampled_from([*NAMES, *"- ax"]).map(lambda name: name.replace("?", "")), max_size=6).map("".join))
def test_the_place_of_a_wall_is_told_by_the_names_around_it(context: str) -> None:
    for written in (context, context.replace("-", "")):
        block = Block(kind=BlockKind.PARAGRAPH, text="Read on.", context=written)
        assert of_wall_context(block) is bool(_CONTEXT.search(written))
