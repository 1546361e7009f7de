#!/usr/bin/env bash
# Babel: French months are called "janv." until somebody reads the Azerbaijani ones, and "yan" from then on.
#
# One would guess: a Locale's data depend on that locale alone; to read another one before changes nothing.
# Seen in 2.18.0: where a locale's stand-alone short names are an alias of another table, reading the Azerbaijani ones
# first writes Azerbaijani names into the table that all of them share, and French, Kazakh and the root locale then
# answer with these. In which order a program happens to meet its languages decides what it prints and reads. 2.19.0
# does not do it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
for version in 2.18.0 2.19.0; do
  "$work/venv/bin/pip" install -qq --disable-pip-version-check "babel==$version"
  for first in "" az; do
    timeout 60 "$work/venv/bin/python" - $first fr kk root >>"$work/seen" <<'PY'
import sys

import babel
from babel import Locale

names = {language: Locale.parse(language).months["stand-alone"]["abbreviated"][1] for language in sys.argv[1:]}
print("Babel", babel.__version__, names)
PY
  done
done
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
Babel 2.18.0 {'fr': 'janv.', 'kk': 'қаң.', 'root': 'M01'}
Babel 2.18.0 {'az': 'yan', 'fr': 'yan', 'kk': 'yan', 'root': 'yan'}
Babel 2.19.0 {'fr': 'janv.', 'kk': 'қаң.', 'root': 'M01'}
Babel 2.19.0 {'az': 'yan', 'fr': 'janv.', 'kk': 'қаң.', 'root': 'M01'}
SEEN
