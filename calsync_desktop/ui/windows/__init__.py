"""The windows that stay open."""
