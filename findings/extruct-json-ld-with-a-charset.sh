#!/usr/bin/env bash
# extruct: JSON-LD in <script type="application/ld+json; charset=utf-8"> is not there, and no error says so.
#
# One would guess: a media type may have parameters and any case (RFC 9110, 8.3.1), so the script is read or refused
# aloud.
# Seen: only the bare type in small letters is looked for. With a charset, which some servers' templates add, or in
# capitals the result is an empty list, as of a page without any, also with errors="strict".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check extruct==0.18.0

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata

import extruct

print("extruct", importlib.metadata.version("extruct"))
for kind in ("application/ld+json", "application/ld+json; charset=utf-8", "application/LD+JSON"):
    page = f'<html><head><script type="{kind}">{{"@type": "NewsArticle", "headline": "Pier"}}</script></head></html>'
    print(kind, extruct.extract(page, syntaxes=["json-ld"], errors="strict")["json-ld"])
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
extruct 0.18.0
application/ld+json [{'@type': 'NewsArticle', 'headline': 'Pier'}]
application/ld+json; charset=utf-8 []
application/LD+JSON []
SEEN
