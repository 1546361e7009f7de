#!/usr/bin/env bash
# trafilatura: the author "Grey, Ann" is two people, Grey and Ann.
#
# One would guess: of one meta element with a family name, a comma and a given name, as libraries, journals and many
# content systems write it, comes one person, or the text as it is.
# Seen: each comma parts two authors, also where the parts have one word each, and also where each author has an
# element of their own. Two journalists become four names, none of which is anybody's.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check trafilatura==2.3.1 lxml_html_clean==0.4.6

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata

import trafilatura

print("trafilatura", importlib.metadata.version("trafilatura"))
story = "<p>The harbour council voted on Tuesday to rebuild the old pier, after a debate of nine hours.</p>" * 9
for names in (["Ann Grey"], ["Grey, Ann"], ["Grey, Ann", "Ash, Ben"]):
    head = "".join(f'<meta name="author" content="{name}">' for name in names)
    page = f"<html><head>{head}</head><body><article><h1>Pier</h1>{story}</article></body></html>"
    print(names, "are", trafilatura.extract_metadata(page).author)
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
trafilatura 2.3.1
['Ann Grey'] are Ann Grey
['Grey, Ann'] are Grey; Ann
['Grey, Ann', 'Ash, Ben'] are Grey; Ann; Ash; Ben
SEEN
