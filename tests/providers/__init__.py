"""Proofs of the translators, against fakes and real servers."""
