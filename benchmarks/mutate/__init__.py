"""`make mutate`: faults put into the core on purpose, and how many of them its tests find."""
