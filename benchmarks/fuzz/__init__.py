"""`make fuzz`: coverage-guided fuzzing (atheris, libFuzzer) of everything that reads what strangers send.

``targets.py`` says what is read and what must hold of it, ``seeds.py`` is where mutations start, ``one.py`` runs one
target in its own process, ``__main__.py`` runs them all and prints a line for each.
"""
