"""A gzip file that no Content-Encoding announced, as large publishers serve sitemaps: its bytes, within bounds."""

import zlib

from worker.errors import BadInput
from worker.models import Reason

MAX_BYTES = 20_000_000
"""Twice the largest page. sitemaps.org allows 50 MB; a news sitemap has a thousand addresses in one."""
_MAGIC = b"\x1f\x8b\x08"


def unpacked(body: bytes) -> bytes:
    """`body` as it is, or what is packed in it; of one that was cut what came before. Raises BadInput."""
    if not body.startswith(_MAGIC):
        return body
    pieces: list[bytes] = []
    size = 0
    rest = body
    while rest.startswith(_MAGIC):  # RFC 1952, 2.2: members are a series
        reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            piece = reader.decompress(rest, MAX_BYTES + 1 - size)
        except zlib.error:
            break
        size += len(piece)
        if size > MAX_BYTES:
            raise BadInput(f"more than {MAX_BYTES // 1_000_000} MB when unpacked", reason=Reason.TOO_LARGE)
        pieces.append(piece)
        if not reader.eof:
            break
        rest = reader.unused_data
    if not size:
        raise BadInput("a gzip file that cannot be unpacked", reason=Reason.BAD_ENCODING)
    return b"".join(pieces)
