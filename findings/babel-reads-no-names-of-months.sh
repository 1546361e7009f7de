#!/usr/bin/env bash
# Babel: parse_date cannot read what format_date writes: "30. November 2026" is an IndexError.
#
# One would guess: a function with the locale's formats behind it reads a date in them, or refuses it with ParseError
# or ValueError and says what it expected.
# Seen: it looks for three numbers and nothing else. Of a date with the name of a month it has two, and the third is
# looked for beyond the end of the list, which a caller that catches ValueError does not catch. Japanese and Chinese
# dates, which are numbers, are read.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check babel==2.19.0

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata
from datetime import date

from babel.dates import format_date, parse_date

print("Babel", importlib.metadata.version("babel"))
for locale, form in (("de", "short"), ("de", "long"), ("en_US", "medium"), ("hu", "long"), ("ja", "long")):
    text = format_date(date(2026, 11, 30), form, locale=locale)
    try:
        said = parse_date(text, locale=locale, format=form)
    except Exception as error:
        said = f"{type(error).__name__}, a ValueError: {isinstance(error, ValueError)}"
    print(locale, form, repr(text), said)
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
Babel 2.19.0
de short '30.11.26' 2026-11-30
de long '30. November 2026' IndexError, a ValueError: False
en_US medium 'Nov 30, 2026' IndexError, a ValueError: False
hu long '2026. november 30.' IndexError, a ValueError: False
ja long '2026年11月30日' 2026-11-30
SEEN
