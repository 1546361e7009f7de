"""The decisions: pure functions from values to values. No clock, no environment, no chance, no driver in here."""
