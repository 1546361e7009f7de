#!/usr/bin/env bash
# dateparser: a Chinese date without a year is read right from January to September, and as a year from October on.
#
# One would guess: 10月5日 is read as 9月5日 is: that day of the current year.
# Seen: the two digits before 月 become the year (2010, 2011, 2012), the number before 日 becomes the day or the month, and
# the day of reading fills in the rest. With the year printed it is right, and so are other languages without one. Only
# pages of the last three months of a year show it, so a test written in spring passes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check dateparser==1.5.0

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import datetime
import importlib.metadata

import dateparser

print("dateparser", importlib.metadata.version("dateparser"))
read = {"RELATIVE_BASE": datetime.datetime(2026, 7, 17, 12)}
for date in ("9月5日", "10月5日", "11月30日", "12月25日", "2026年10月5日", "5 октября", "5 octobre"):
    print(date, "->", dateparser.parse(date, settings=read).date())
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
dateparser 1.5.0
9月5日 -> 2026-09-05
10月5日 -> 2010-05-17
11月30日 -> 2011-07-30
12月25日 -> 2012-07-25
2026年10月5日 -> 2026-10-05
5 октября -> 2026-10-05
5 octobre -> 2026-10-05
SEEN
