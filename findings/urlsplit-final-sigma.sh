#!/usr/bin/env bash
# urllib.parse: the same Greek label in capitals is one host name before a dot, and another at the end.
#
# One would guess: urlsplit().hostname is the host in small letters, label by label, and so leads to where the address
# in capitals leads.
# Seen: it is str.lower() of the whole host, which writes a capital sigma as "ς" at the end of a word, and a dot with
# letters behind it is no end. So ΟΔΟΣ is lowered to οδοσ before ".example", and to οδος as the last label. UTS 46, by
# which browsers and idna read addresses, maps the capital to "σ" always, and "ς" is a letter of its own since IDNA
# 2008: the last label now belongs to another owner.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check idna==3.11

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
from urllib.parse import urlsplit

import idna

for host in ("ΟΔΟΣ.example", "example.ΟΔΟΣ"):
    lowered = urlsplit(f"https://{host}/").hostname
    print(host, "→", lowered, "|", idna.encode(host, uts46=True).decode(), "|", idna.encode(lowered, uts46=True).decode())
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
ΟΔΟΣ.example → οδοσ.example | xn--pxavbq.example | xn--pxavbq.example
example.ΟΔΟΣ → example.οδος | example.xn--pxavbq | example.xn--pxavbm
SEEN
