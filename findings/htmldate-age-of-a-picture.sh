#!/usr/bin/env bash
# htmldate: the day of publication is the day of the picture, where JSON-LD describes the picture before the article.
#
# One would guess: of a graph with an ImageObject and a NewsArticle the article's datePublished counts: the type says
# which of them the page is.
# Seen: the first datePublished in the script wins, whatever it is said of, when the original date is asked for. In
# the other order the article's is taken. Content systems put the picture first as often as not.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check htmldate==1.11.0

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata
import json

from htmldate import find_date

print("htmldate", importlib.metadata.version("htmldate"))
picture = {"@type": "ImageObject", "datePublished": "2011-03-04", "url": "https://post.example/pier.jpg"}
article = {"@type": "NewsArticle", "headline": "Pier", "datePublished": "2026-05-03"}
story = "<p>The harbour council voted to rebuild the old pier, after a debate of nine hours.</p>" * 5
for graph in ([article, picture], [picture, article]):
    data = json.dumps({"@context": "https://schema.org", "@graph": graph})
    page = f'<html><head><script type="application/ld+json">{data}</script></head><body>{story}</body></html>'
    print([node["@type"] for node in graph], "published", find_date(page, original_date=True))
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
htmldate 1.11.0
['NewsArticle', 'ImageObject'] published 2026-05-03
['ImageObject', 'NewsArticle'] published 2011-03-04
SEEN
