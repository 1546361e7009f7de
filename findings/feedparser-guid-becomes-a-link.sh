#!/usr/bin/env bash
# feedparser: an item without a link whose GUID is "12345" has the link https://news.example/12345.
#
# One would guess: only a GUID that is a web address becomes the item's link, as the attribute isPermaLink, true where
# it is left out, speaks of addresses; anything else leaves the item without one.
# Seen: whatever the GUID holds is given as entry.link, a number too, resolved against the feed's address: it looks like
# a page of the site, and nothing stands there.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check feedparser==6.0.14

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import feedparser

print("feedparser", feedparser.__version__)
for element in (
    "<guid>12345</guid>",
    "<guid>tag:news.example,2026:1</guid>",
    "<guid>news/1</guid>",
    "<link>news/1</link>",
    "<guid isPermaLink='false'>12345</guid>",
):
    document = f"<rss version='2.0' xml:base='https://news.example/'><channel><item>{element}</item></channel></rss>"
    print(element, "→", feedparser.parse(document).entries[0].get("link"))
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
feedparser 6.0.14
<guid>12345</guid> → https://news.example/12345
<guid>tag:news.example,2026:1</guid> → tag:news.example,2026:1
<guid>news/1</guid> → https://news.example/news/1
<link>news/1</link> → https://news.example/news/1
<guid isPermaLink='false'>12345</guid> → None
SEEN
