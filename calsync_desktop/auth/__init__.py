"""How accounts are signed in to: what goes to the vault, and the objects that sign requests."""
