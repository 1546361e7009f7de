"""`make chaos`: real processes are killed, frozen, filled and lied to while items flow; then every item is counted.

``scenarios`` in faults_*.py each do one kind of harm and say in their first line what must hold. ``stack.py`` runs the
servers and workers they harm, ``check.py`` counts what was lost or doubled, ``site.py`` is where the items come from.
"""
