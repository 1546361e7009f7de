#!/usr/bin/env bash
# lxml: in a parsed HTML page, xml:lang is there in .attrib and no XPath that names it finds it.
#
# One would guess: //@xml:lang, or lang("fa"), finds the language that XHTML-like pages still print, since the prefix xml
# needs no declaration in XPath and el.get("xml:lang") shows the value.
# Seen: the HTML parser knows no namespaces and stores an attribute whose local name is "xml:lang", while XPath looks for
# "lang" in the XML namespace. No error, no match; only name() reaches it. The same page read as XML is the other way
# round. Elements with a prefix (Word's o:p, feeds pasted into pages) behave likewise.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check lxml==6.1.3

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
from lxml import etree

PAGE = '<html xml:lang="fa"><body><p xml:lang="de">x</p></body></html>'
print("lxml", ".".join(map(str, etree.LXML_VERSION)), "libxml2", ".".join(map(str, etree.LIBXML_VERSION)))
for parser in (etree.HTMLParser(), etree.XMLParser()):
    page = etree.fromstring(PAGE, parser)
    print(type(parser).__name__, dict(page.attrib), "get:", page.get("xml:lang"))
    for path in ("//@xml:lang", "//p[lang('de')]/text()", "//@*[name()='xml:lang']"):
        print("  ", path, [str(found) for found in page.xpath(path)])
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
lxml 6.1.3.0 libxml2 2.14.6
HTMLParser {'xml:lang': 'fa'} get: fa
   //@xml:lang []
   //p[lang('de')]/text() []
   //@*[name()='xml:lang'] ['fa', 'de']
XMLParser {'{http://www.w3.org/XML/1998/namespace}lang': 'fa'} get: None
   //@xml:lang ['fa', 'de']
   //p[lang('de')]/text() ['x']
   //@*[name()='xml:lang'] ['fa', 'de']
SEEN
