#!/usr/bin/env bash
# feedparser: a date in almost the W3C form is not refused: it is cut where the form ends, and what remains counts as UTC.
#
# One would guess: published_parsed is either the printed moment or missing, so that the caller knows when to try harder.
# Seen: an offset without its colon loses the minutes, which is half an hour in India, although the same "+0530" is read
# right in the RFC 822 form; a space and a zone name in place of "T" loses the whole time of day, while "T" and the same
# name keep it as UTC; slashes lose the day; seconds since 1970 become a day of the year 1796. Nothing is flagged.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check feedparser==6.0.14

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import time

import feedparser

print("feedparser", feedparser.__version__)
for date in (
    "Mon, 30 Nov 2026 10:00:00 +0530",
    "2026-11-30T10:00:00+05:30",
    "2026-11-30T10:00:00+0530",
    "2026-11-30 22:00:00 EST",
    "2026-11-30T22:00:00 EST",
    "2026/11/30 22:00:00",
    "1796032800",
):
    feed = feedparser.parse(f'<rss version="2.0"><channel><item><pubDate>{date}</pubDate></item></channel></rss>')
    print(date, "->", time.strftime("%Y-%m-%d %H:%M", feed.entries[0].published_parsed), "bozo", bool(feed.bozo))
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
feedparser 6.0.14
Mon, 30 Nov 2026 10:00:00 +0530 -> 2026-11-30 04:30 bozo False
2026-11-30T10:00:00+05:30 -> 2026-11-30 04:30 bozo False
2026-11-30T10:00:00+0530 -> 2026-11-30 05:00 bozo False
2026-11-30 22:00:00 EST -> 2026-11-30 00:00 bozo False
2026-11-30T22:00:00 EST -> 2026-11-30 22:00 bozo False
2026/11/30 22:00:00 -> 2026-11-01 00:00 bozo False
1796032800 -> 1796-03-28 00:00 bozo False
SEEN
