#!/usr/bin/env bash
# dateparser: of some languages one month of the twelve is read as January, or as another year.
#
# One would guess: names of months come from the CLDR, so that what Unicode's own data print is understood or refused.
# Seen: Thai "มี.ค." (March) and Punjabi "ਜੂਨ" (June) are January, and Burmese "ဇန်" (January) is June. Of Marathi
# "मे" and Gujarati "મે" (May) the day and the year are lost too: what comes is the January before last, and the clock
# of now. The months beside them are right, so that a test with one date passes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check dateparser==1.5.0

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata
from datetime import datetime

import dateparser

print("dateparser", importlib.metadata.version("dateparser"))
for language, text in (
    ("th", "23 เม.ย. 2026"),
    ("th", "23 มี.ค. 2026"),
    ("pa", "23 ਜੁਲਾਈ 2026"),
    ("pa", "23 ਜੂਨ 2026"),
    ("my", "2026 ဇန် 23"),
    ("mr", "23 मे 2026"),
    ("gu", "23 મે 2026"),
):
    base = datetime(2026, 12, 1)
    print(language, text, "is", dateparser.parse(text, languages=[language], settings={"RELATIVE_BASE": base}).date())
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
dateparser 1.5.0
th 23 เม.ย. 2026 is 2026-04-23
th 23 มี.ค. 2026 is 2026-01-23
pa 23 ਜੁਲਾਈ 2026 is 2026-07-23
pa 23 ਜੂਨ 2026 is 2026-01-23
my 2026 ဇန် 23 is 2026-06-23
mr 23 मे 2026 is 2025-01-01
gu 23 મે 2026 is 2025-01-01
SEEN
