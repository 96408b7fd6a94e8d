"""The sandbox keeps its promises: one sentence a test."""
