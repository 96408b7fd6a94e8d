"""Programs that run with the Python of the peers."""
