"""The editor, the quick line and what they ask."""
