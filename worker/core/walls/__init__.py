"""Which blocks ask the reader to register, subscribe or pay, and what they tell of the rest."""
