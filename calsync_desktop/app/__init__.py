"""The composition root: where profile, store, vault, services, engine, door and window are brought together."""
