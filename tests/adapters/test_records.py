"""Records as JSON: a block's place in the text is where its text stands."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.support.cost import LINEAR, growth
from worker.adapters.records import blocks_to_json, cuts_to_json, text
from worker.models import BLANK_LINE, Block, BlockKind, Cut

BLOCKS = st.lists(
    st.builds(Block, kind=st.sampled_from(BlockKind), text=st.text(alphabet=st.characters(categories=None), min_size=1))
)


@given(BLOCKS)
def test_a_block_is_found_at_its_place_and_a_caption_brings_its_text(blocks):
    stored = text(BLANK_LINE.join(block.text for block in blocks if block.kind is not BlockKind.CAPTION))
    placed = json.loads(blocks_to_json(blocks))
    found = [(one["kind"], one["text"] if "text" in one else stored[one["start"] : one["end"]]) for one in placed]
    assert found == [(block.kind.value, text(block.text)) for block in blocks]
    assert [one["kind"] for one in placed if "text" in one] == ["caption"] * sum(
        block.kind is BlockKind.CAPTION for block in blocks
    )


def test_a_cut_stands_where_its_blocks_stood_in_the_text_that_is_left():
    kept = [Block(kind=BlockKind.PARAGRAPH, text=f"Paragraph {n}.", start=n) for n in (0, 2, 5)]
    kept.insert(1, Block(kind=BlockKind.CAPTION, text="The quay", start=1))
    told = BLANK_LINE.join(block.text for block in kept if block.kind is not BlockKind.CAPTION)
    cuts = [Cut(text="wall", rule="r", place=place) for place in (0, 2, 3, 9, None)]

    found = [cut["at"] for cut in json.loads(cuts_to_json(cuts, kept))]

    assert found == [0, told.index("Paragraph 2"), told.index("Paragraph 5"), len(told), None]
    assert [cut["at"] for cut in json.loads(cuts_to_json(cuts, []))] == [None] * 5


@given(st.lists(st.integers(0, 9), max_size=6), st.integers(0, 10))
def test_a_cut_stands_before_the_first_block_that_came_after_it_in_whatever_order_they_are(starts, place):
    kept = [Block(kind=BlockKind.PARAGRAPH, text="ab", start=start) for start in starts]
    before = next((at for at, start in enumerate(starts) if start >= place), None)

    (found,) = json.loads(cuts_to_json([Cut(text="wall", rule="r", place=place)], kept))

    length = max(4 * len(starts) - 2, 0)
    assert found["at"] == (None if not starts else length if before is None else 4 * before)


def test_thousands_of_cuts_cost_what_their_number_does():
    def written(number: int) -> None:
        kept = [Block(kind=BlockKind.PARAGRAPH, text="ab", start=2 * at) for at in range(number)]
        cuts_to_json([Cut(text="wall", rule="r", place=2 * at + 1) for at in range(number)], kept)

    assert growth(written, 500) < LINEAR
