"""The quick line."""
