"""The panel beside the days."""
