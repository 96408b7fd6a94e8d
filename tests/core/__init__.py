"""Proofs of the language of the house."""
