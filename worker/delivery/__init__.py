"""Handing changes to the programs of others: at least once, in order, one process a consumer."""
