#!/usr/bin/env bash
# trafilatura: a paragraph of the article in <div class="shareholders"> or <section class="navy"> is not in the text.
#
# One would guess: boilerplate is known by whole words of a class ("nav", "share", "meta"), or by how an element
# looks.
# Seen: many of the names are looked for as a part of the attribute or as its beginning, so that "navy" is navigation,
# "shareholders" a row of buttons, "metal-prices" and "authority" are metadata, "socialism" links to networks. Who
# takes such pages for proof that a publisher serves less text than it shows should rename the class and look again.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check trafilatura==2.3.1 lxml_html_clean==0.4.6

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata

import trafilatura

print("trafilatura", importlib.metadata.version("trafilatura"))
story = "".join(f"<p>The harbour council voted on Tuesday to rebuild pier number {n}, after a debate of nine hours.</p>" for n in range(9))
told = "<p>Work begins in spring, the engineer told the meeting, and ends before the ferries of the summer run.</p>"
for name in ("pier", "navy", "shareholders", "metal-prices", "authority", "socialism", "timestamped", "harbour-news"):
    page = f'<html><body><article><h1>Pier</h1>{story}<div class="{name}">{told}</div>{story}</article></body></html>'
    print(f'class="{name}":', "kept" if "Work begins" in (trafilatura.extract(page) or "") else "left out")
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
trafilatura 2.3.1
class="pier": kept
class="navy": left out
class="shareholders": left out
class="metal-prices": left out
class="authority": left out
class="socialism": left out
class="timestamped": left out
class="harbour-news": kept
SEEN
