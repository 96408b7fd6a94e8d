"""How an account comes in."""
