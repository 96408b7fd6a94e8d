"""What is visible, re-read from the store whenever a notice names it."""
