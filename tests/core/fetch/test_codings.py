"""Bodies unpacked by their Content-Encoding: RFC 9110 (8.4), RFC 1950 to 1952."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.cost import seconds
from worker.core.fetch.codings import unpack
from worker.errors import FetchFailed, PageRefused
from worker.models import Reason

PAGE = b"<p>The lock keepers went home at dusk.</p>" * 200
LIMIT = 100_000


def raw(data: bytes) -> bytes:
    pack = zlib.compressobj(9, wbits=-15)
    return pack.compress(data) + pack.flush()


def named(data: bytes) -> bytes:
    """A member with file name, comment, extra field and a checksum of its head (RFC 1952, 2.3.1)."""
    head = b"\x1f\x8b\x08\x1e" + bytes(6) + b"\x02\x00ab" + b"page.html\0" + b"no comment\0"
    head += zlib.crc32(head).to_bytes(4, "little")[:2]
    return head + raw(data) + zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")


ZIPPED = gzip.compress(PAGE)


def _number(value: object) -> str | None:
    """Compressed bytes are no names for tests: gzip writes the time into them."""
    return "body" if isinstance(value, bytes) else None


@pytest.mark.parametrize(
    ("codings", "body"),
    [
        ("gzip", ZIPPED),
        ("x-gzip", ZIPPED),
        ("GZip", ZIPPED),
        ("gzip", named(PAGE)),
        ("gzip", gzip.compress(PAGE[:3000]) + gzip.compress(PAGE[3000:])),
        ("gzip", b"".join(gzip.compress(PAGE[i : i + 50]) for i in range(0, len(PAGE), 50))),
        ("gzip", gzip.compress(b"") + ZIPPED + gzip.compress(b"")),
        ("gzip", ZIPPED + b"\n"),
        ("gzip", ZIPPED + b"\x1f"),
        ("gzip", ZIPPED + bytes(5000)),
        ("gzip", ZIPPED + b"<!-- cached -->"),
        ("gzip", gzip.compress(PAGE[:3000]) + gzip.compress(PAGE[3000:]) + b"\r\n"),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", raw(PAGE)),
        ("deflate", zlib.compress(PAGE) + b"\n"),
        ("deflate", raw(PAGE) + b"\n"),
        ("gzip, gzip", gzip.compress(ZIPPED)),
        ("deflate,gzip", gzip.compress(zlib.compress(PAGE))),
        ("gzip , deflate", zlib.compress(ZIPPED)),
        (", ".join(["gzip"] * 5), gzip.compress(gzip.compress(gzip.compress(gzip.compress(ZIPPED))))),
        ("identity, gzip", ZIPPED),
        ("aws-chunked,gzip", ZIPPED),
        ("gzip, utf-8", ZIPPED),
        ("", PAGE),
        ("identity", PAGE),
        ("none", PAGE),
        ("utf-8", PAGE),
        ("UTF-8", PAGE),
        ("aws-chunked", PAGE),
        ("text/html", PAGE),
        (" , ,", PAGE),
    ],
    ids=_number,
)
def test_a_page_comes_out_as_it_went_in(codings: str, body: bytes) -> None:
    assert unpack(body, codings, max_bytes=LIMIT) == PAGE


@pytest.mark.parametrize("codings", ["gzip", "deflate", "gzip, gzip"])
def test_an_answer_without_a_body_has_no_stream_either(codings: str) -> None:
    assert unpack(b"", codings, max_bytes=LIMIT) == b""


@pytest.mark.parametrize(
    ("codings", "body", "reason"),
    [
        ("gzip", ZIPPED[: len(ZIPPED) // 2], Reason.CUT_SHORT),
        ("gzip", ZIPPED[:5], Reason.CUT_SHORT),
        ("gzip", ZIPPED[:-1], Reason.CUT_SHORT),
        ("gzip", ZIPPED[:-8], Reason.CUT_SHORT),
        ("gzip", ZIPPED + ZIPPED[:-9], Reason.CUT_SHORT),
        ("gzip", ZIPPED + ZIPPED[:3], Reason.CUT_SHORT),
        ("gzip", ZIPPED + ZIPPED[:2], Reason.CUT_SHORT),
        ("gzip, gzip", gzip.compress(ZIPPED[:-20]), Reason.CUT_SHORT),
        ("deflate", zlib.compress(PAGE)[:-4], Reason.CUT_SHORT),
        ("deflate", zlib.compress(PAGE)[:40], Reason.CUT_SHORT),
        ("deflate", raw(PAGE)[:-2], Reason.CUT_SHORT),
        ("gzip", ZIPPED[:-8] + b"\0\0\0\0" + ZIPPED[-4:], Reason.BAD_ENCODING),
        ("gzip", ZIPPED[:-4] + b"\0\0\0\0", Reason.BAD_ENCODING),
        ("gzip", ZIPPED + ZIPPED[:-4] + b"\0\0\0\0", Reason.BAD_ENCODING),
        ("gzip", PAGE, Reason.BAD_ENCODING),
        ("deflate", PAGE, Reason.BAD_ENCODING),
        ("gzip, gzip", ZIPPED, Reason.BAD_ENCODING),
        ("br", PAGE, Reason.BAD_ENCODING),
        ("zstd, gzip", ZIPPED, Reason.BAD_ENCODING),
        ("compress", PAGE, Reason.BAD_ENCODING),
        (", ".join(["gzip"] * 6), ZIPPED, Reason.BAD_ENCODING),
        ("gzip", gzip.compress(b"") * 20_001, Reason.BAD_ENCODING),
    ],
    ids=_number,
)
def test_what_does_not_end_as_it_should_is_no_page(codings: str, body: bytes, reason: Reason) -> None:
    with pytest.raises(FetchFailed) as failed:
        unpack(body, codings, max_bytes=LIMIT)
    assert failed.value.reason is reason


@pytest.mark.parametrize(
    ("codings", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw), ("gzip", named)]
)
def test_the_limit_holds_to_the_byte(codings: str, pack: object) -> None:
    assert callable(pack)
    assert unpack(pack(bytes(LIMIT)), codings, max_bytes=LIMIT) == bytes(LIMIT)
    with pytest.raises(PageRefused) as refused:
        unpack(pack(bytes(LIMIT + 1)), codings, max_bytes=LIMIT)
    assert refused.value.reason is Reason.TOO_LARGE


def test_the_limit_holds_for_all_members_together_and_for_each_coding() -> None:
    for codings, body in [
        ("gzip", gzip.compress(bytes(LIMIT // 2)) * 3),
        ("gzip, gzip", gzip.compress(gzip.compress(bytes(1000)) + bytes(2 * LIMIT))),
        ("deflate, gzip", gzip.compress(zlib.compress(bytes(2 * LIMIT)))),
    ]:
        with pytest.raises(PageRefused) as refused:
            unpack(body, codings, max_bytes=LIMIT)
        assert refused.value.reason is Reason.TOO_LARGE


BOMBS = {
    "one bomb": lambda: gzip.compress(bytes(500_000_000), 1),
    "many members": lambda: gzip.compress(b"") * 500_000,
    "many heads": lambda: gzip.compress(b"")[:10] + bytes(10**7),
}


@pytest.mark.parametrize("name", BOMBS)
def test_ten_million_bytes_of_bombs_cost_what_honest_ones_do(name: str) -> None:
    """Beside text that may be as long as a page at most: a bomb ends where that length is reached."""
    bomb = BOMBS[name]()

    def refused() -> None:
        with pytest.raises((FetchFailed, PageRefused)):
            unpack(bomb, "gzip", max_bytes=10_000_000)

    honest = gzip.compress(PAGE * (10_000_000 // len(PAGE)))
    assert seconds(refused) < 60 * seconds(lambda: unpack(honest, "gzip", max_bytes=10_000_000))


@given(st.binary(max_size=300), st.lists(st.sampled_from(["gzip", "deflate"]), max_size=4), st.data())
def test_packing_is_undone_and_a_cut_is_never_a_whole_page(page: bytes, names: list[str], data: st.DataObject) -> None:
    body = page
    for name in names:
        body = gzip.compress(body, mtime=0) if name == "gzip" else zlib.compress(body)
    assert unpack(body, ", ".join(names), max_bytes=LIMIT) == page
    if names:
        cut = data.draw(st.integers(min_value=1, max_value=len(body) - 1))
        with pytest.raises(FetchFailed):
            unpack(body[:cut], ", ".join(names), max_bytes=LIMIT)


@given(st.binary(max_size=100), st.text(st.sampled_from("gzip, deflatebr-"), max_size=30))
def test_any_bytes_under_any_names_are_a_body_or_a_reason(body: bytes, codings: str) -> None:
    try:
        assert len(unpack(body, codings, max_bytes=1000)) <= 1000
    except (FetchFailed, PageRefused) as error:
        assert error.reason in {Reason.CUT_SHORT, Reason.BAD_ENCODING, Reason.TOO_LARGE}
