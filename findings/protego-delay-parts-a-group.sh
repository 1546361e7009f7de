#!/usr/bin/env bash
# Protego: a Crawl-delay between two User-agent lines ends the group, so the first agent loses the rules that follow.
#
# One would guess: only Allow and Disallow end the list of agents. RFC 9309 (2.2.4) says that other lines, which it does
# not define, must not interfere with those that it does, and names Sitemap as an example.
# Seen: Sitemap does not, as the RFC asks. Crawl-delay does, and so does any line that Protego does not know at all: the
# agent above it keeps its delay and may fetch what the publisher closed to both. An empty line, at which older readers
# end a group, changes nothing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check protego==0.7.0

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata

from protego import Protego

print("Protego", importlib.metadata.version("protego"))
for between in ("", "Sitemap: https://site.example/map.xml", "Crawl-delay: 5", "Contact: desk@site.example"):
    rules = Protego.parse(f"User-agent: newsbot\n{between}\nUser-agent: otherbot\nDisallow: /drafts/\n")
    may = [rules.can_fetch("https://site.example/drafts/1", agent) for agent in ("newsbot", "otherbot")]
    print(f"{between!r}: newsbot may fetch /drafts/1 {may[0]} (delay {rules.crawl_delay('newsbot')}), otherbot {may[1]}")
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
Protego 0.7.0
'': newsbot may fetch /drafts/1 False (delay None), otherbot False
'Sitemap: https://site.example/map.xml': newsbot may fetch /drafts/1 False (delay None), otherbot False
'Crawl-delay: 5': newsbot may fetch /drafts/1 True (delay 5.0), otherbot False
'Contact: desk@site.example': newsbot may fetch /drafts/1 True (delay None), otherbot False
SEEN
