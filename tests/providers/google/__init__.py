"""Google's adapter on the pretend Google."""
