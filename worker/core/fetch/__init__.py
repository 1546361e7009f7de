"""Which addresses may be asked and when, and what the answers mean for the items."""
