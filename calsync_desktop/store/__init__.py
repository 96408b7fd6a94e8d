"""The local copy: one SQLite file a profile."""
