"""Unpacks a body by its Content-Encoding, within a size; never asks a server, never reads what is inside.

We do it and not libcurl, because libcurl takes half a gzip stream for a whole page and a whole one with a byte behind
it, or of two members, for an error (findings/libcurl-gzip-ends.sh).
"""

import zlib

from worker.errors import FetchFailed, PageRefused
from worker.models import Reason

OFFERED = "gzip, deflate"
"""What we tell servers that we can read: docs/decisions/0011-gzip-and-deflate-only.md says why no more."""

_MAX_CODINGS = 5
"""Each costs up to the largest body in work; more than two were never seen."""

_MAX_MEMBERS = 20_000
"""Of one gzip body: one each 500 bytes of the largest page. 500,000 empty ones in 10 MB cost 0.3 s (measured)."""

_PIECE = 4096
"""Bytes handed to zlib at once: what stands behind the end of a member is copied, for each member."""

# Registered at IANA (HTTP Content Coding Registry), so that the body is packed, and in a way that we do not read. Every
# other name is none of a coding: `utf-8`, `aws-chunked` (which the store has already taken off), `none`, `identity`.
_UNREADABLE = frozenset({
    "aes128gcm", "br", "compress", "dcb", "dcz", "exi", "pack200-gzip", "x-compress", "zstd",
})  # fmt: skip
_GZIP = frozenset({"gzip", "x-gzip"})  # RFC 9110, 8.4.1.3
_MEMBER = b"\x1f\x8b\x08"
_AS_GZIP, _AS_ZLIB, _AS_DEFLATE = 31, 15, -15


def unpack(body: bytes, content_encoding: str, *, max_bytes: int) -> bytes:
    """The body without its codings, the last applied first (RFC 9110, 8.4); as sent when it names none that we know.

    Raises FetchFailed when the stream is broken or ends early, PageRefused when more than `max_bytes` come out of it.
    """
    names = [name.strip().lower() for name in content_encoding.split(",")]
    unreadable = _UNREADABLE.intersection(names)
    if unreadable:
        raise FetchFailed(f"not asked for: {min(unreadable)}", reason=Reason.BAD_ENCODING)
    codings = [name for name in reversed(names) if name in _GZIP or name == "deflate"]
    if len(codings) > _MAX_CODINGS:
        raise FetchFailed(f"packed {len(codings)} times", reason=Reason.BAD_ENCODING)
    for name in codings:
        if body:  # what answers a 304 or an empty file has no stream either
            body = _gunzip(body, max_bytes) if name in _GZIP else _inflate(body, max_bytes)
    return body


def _gunzip(body: bytes, max_bytes: int) -> bytes:
    """A series of members (RFC 1952, 2.2), each with its checksum and length; what stands behind them is passed over,
    as gunzip and browsers do: some servers send a line break or zeros after it.
    """
    whole, end, members = bytearray(), 0, 0
    while members == 0 or body.startswith(_MEMBER, end):
        if members == _MAX_MEMBERS:
            raise FetchFailed(f"gzip in more than {_MAX_MEMBERS} members", reason=Reason.BAD_ENCODING)
        try:
            end = _unpack_stream(body, end, _AS_GZIP, into=whole, max_bytes=max_bytes)
        except zlib.error as error:
            raise FetchFailed(f"broken gzip: {error}", reason=Reason.BAD_ENCODING) from error
        members += 1
    if body[end:] == _MEMBER[:2]:
        raise _cut_short()
    return bytes(whole)


def _inflate(body: bytes, max_bytes: int) -> bytes:
    """What HTTP calls deflate: a zlib stream (RFC 9110, 8.4.1.2) or, as that page tells, one without zlib's frame."""
    for form in (_AS_ZLIB, _AS_DEFLATE):
        whole = bytearray()
        try:
            _unpack_stream(body, 0, form, into=whole, max_bytes=max_bytes)
        except zlib.error:
            continue
        return bytes(whole)
    raise FetchFailed("broken deflate", reason=Reason.BAD_ENCODING)


def _unpack_stream(body: bytes, start: int, form: int, *, into: bytearray, max_bytes: int) -> int:
    """Where the stream ends that begins at `start`."""
    stream = zlib.decompressobj(form)
    while not stream.eof:
        piece = body[start : start + _PIECE]
        if not piece:
            raise _cut_short()
        into += stream.decompress(piece, max_bytes - len(into) + 1)
        if len(into) > max_bytes:
            raise PageRefused(f"the body unpacks to more than {max_bytes} bytes", reason=Reason.TOO_LARGE)
        start += len(piece) - len(stream.unused_data)
    return start


def _cut_short() -> FetchFailed:
    return FetchFailed("the packed body ends before its stream does", reason=Reason.CUT_SHORT)
