#!/usr/bin/env bash
# w3lib: canonicalize_url("https://post.example:443/a") keeps the port, so one page has two canonical addresses.
#
# One would guess: what is made "for comparing URLs" takes the default port of the scheme away first, as RFC 3986
# (6.2.3) and the URL standard do; it does sort the query, resolve dots and take the fragment away.
# Seen: a port stays as it is written, 443 of https and 80 of http as well; only an empty one goes. Feeds behind a
# proxy that prints its own port give each story a second time.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check w3lib==2.5.0

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata

from w3lib.url import canonicalize_url

print("w3lib", importlib.metadata.version("w3lib"))
for address in (
    "https://post.example/a/../b?z=1&y=2#top",
    "https://post.example:443/b?y=2&z=1",
    "http://post.example:80/b",
    "http://post.example:/b",
):
    print(address, "is", canonicalize_url(address))
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
w3lib 2.5.0
https://post.example/a/../b?z=1&y=2#top is https://post.example/b?y=2&z=1
https://post.example:443/b?y=2&z=1 is https://post.example:443/b?y=2&z=1
http://post.example:80/b is http://post.example:80/b
http://post.example:/b is http://post.example/b
SEEN
