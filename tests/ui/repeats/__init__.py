"""How a series repeats, for people."""
