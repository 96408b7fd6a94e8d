"""Seeded bugs: changes of the real source that a sharp simulator finds within 200 histories."""
