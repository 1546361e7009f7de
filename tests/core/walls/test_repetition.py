"""What a source repeats: what is remembered, what is boilerplate, and what is never."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.walls.repetition import (
    _keys_of,
    fingerprints,
    is_background,
    keys_of,
    repeated,
    repeated_share,
)
from worker.models import Block, BlockKind

FIRST = (
    "The harbour board has put off its vote on the sea wall until the spring, after engineers found that the stone "
    "meant for it comes from a quarry that closed in October."
)
SECOND = (
    "The wall would cost nine million and keep out all but the highest tides, and the board wants to hear from a "
    "second quarry before it meets again in March."
)
THIRD = SECOND.replace("nine", "ninety").replace("March", "April")
STORIES = [FIRST, SECOND]
NOTE = "The Tide is written by a staff of nine in the old customs house."
BUTTON = "Read more from the harbour"


def block(text: str, kind: BlockKind = BlockKind.PARAGRAPH, **fields: object) -> Block:
    return Block(kind=kind, text=text, **fields)  # type: ignore[arg-type]


def seen(times: int, *texts: str) -> dict[int, int]:
    return dict.fromkeys(fingerprints([block(text) for text in texts]), times)


def story(*after: Block | str) -> list[Block]:
    return [block(text) for text in STORIES] + [each if isinstance(each, Block) else block(each) for each in after]


def test_fingerprints_are_signed_64_bit_and_stand_once_for_a_text() -> None:
    made = fingerprints(story(NOTE, NOTE))

    assert len(made) == 3
    assert all(-(2**63) <= each < 2**63 for each in made)


def test_half_a_surrogate_pair_is_text_like_any_other() -> None:
    assert len(fingerprints([block("Read more from the harbour \ud83d")])) == 1


def test_numbers_case_and_signs_do_not_make_a_text_another() -> None:
    assert fingerprints([block("Comments (12) — join in")]) == fingerprints([block("COMMENTS (7): join in")])


def test_numbers_make_a_sentence_another() -> None:
    lost, won = block("Shares of the quarry lost 3.2 percent."), block("Shares of the quarry lost 1.7 percent.")
    assert fingerprints([lost]) != fingerprints([won])
    assert fingerprints([lost]) == fingerprints([block(lost.text.upper())])


@pytest.mark.parametrize("text", ["", "12:30", "Foto: dpa", "— 3 —"])
def test_what_is_too_short_is_not_remembered(text: str) -> None:
    assert fingerprints([block(text)]) == ()


def test_a_line_at_the_edge_goes_from_the_second_article_on_and_a_sentence_from_the_third() -> None:
    assert repeated(story(BUTTON), seen(1, BUTTON)) == {2}
    assert repeated(story(NOTE), seen(1, NOTE)) == frozenset()
    assert repeated(story(NOTE), seen(2, NOTE)) == {2}
    assert repeated([block(BUTTON), *story()], seen(1, BUTTON)) == {0}


def test_between_paragraphs_only_what_its_place_speaks_against_goes() -> None:
    inside = [block(STORIES[0]), block(BUTTON), block(STORIES[1])]
    linked = [block(STORIES[0]), block(BUTTON, links=0.9), block(STORIES[1])]

    assert repeated(inside, seen(9, BUTTON)) == frozenset()
    assert repeated(linked, seen(1, BUTTON)) == frozenset()
    assert repeated(linked, seen(2, BUTTON)) == {1}


@pytest.mark.parametrize(
    ("fields", "goes"),
    [
        ({"links": 0.5}, True),
        ({"links": 0.49}, False),
        ({"article_score": 0.79}, True),
        ({"article_score": 0.8}, False),
    ],
)
def test_links_or_a_doubtful_place_speak_against_a_block_between_paragraphs(fields: dict, *, goes: bool) -> None:
    blocks = [block(STORIES[0]), block(BUTTON, **fields), block(STORIES[1])]
    assert bool(repeated(blocks, seen(2, BUTTON))) is goes


@pytest.mark.parametrize(
    ("line", "times", "goes"),
    [
        ("a" * 90, 1, True),
        ("a" * 91, 1, False),
        ("a" * 91, 2, True),
        ("a" * 139 + ".", 1, False),
        ("a" * 700, 2, True),
        ("a" * 701, 9, False),
    ],
)
def test_a_longer_line_must_come_more_often_and_the_longest_never_goes(line: str, times: int, *, goes: bool) -> None:
    assert (2 in repeated(story(block(line, links=1.0 if len(line) >= 140 else 0.0)), seen(times, line))) is goes


def test_captions_and_code_are_not_remembered() -> None:
    for kind in (BlockKind.CAPTION, BlockKind.CODE):
        assert fingerprints([block(BUTTON, kind)]) == ()
    assert fingerprints([block("a" * 12)]) != ()
    assert fingerprints([block("a" * 11 + " 12345")]) == ()


def test_a_page_of_which_half_is_known_is_no_copy_yet() -> None:
    assert repeated(story(BUTTON), seen(1, FIRST, BUTTON)) == {0, 2} - {0}
    assert repeated(story(THIRD, BUTTON), seen(1, FIRST, SECOND, BUTTON)) == frozenset()


@pytest.mark.parametrize(
    ("one", "background"),
    [
        (FIRST, True),
        (FIRST[:120] + ".", False),
        (FIRST.rstrip("."), False),
    ],
)
def test_what_agencies_repeat_under_their_stories_reads_like_a_paragraph(one: str, *, background: bool) -> None:
    assert is_background(block(one)) is background
    assert not is_background(block(one, article_score=0.79))
    assert not is_background(block(one, links=0.5))


@pytest.mark.parametrize(
    "text",
    [
        "Correction: an earlier version of this story misstated the height of the wall.",
        "“The sea will not wait for us,” she said.",
        "Berichtigung: In einer früheren Fassung stand die falsche Höhe.",
    ],
)
def test_corrections_and_quotations_stay_however_often_they_come(text: str) -> None:
    assert repeated(story(text), seen(50, text)) == frozenset()


def test_a_subheading_between_paragraphs_stays() -> None:
    heading = block("What happens next", BlockKind.HEADING, links=1.0)

    assert repeated([block(STORIES[0]), heading, block(STORIES[1])], seen(9, heading.text)) == frozenset()


def test_a_copy_of_a_whole_article_has_no_furniture() -> None:
    copy = story(BUTTON)

    assert repeated(copy, seen(1, *STORIES, BUTTON)) == frozenset()


def test_a_first_article_has_none() -> None:
    assert repeated(story(NOTE, BUTTON), {}) == frozenset()


@given(st.lists(st.text(max_size=60), max_size=8), st.integers(0, 5))
def test_only_what_was_seen_is_repeated(lines: list[str], times: int) -> None:
    blocks = [block(line) for line in lines]
    known = dict.fromkeys(fingerprints(blocks[::2]), times)

    found = repeated(blocks, known)

    assert found <= set(range(len(blocks)))
    assert not found or times
    assert repeated(blocks, known) == found


def test_the_share_of_a_page_that_came_elsewhere_is_counted_by_characters_of_its_text() -> None:
    known, new = block("Nothing to read here today, says the printer."), block("The ferry was late, and nobody came.")
    beside = block("Menu and more of the menu", article_score=0.1)
    prints = set(fingerprints([known, beside]))
    assert repeated_share([known, beside], prints) == 1.0
    assert repeated_share([known, new], prints) == len(known.text) / (len(known.text) + len(new.text))
    assert repeated_share([beside], prints) == 0.0
    assert repeated_share([new], ()) == 0.0


compiled = pytest.mark.skipif(keys_of is _keys_of, reason="no compiled twin was built")
_TEXTS = st.text(st.characters(exclude_categories=())) | st.text("ab .12\n٣é字\ud800😀", min_size=20)
_BLOCKS = st.builds(Block, kind=st.sampled_from(BlockKind), text=_TEXTS, links=st.sampled_from((0.0, 0.49, 0.5, 1.0)))


def _paragraphs(texts: Iterable[str]) -> tuple[Block, ...]:
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts)


@compiled
@given(st.lists(_BLOCKS, max_size=4).map(tuple))
def test_the_compiled_keys_are_the_plain_ones(blocks: tuple[Block, ...]) -> None:
    assert keys_of(blocks) == _keys_of(blocks)


@compiled
def test_the_compiled_keys_are_the_plain_ones_of_texts_of_any_length() -> None:
    blocks = _paragraphs(letter * length for letter in "a字😀" for length in (*range(300), 10_000))
    assert keys_of(blocks) == _keys_of(blocks)


@compiled
def test_the_compiled_keys_tell_digits_and_spaces_as_the_plain_ones() -> None:
    blocks = _paragraphs(f"harbours {chr(code)}{chr(code)}x{chr(code)} {chr(code)}" for code in range(0x12000))
    keys, plain = keys_of(blocks), _keys_of(blocks)
    assert keys == plain, next(
        ascii(block.text) for block, *two in zip(blocks, keys, plain, strict=True) if len({*two}) > 1
    )


@pytest.mark.parametrize(
    ("end", "prose"),
    [
        ("", False),
        (".", True),
        ("!”", True),
        ("。」\n", True),
        ("?' )", False),
        (".)]", True),
        (" .", True),
        ("»", False),
    ],
)
def test_what_ends_as_a_sentence_does_is_prose(end: str, prose: bool) -> None:
    background = Block(kind=BlockKind.PARAGRAPH, text=f"{FIRST[:-1]}{end}", article_score=1.0)
    assert is_background(background) is prose
