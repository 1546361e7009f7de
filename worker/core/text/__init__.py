"""Characters, words and sentences; what all steps build on."""
