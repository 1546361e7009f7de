#!/usr/bin/env bash
# dateparser: in Portuguese, Spanish, Italian and Catalan "30/11/2026 10h05" is not 10:05 of that day. It is ten hours
# before the moment of reading, whatever date stands there.
#
# One would guess: told the language, it reads the clock with an "h", the usual one of Portuguese pages, at least as
# well as without being told. French, which writes it so, too, is read right.
# Seen: "10h" counts as "ten hours ago" and the printed day is dropped, so that the same page is another age at each
# look, and news that is read on its day looks plausible. Not told the language, or with the "h" behind ("10:05h"), it
# is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check dateparser==1.5.0

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
from datetime import datetime
from importlib.metadata import version

import dateparser

print("dateparser", version("dateparser"))
for printed, language in (
    ("30/11/2026 10h05", "pt"),
    ("30/11/2026 às 10h05", "pt"),
    ("30/11/2026 10h05", "es"),
    ("30/11/2026 10h05", "it"),
    ("30/11/2026 10h05", "ca"),
    ("30/11/2026 10h05", "fr"),
    ("30/11/2026 10h05", None),
    ("30/11/2026 10:05h", "pt"),
):
    seen = [
        dateparser.parse(printed, languages=language and [language], settings={"RELATIVE_BASE": now}).isoformat(" ")
        for now in (datetime(2026, 12, 1, 12, 0), datetime(2026, 12, 1, 15, 45))
    ]
    print(printed, language, "-> read at 12:00:", seen[0], "· at 15:45:", seen[1])
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
dateparser 1.5.0
30/11/2026 10h05 pt -> read at 12:00: 2026-12-01 02:00:00 · at 15:45: 2026-12-01 05:45:00
30/11/2026 às 10h05 pt -> read at 12:00: 2026-12-01 02:00:00 · at 15:45: 2026-12-01 05:45:00
30/11/2026 10h05 es -> read at 12:00: 2026-12-01 02:00:00 · at 15:45: 2026-12-01 05:45:00
30/11/2026 10h05 it -> read at 12:00: 2026-12-01 02:00:00 · at 15:45: 2026-12-01 05:45:00
30/11/2026 10h05 ca -> read at 12:00: 2026-12-01 02:00:00 · at 15:45: 2026-12-01 05:45:00
30/11/2026 10h05 fr -> read at 12:00: 2026-11-30 10:05:00 · at 15:45: 2026-11-30 10:05:00
30/11/2026 10h05 None -> read at 12:00: 2026-11-30 10:05:00 · at 15:45: 2026-11-30 10:05:00
30/11/2026 10:05h pt -> read at 12:00: 2026-11-30 10:05:00 · at 15:45: 2026-11-30 10:05:00
SEEN
