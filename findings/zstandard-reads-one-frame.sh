#!/usr/bin/env bash
# python-zstandard: of a body that was compressed in two frames the usual calls give the first and say nothing of the rest.
#
# One would guess: as with gzip.decompress, which reads all members, all frames are decoded; RFC 8878 (3) says that frames
# may stand one after the other and decode to their contents joined. Or at least that what was left is an error.
# Seen: decompress() and decompressobj() end after the first frame. The option read_across_frames=True raises that it is
# not implemented for decompress(). read() of a stream_reader gives both frames although read_across_frames is off there,
# too. Python's own compression.zstd (3.14) and its backport read all. A server that flushes by ending a frame, and
# logs or dumps that are appended to, have several.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check zstandard==0.25.0 backports.zstd==1.1.0

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import gzip
import io
from importlib.metadata import version

import zstandard
from backports import zstd

body = b"".join(zstandard.ZstdCompressor().compress(part) for part in (b"first ", b"second"))
reader = zstandard.ZstdDecompressor
print("zstandard", version("zstandard"))
print("decompress:", reader().decompress(body))
one = reader().decompressobj()
print("decompressobj:", one.decompress(body), "left over:", len(one.unused_data) > 0)
try:
    print("read_across_frames:", reader().decompress(body, read_across_frames=True))
except zstandard.ZstdError as error:
    print("read_across_frames:", error)
print("stream_reader:", reader().stream_reader(io.BytesIO(body)).read())
print("backports.zstd:", zstd.decompress(body))
print("gzip:", gzip.decompress(gzip.compress(b"first ") + gzip.compress(b"second")))
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
zstandard 0.25.0
decompress: b'first '
decompressobj: b'first ' left over: True
read_across_frames: ZstdDecompressor.read_across_frames=True is not yet implemented
stream_reader: b'first second'
backports.zstd: b'first second'
gzip: b'first second'
SEEN
