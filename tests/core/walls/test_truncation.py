"""Whether a text was cut short, and the evidence."""

import pytest

from worker.core.walls.told import Proof
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
    assert classify_blocks("It ends.", proof=Proof(line="Register to read on")) == (
        True,
        "the text ends at: Register to read on",
    )


@pytest.mark.parametrize(
    "end", ["the stone…", "the stone ...", "the stone. . .", "“the stone…”", "the stone […]", "u..."]
)
def test_an_ellipsis_at_the_end_proves_it(end: str) -> None:
    truncated, evidence = classify_blocks(f"It was about {end}")

    assert truncated is True
    assert evidence is not None
    assert end in evidence


@pytest.mark.parametrize(
    "end", [STORY, f"{STORY}. To reach the editor: desk@example.org", f"{STORY}. 10. The Quay 11. To Be Stone"]
)
def test_an_end_without_a_full_stop_proves_nothing(end: str) -> None:
    assert classify_blocks(end)[0] is False
    assert classify_blocks(end, walled=True)[0] is False
    assert classify_blocks(end, access=PAID)[0] is None


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


def of(text: str, **said: object):
    fields = {"proof": None, "walled": False, "access": Access(), "unreadable": False} | said
    return assess_truncation([Block(kind=BlockKind.PARAGRAPH, text=text)], **fields)


def test_a_wall_below_a_long_whole_text_proves_nothing() -> None:
    gate = "Register to read on"

    assert of("The board met. " * 100, proof=Proof(line=gate))[0] is True
    assert of("The board met. " * 400, proof=Proof(line=gate)) == (
        None,
        f"a wall below a text that seems whole: {gate}",
    )
    assert of("理事会が開かれた。" * 150, proof=Proof(line=gate))[0] is True
    assert of("理事会が開かれた。" * 300, proof=Proof(line=gate))[0] is None


def test_a_meter_proves_it_only_below_a_short_text() -> None:
    meter = Proof(line="1 free article left", weak=True)

    assert of("The board met. " * 100, proof=meter)[0] is True
    assert of("The board met. " * 150, proof=meter)[0] is None
    assert of("The board met. " * 150, proof=Proof(line="Register to read on"))[0] is True


def test_the_words_that_the_publisher_declares_say_what_is_missing() -> None:
    text = "The board met. " * 100

    assert of(text, proof=Proof(line="Register to read on"), declared_words=310) == (False, None)
    assert of(text, walled=True, declared_words=900) == (True, "300 of the 900 words that the publisher declares")
    assert of(text, declared_words=900)[0] is False
    assert of("理事会が開かれた。" * 10, walled=True, declared_words=900)[0] is False


def test_no_more_than_its_summary_is_no_whole_article() -> None:
    text = "The board met on Monday and will meet again in the spring."

    assert of(text, access=PAID, summary=text) == (True, "there is no more of it than its summary")
    assert of(text, access=PAID, summary=text[:20])[0] is None
    assert of(text, summary=text)[0] is False
    assert of(text, walled=True, summary=text)[0] is False
    assert of(text[:40], walled=True, summary=text[:40])[0] is True
    assert of(text[:40], walled=True, summary=text[:20])[0] is False


def test_a_long_text_of_which_no_more_is_offered_may_end_with_an_ellipsis() -> None:
    assert of("The board met. " * 400 + "And then…")[0] is False
    assert of("The board met. " * 400 + "And then…", walled=True)[0] is False
    assert of("The board met. " * 400 + "And then…", access=PAID)[0] is True
    assert of("The board met. And then…")[0] is True


def test_where_nothing_is_left_a_gate_still_proves_it() -> None:
    assert assess_truncation([], proof=Proof(line="Register"), walled=True, access=PAID, unreadable=False)[0] is True
    assert assess_truncation([], proof=None, walled=True, access=PAID, unreadable=False) == (None, "nothing is left")
