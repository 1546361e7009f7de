#!/usr/bin/env bash
# lxml and html5lib: a <div> that is left open in a <noscript> puts all the rest of the page into that noscript.
#
# One would guess: </noscript> ends it whatever is open inside, as every browser shows the page, so that a reader may
# leave out noscript elements as it leaves out scripts.
# Seen: browsers read a noscript as raw text, because they run scripts; a parser that runs none reads elements, an open
# <div> outranks the end tag, and that is passed over. libxml2 and html5lib agree on it, raise nothing, and a reader
# that leaves noscript out finds an empty page. Met on a park's news page: `<body><noscript><div id="nojava"></noscript>`.
# An open <span> does no harm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check lxml==6.1.3 html5lib==1.1

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import html5lib
from lxml import etree, html

print("libxml2", ".".join(map(str, etree.LIBXML_COMPILED_VERSION)), "| html5lib", html5lib.__version__)
for inside in ("<div>", "<span>", "<div></div>"):
    page = f"<!doctype html><html><body><noscript>{inside}</noscript><p>The pier is open again.</p></body></html>"
    trees = html.document_fromstring(page), html5lib.parse(page, "lxml", namespaceHTMLElements=False).getroot()
    lost = ["noscript" in [one.tag for one in tree.find(".//p").iterancestors()] for tree in trees]
    print(inside, *("the paragraph is in noscript" if one else "it stands beside" for one in lost), sep=" | ")
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
libxml2 2.14.6 | html5lib 1.1
<div> | the paragraph is in noscript | the paragraph is in noscript
<span> | it stands beside | it stands beside
<div></div> | it stands beside | it stands beside
SEEN
