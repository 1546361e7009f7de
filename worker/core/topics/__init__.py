"""The rule language of the taxonomy, and the tags that it gives."""
