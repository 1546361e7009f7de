#!/usr/bin/env bash
# feedparser: if the item's picture stands before its description, the summary is the picture's caption.
#
# One would guess: media:description within media:content describes the picture, so it never touches entry.summary, and the
# order of an item's elements means nothing, in XML with namespaces least of all.
# Seen: it counts as one more description of the item. The first of the two becomes entry.summary and the second goes into
# entry.content, where readers look for the full text. Picture first, and the caption is the summary; picture last, and
# the caption is the "full text".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check feedparser==6.0.14

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import feedparser

FEED = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>News</title>
<link>https://news.example/</link><description>News</description><item><title>Budget passed</title>{}</item></channel></rss>"""
DESCRIPTION = "<description>The house agreed at night.</description>"
PICTURE = """<media:content url="https://news.example/1.jpg" medium="image"><media:title>A vote</media:title>
<media:description>Members stand up.</media:description></media:content>"""
print("feedparser", feedparser.__version__)
for name, elements in (("alone", DESCRIPTION), ("picture last", DESCRIPTION + PICTURE), ("picture first", PICTURE + DESCRIPTION)):
    entry = feedparser.parse(FEED.format(elements).encode()).entries[0]
    print(f"{name}: title {entry.title!r}, summary {entry.summary!r}, content", [c.value for c in entry.get("content", [])])
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
feedparser 6.0.14
alone: title 'Budget passed', summary 'The house agreed at night.', content []
picture last: title 'Budget passed', summary 'The house agreed at night.', content ['Members stand up.']
picture first: title 'Budget passed', summary 'Members stand up.', content ['The house agreed at night.']
SEEN
