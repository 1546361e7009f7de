"""Gzip files that no header announced."""

import gzip

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from worker.core.feeds import packed
from worker.core.feeds.packed import unpacked
from worker.errors import BadInput


@given(st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=4))
def test_members_are_a_series(parts: list[bytes]) -> None:
    body = b"".join(parts)
    assume(not body.startswith(packed._MAGIC))  # or it would be unpacked again, as the next test has it
    assert unpacked(b"".join(map(gzip.compress, parts))) == body


def test_what_was_packed_again_is_unpacked_again_within_reason() -> None:
    body = b"<rss/>"
    for _ in range(packed.MAX_LAYERS):
        body = gzip.compress(body)
    assert unpacked(body) == b"<rss/>"
    with pytest.raises(BadInput) as refused:
        unpacked(gzip.compress(body))
    assert refused.value.reason == "bad_encoding"


def test_what_is_not_packed_is_given_back() -> None:
    assert unpacked(b"<rss/>") == b"<rss/>"
    assert unpacked(b"") == b""


def test_of_a_file_that_was_cut_what_came_is_read() -> None:
    body = bytes(range(256)) * 400
    whole = gzip.compress(body, compresslevel=1)
    assert body.startswith(unpacked(whole[: len(whole) // 2]))
    assert unpacked(gzip.compress(b"a") + b"\0stray") == b"a"


def test_a_bomb_is_refused_at_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MAX_BYTES", 1000)
    assert len(unpacked(gzip.compress(b"0" * 1000))) == 1000
    for body in (gzip.compress(b"0" * 1001), gzip.compress(b"0" * 600) * 2):
        with pytest.raises(BadInput) as refused:
            unpacked(body)
        assert refused.value.reason == "too_large"


def test_a_file_that_cannot_be_unpacked_is_no_feed() -> None:
    with pytest.raises(BadInput) as refused:
        unpacked(b"\x1f\x8b\x08\xff\xff\xff")
    assert refused.value.reason == "bad_encoding"
