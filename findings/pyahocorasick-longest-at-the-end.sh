#!/usr/bin/env bash
# pyahocorasick: iter_long loses a word at the end of a text when a longer one that contains it had begun.
#
# One would guess: iter_long gives what iter gives, less the words that lie within a longer match.
# Seen: with "oil" and "crude oil price" in the automaton, "exports of crude oil" holds nothing, though iter finds "oil".
# One more character after it brings it back, so headlines suffer, which end in such words, and running text does not.
# The fixes of 2.0 and later for words lost within a text do not reach its end.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check pyahocorasick==2.3.1

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata

import ahocorasick

print("pyahocorasick", importlib.metadata.version("pyahocorasick"))
for words, text in (
    (("oil", "crude oil price"), "exports of crude oil"),
    (("oil", "crude oil price"), "exports of crude oil."),
    (("Iran", "against Iran deal"), "sanctions against Iran"),
    (("York", "New York Times"), "a train to New York"),
    (("York", "New York Times"), "a train to New York and back"),
):
    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, word)
    automaton.make_automaton()
    found = [[word for _, word in find(text)] for find in (automaton.iter, automaton.iter_long)]
    print(repr(text), words, "iter", found[0], "iter_long", found[1])
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
pyahocorasick 2.3.1
'exports of crude oil' ('oil', 'crude oil price') iter ['oil'] iter_long []
'exports of crude oil.' ('oil', 'crude oil price') iter ['oil'] iter_long ['oil']
'sanctions against Iran' ('Iran', 'against Iran deal') iter ['Iran'] iter_long []
'a train to New York' ('York', 'New York Times') iter ['York'] iter_long []
'a train to New York and back' ('York', 'New York Times') iter ['York'] iter_long ['York']
SEEN
