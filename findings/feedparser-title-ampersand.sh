#!/usr/bin/env bash
# feedparser: whether "&" in a title arrives as "&" or as "&amp;" depends on what else stands in that title.
#
# One would guess: entry.title is either always plain text or always HTML, so one rule (unescape it, or leave it) is
# right for every title of a feed.
# Seen: a title without tags and without a second layer of escaping comes as text ("R&D grows"). As soon as the same
# title also holds one escaped reference (a publisher's "&amp;#8211;") or one tag, it is taken for HTML, and the bare "&"
# is escaped anew. To take tags out of every title loses "<template>" from the plain ones, and to leave references alone
# shows "&amp;" to readers: only title_detail.type tells which of the two a title is.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check feedparser==6.0.14

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import feedparser

print("feedparser", feedparser.__version__)
for title in (
    "R&amp;D grows",
    "R&amp;D &amp;#8211; grows",
    "<![CDATA[R&D grows]]>",
    "<![CDATA[R&D <i>grows</i>]]>",
    "How &lt;template&gt; and R&amp;D work",
    "How &lt;b&gt; and R&amp;D work&lt;/b&gt;",
):
    entry = feedparser.parse(f'<rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>').entries[0]
    print(entry.title_detail.type, "|", entry.title)
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
feedparser 6.0.14
text/plain | R&D grows
text/html | R&amp;D &#8211; grows
text/plain | R&D grows
text/html | R&amp;D <i>grows</i>
text/plain | How <template> and R&D work
text/html | How <b> and R&amp;D work</b>
SEEN
