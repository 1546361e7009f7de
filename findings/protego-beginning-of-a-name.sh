#!/usr/bin/env bash
# Protego: the group of "news" holds for "newswire", too. An agent obeys what was written for any agent whose name its own
# begins with.
#
# One would guess: a group is for the agent of that name, in small or large letters, as RFC 9309 (2.2.1) has it; a group
# for another agent, whatever its name, is passed over in favour of "*".
# Seen: a name in robots.txt is looked for anywhere in the agent's, where a word begins. That it must end there as
# well is not asked: one that a publisher shuts out shuts out all whose names go on from it. The end of a name does not
# match, and a longer match wins, so a group of one's own helps.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check protego==0.7.0

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata

from protego import Protego

ROBOTS = """User-agent: {}
Disallow: /

User-agent: *
Disallow: /private/
"""
print("protego", importlib.metadata.version("protego"))
for group in ("newswire", "news", "n", "wire", "other", "newswire-images"):
    rules = Protego.parse(ROBOTS.format(group))
    print(f"group {group!r}: newswire may fetch", rules.can_fetch("https://news.example/a", "newswire"))
both = Protego.parse(ROBOTS.format("news") + "\nUser-agent: newswire\nDisallow: /drafts/\n")
print("with a group of its own:", both.can_fetch("https://news.example/a", "newswire"))
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
protego 0.7.0
group 'newswire': newswire may fetch False
group 'news': newswire may fetch False
group 'n': newswire may fetch False
group 'wire': newswire may fetch True
group 'other': newswire may fetch True
group 'newswire-images': newswire may fetch True
with a group of its own: True
SEEN
