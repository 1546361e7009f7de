"""From a feed's bytes to what is new in it, and when to ask again."""
