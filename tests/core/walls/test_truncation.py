"""Whether a text was cut short, and the evidence."""

import pytest

from worker.core.walls.truncation import assess_truncation
from worker.models import Access, Block, BlockKind

STORY = "The harbour board has put off its vote on the sea wall until the spring, when the stone may come"
PAID = Access(declared="subscription", evidence="isAccessibleForFree=false")


def classify_blocks(last: str, *, walled: bool = False, access: Access = Access(), **fields: object):  # noqa: B008 - frozen
    blocks = [Block(kind=BlockKind.PARAGRAPH, text=f"{STORY}."), Block(kind=BlockKind.PARAGRAPH, text=last)]
    return assess_truncation(
        blocks, proof=fields.get("proof"), walled=walled, access=access, unreadable=bool(fields.get("unreadable"))
    )


def test_scrambled_text_and_a_gate_prove_it() -> None:
    assert classify_blocks("It ends.", unreadable=True) == (True, "a part of the body was served as unreadable text")
    assert classify_blocks("It ends.", proof="Register to read on") == (True, "the text ends at: Register to read on")


@pytest.mark.parametrize(
    "end", ["the stone…", "the stone ...", "the stone. . .", "“the stone…”", "the stone […]", "u..."]
)
def test_an_ellipsis_at_the_end_proves_it(end: str) -> None:
    truncated, evidence = classify_blocks(f"It was about {end}")

    assert truncated is True
    assert evidence is not None
    assert end in evidence


def test_an_end_in_mid_sentence_proves_it_only_where_something_is_sold() -> None:
    assert classify_blocks(STORY)[0] is False
    assert classify_blocks(STORY, walled=True)[0] is True
    assert classify_blocks(STORY, access=PAID)[0] is None
    assert classify_blocks("Ines Okafor", access=PAID)[0] is None


def test_a_declaration_alone_leaves_it_open() -> None:
    assert classify_blocks("It ends.", access=PAID) == (None, "declared as subscription (isAccessibleForFree=false)")
    assert classify_blocks("It ends.", access=Access(declared="free")) == (False, None)


def test_a_caption_at_the_end_says_nothing() -> None:
    caption = Block(kind=BlockKind.CAPTION, text="A pier…")
    assert assess_truncation(
        [Block(kind=BlockKind.PARAGRAPH, text="It ends."), caption],
        proof=None,
        walled=False,
        access=Access(),
        unreadable=False,
    ) == (False, None)


def test_a_text_of_which_nothing_is_left_is_not_judged() -> None:
    assert assess_truncation([], proof=None, walled=False, access=Access(), unreadable=False) == (
        None,
        "nothing is left",
    )
