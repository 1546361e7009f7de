"""A gzip file that no Content-Encoding announced, as large publishers serve sitemaps, or one in another, as caches make
them of it: its bytes, within bounds.
"""

import zlib

from worker.errors import BadInput
from worker.models import Reason

MAX_BYTES = 20_000_000
"""Twice the largest page. sitemaps.org allows 50 MB; a news sitemap has a thousand addresses in one."""
MAX_LAYERS = 3
_MAGIC = b"\x1f\x8b\x08"


def unpacked(body: bytes) -> bytes:
    """`body` as it is, or what is packed in it; of one that was cut what came before. Raises BadInput."""
    layers = 0
    while body.startswith(_MAGIC):
        layers += 1
        if layers > MAX_LAYERS:
            raise BadInput(f"packed more than {MAX_LAYERS} times", reason=Reason.BAD_ENCODING)
        body = _members(body)
    return body


def _members(body: bytes) -> bytes:
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
