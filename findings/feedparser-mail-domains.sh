#!/usr/bin/env bash
# feedparser: the e-mail address in <author> is cut after the fourth letter of its last label, and the rest goes into the name.
#
# One would guess: entry.author_detail of RSS's usual "desk@paper.example (Ana Ruiz)" is right for any domain, or, where
# the address is not understood, the whole text stays as the name.
# Seen: so it is for .org and .news. With .media, .press or .berlin, five letters and more, the address loses its end, the
# name begins with those letters and loses its closing bracket, and an author that is an address alone gets a name of one
# letter. entry.author keeps the text as it was sent.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check feedparser==6.0.14

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import feedparser

print("feedparser", feedparser.__version__)
for author in (
    "desk@paper.org (Ana Ruiz)",
    "desk@paper.news (Ana Ruiz)",
    "desk@paper.media (Ana Ruiz)",
    "desk@paper.berlin (Ana Ruiz)",
    "desk@paper.press",
    "Ana Ruiz &lt;desk@paper.media&gt;",
):
    text = f'<rss version="2.0"><channel><item><author>{author}</author></item></channel></rss>'
    entry = feedparser.parse(text).entries[0]
    print(f"{entry.author!r}: name {entry.author_detail.name!r}, email {entry.author_detail.email!r}")
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
feedparser 6.0.14
'desk@paper.org (Ana Ruiz)': name 'Ana Ruiz', email 'desk@paper.org'
'desk@paper.news (Ana Ruiz)': name 'Ana Ruiz', email 'desk@paper.news'
'desk@paper.media (Ana Ruiz)': name 'a (Ana Ruiz', email 'desk@paper.medi'
'desk@paper.berlin (Ana Ruiz)': name 'in (Ana Ruiz', email 'desk@paper.berl'
'desk@paper.press': name 's', email 'desk@paper.pres'
'Ana Ruiz <desk@paper.media>': name 'Ana Ruiz <a>', email 'desk@paper.medi'
SEEN
