"""Proofs of the one HTTP client."""
