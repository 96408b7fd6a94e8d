"""The tests mirror the package; this file makes `tests.fakes` theirs and nobody else's."""
