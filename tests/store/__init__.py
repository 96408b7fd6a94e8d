"""The local copy is proven on real SQLite files."""
