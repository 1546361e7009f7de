#!/usr/bin/env bash
# trafilatura: with deduplicate=True the fourth reading of the same page gives nothing. What was extracted before in the
# process counts as the duplicate.
#
# One would guess: extract() is a function of the page, and the option drops what stands twice in it (a teaser above the
# story, say), as "remove duplicate segments and documents" reads.
# Seen: segments are counted in a cache of the module, over all pages of a process. A page that is read again (a revision,
# a retry, a second address) is whole three times and None from then on, so a worker's result depends on what it happened
# to do before, and on its restarts. reset_caches() of trafilatura.meta forgets it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check trafilatura==2.3.1 lxml_html_clean==0.4.6

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
from importlib.metadata import version

from trafilatura import extract
from trafilatura.meta import reset_caches

said = "<p>The council met on day {} and spoke at length about the old pier, its boats and those who pay for them.</p>"
page = f"<html><body><article>{''.join(said.format(day) for day in range(6))}</article></body></html>"


def read(**options) -> str:
    text = extract(page, **options)
    return f"{len(text)} characters" if text else str(text)


print("trafilatura", version("trafilatura"))
print("plain:", *(read() for _ in range(5)), sep=" | ")
print("deduplicate:", *(read(deduplicate=True) for _ in range(5)), sep=" | ")
reset_caches()
print("after reset_caches:", read(deduplicate=True))
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
trafilatura 2.3.1
plain: | 617 characters | 617 characters | 617 characters | 617 characters | 617 characters
deduplicate: | 617 characters | 617 characters | 617 characters | None | None
after reset_caches: 617 characters
SEEN
