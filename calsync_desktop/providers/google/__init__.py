"""Google Calendar (API v3) as one of our providers."""
