#!/usr/bin/env bash
# feedparser: an Atom entry's link is the last of its alternates, so the page in print or in another language wins over
# the page.
#
# One would guess: entry.link is the entry's first alternate link, as entry.title is the first title; RFC 4287 allows
# several that differ in type or hreflang, and publishers put the main one first.
# Seen: each alternate of a type of HTML takes the place of the one before it, also one in another language and one for
# print. In RSS, an atom:link without rel that stands after <link> does the same. entry.links keeps the order.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check feedparser==6.0.14

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import feedparser

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>urn:feed</id><updated>2026-12-01T10:00:00Z</updated>
<entry><title>Budget passed</title><id>urn:1</id><updated>2026-12-01T10:00:00Z</updated>{}</entry></feed>"""
RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title><link>https://news.example/</link>
<description>News</description><item><title>Budget passed</title>{}</item></channel></rss>"""
PAGE = '<link href="https://news.example/budget"/>'
print("feedparser", feedparser.__version__)
for name, feed, links in (
    ("alone", ATOM, PAGE),
    ("print", ATOM, PAGE + '<link rel="alternate" type="text/html" media="print" href="https://news.example/print/budget"/>'),
    ("language", ATOM, PAGE + '<link rel="alternate" hreflang="fr" href="https://news.example/fr/budget"/>'),
    ("pdf", ATOM, PAGE + '<link rel="alternate" type="application/pdf" href="https://news.example/budget.pdf"/>'),
    ("rss", RSS, '<link>https://news.example/budget</link><atom:link href="https://news.example/amp/budget"/>'),
    ("rss, before", RSS, '<atom:link href="https://news.example/amp/budget"/><link>https://news.example/budget</link>'),
):
    entry = feedparser.parse(feed.format(links).encode()).entries[0]
    print(f"{name}: {entry.link} of", [link.href.removeprefix("https://news.example") for link in entry.links])
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
feedparser 6.0.14
alone: https://news.example/budget of ['/budget']
print: https://news.example/print/budget of ['/budget', '/print/budget']
language: https://news.example/fr/budget of ['/budget', '/fr/budget']
pdf: https://news.example/budget of ['/budget', '/budget.pdf']
rss: https://news.example/amp/budget of ['/budget', '/amp/budget']
rss, before: https://news.example/budget of ['/amp/budget', '/budget']
SEEN
