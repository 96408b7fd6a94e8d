"""Proofs of the mapping between iCalendar text and our appointments."""
