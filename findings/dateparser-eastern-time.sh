#!/usr/bin/env bash
# dateparser: "ET" in June is an hour off. It reads Eastern Time as Eastern Standard Time the whole year.
#
# One would guess: ET, PT, CT and MT, which American papers print because they hold in summer and in winter, mean the time
# of the place on the printed day; or they are not understood and the result says no zone.
# Seen: ET and PT are fixed offsets, those of winter, so from March to November a page seems an hour younger than it is.
# CT and MT are not known, and then nothing is read, not even the day. EDT, EST, CDT and the like are right. A test that
# was written in winter passes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check dateparser==1.5.0

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata

import dateparser

print("dateparser", importlib.metadata.version("dateparser"))
for text in (
    "1 December 2026 10:00 EST",
    "1 December 2026 10:00 ET",
    "2 June 2026 10:00 EDT",
    "2 June 2026 10:00 ET",
    "2 June 2026 10:00 PDT",
    "2 June 2026 10:00 PT",
    "2 June 2026 10:00 CDT",
    "2 June 2026 10:00 CT",
):
    print(text, "is", dateparser.parse(text, languages=["en"]))
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
dateparser 1.5.0
1 December 2026 10:00 EST is 2026-12-01 10:00:00-05:00
1 December 2026 10:00 ET is 2026-12-01 10:00:00-05:00
2 June 2026 10:00 EDT is 2026-06-02 10:00:00-04:00
2 June 2026 10:00 ET is 2026-06-02 10:00:00-05:00
2 June 2026 10:00 PDT is 2026-06-02 10:00:00-07:00
2 June 2026 10:00 PT is 2026-06-02 10:00:00-08:00
2 June 2026 10:00 CDT is 2026-06-02 10:00:00-05:00
2 June 2026 10:00 CT is None
SEEN
