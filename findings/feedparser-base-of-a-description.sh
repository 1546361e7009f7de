#!/usr/bin/env bash
# feedparser: xml:base on an item's description moves the links of that item and of all items after it.
#
# One would guess: xml:base holds for its element and what is inside (XML Base, section 3), so links that stand beside
# or behind that element are resolved as if it had none.
# Seen: so it is where the document has a base of its own. Where it has none, and the feed's address is not known or not
# given along, the base of the description stays in force when that element has ended, also for the items behind it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check feedparser==6.0.14

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import feedparser

BASE = ' xml:base="https://pictures.example/"'
ROOT = ' xml:base="https://news.example/"'
RSS = (
    "<rss version='2.0'{root}><channel>"
    "<item><title>1</title><description{base}>Text</description><link>one</link></item>"
    "<item><title>2</title><link>two</link></item></channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'{root}>"
    "<entry><title>1</title><summary{base}>Text</summary><link href='one'/></entry>"
    "<entry><title>2</title><link href='two'/></entry></feed>"
)
print("feedparser", feedparser.__version__)
for name, document in (("RSS", RSS), ("Atom", ATOM)):
    for root, base in ((ROOT, BASE), ("", ""), ("", BASE)):
        read = feedparser.parse(document.format(root=root, base=base))
        print(name, "| base:", bool(root), "| description's:", bool(base), "|", [entry.link for entry in read.entries])
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
feedparser 6.0.14
RSS | base: True | description's: True | ['https://news.example/one', 'https://news.example/two']
RSS | base: False | description's: False | ['one', 'two']
RSS | base: False | description's: True | ['https://pictures.example/one', 'https://pictures.example/two']
Atom | base: True | description's: True | ['https://news.example/one', 'https://news.example/two']
Atom | base: False | description's: False | ['one', 'two']
Atom | base: False | description's: True | ['https://pictures.example/one', 'https://pictures.example/two']
SEEN
