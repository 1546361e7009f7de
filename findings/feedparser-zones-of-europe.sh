#!/usr/bin/env bash
# feedparser: "10:00 CEST" is ten o'clock in Greenwich. A zone that it does not know is UTC, without a word.
#
# One would guess: of a name that RFC 822 does not list comes no date, or the entry says that its zone was not
# understood, as it says of a month that it cannot read.
# Seen: the American names and GMT are right, of all others the clock is kept and the zone is dropped: Central
# European, British and Indian times are hours off, in summer another amount than in winter, and in the future for
# some hours.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check feedparser==6.0.14

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata
import time

import feedparser

print("feedparser", importlib.metadata.version("feedparser"))
for zone in ("+0200", "EDT", "CEST", "BST", "IST", "AEST", "NOZONE"):
    item = f"<item><title>A</title><pubDate>Fri, 01 May 2026 10:00:00 {zone}</pubDate></item>"
    entry = feedparser.parse(f'<rss version="2.0"><channel>{item}</channel></rss>').entries[0]
    print("10:00", zone, "is", time.strftime("%d %b %H:%M UTC", entry.published_parsed))
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
feedparser 6.0.14
10:00 +0200 is 01 May 08:00 UTC
10:00 EDT is 01 May 14:00 UTC
10:00 CEST is 01 May 10:00 UTC
10:00 BST is 01 May 10:00 UTC
10:00 IST is 01 May 10:00 UTC
10:00 AEST is 01 May 10:00 UTC
10:00 NOZONE is 01 May 10:00 UTC
SEEN
