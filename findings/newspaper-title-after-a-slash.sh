#!/usr/bin/env bash
# newspaper4k: "24/7 care for the old" is titled "7 care for the old".
#
# One would guess: a title is cut at a mark that parts it from the name of the site, with a space on each side: " | ",
# " - ".
# Seen: a slash and a hyphen inside a word part as well, and the longer side stays: fractions, "A/B test", "hit-and-
# run" lose their beginning where the page has no heading to compare with.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check newspaper4k==0.9.6 lxml_html_clean==0.4.6

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata

import newspaper

print("newspaper4k", importlib.metadata.version("newspaper4k"))
story = "<p>The harbour council voted on Tuesday to rebuild the old pier, after a debate of nine hours.</p>" * 9
for title in ("24/7 care for the harbour's old", "A/B test of the pier", "Hit-and-run trial begins", "Who won 1/3 of the vote"):
    page = f'<html lang="en"><head><title>{title}</title></head><body><article>{story}</article></body></html>'
    article = newspaper.Article("https://post.example/1")
    article.download(input_html=page)
    article.parse()
    print(repr(title), "is", repr(article.title))
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
newspaper4k 0.9.6
"24/7 care for the harbour's old" is "7 care for the harbour's old"
'A/B test of the pier' is 'B test of the pier'
'Hit-and-run trial begins' is 'run trial begins'
'Who won 1/3 of the vote' is '3 of the vote'
SEEN
