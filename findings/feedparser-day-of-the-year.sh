#!/usr/bin/env bash
# feedparser: the 45th day of a year, "2026-045", is the first of April. Day 334 is right.
#
# One would guess: days of the year (ISO 8601, 5.2.2), for which feedparser has a pattern, are read the whole year, or
# are none of its dates.
# Seen: year, hyphen and two digits are taken for a month first. Where the next two are one, the rest is dropped with
# the clock; later in the year, when they cannot be, the day of the year is read. A feed with such dates is wrong from
# January to May, and a test that was written in summer passes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check feedparser==6.0.14

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata
import time
from datetime import date, timedelta

import feedparser

print("feedparser", importlib.metadata.version("feedparser"))
for day in (9, 45, 121, 129, 130, 200, 334):
    text = f"2026-{day:03}T10:00:00Z"
    entry = f"<entry><title>A</title><published>{text}</published></entry>"
    feed = feedparser.parse(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>')
    found = time.strftime("%d %b %H:%M", feed.entries[0].published_parsed)
    print(text, "is", found, "and means", (date(2026, 1, 1) + timedelta(day - 1)).strftime("%d %b 10:00"))
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
feedparser 6.0.14
2026-009T10:00:00Z is 01 Sep 10:00 and means 09 Jan 10:00
2026-045T10:00:00Z is 01 Apr 00:00 and means 14 Feb 10:00
2026-121T10:00:00Z is 01 Dec 00:00 and means 01 May 10:00
2026-129T10:00:00Z is 01 Dec 00:00 and means 09 May 10:00
2026-130T10:00:00Z is 01 Jan 00:00 and means 10 May 10:00
2026-200T10:00:00Z is 19 Jul 10:00 and means 19 Jul 10:00
2026-334T10:00:00Z is 30 Nov 10:00 and means 30 Nov 10:00
SEEN
