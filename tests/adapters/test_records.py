"""Records as JSON: a block's place in the text is where its text stands."""

import json

from hypothesis import given
from hypothesis import strategies as st

from worker.adapters.records import blocks_to_json, text
from worker.models import BLANK_LINE, Block, BlockKind

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
