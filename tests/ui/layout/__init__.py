"""The arithmetic of the views."""
