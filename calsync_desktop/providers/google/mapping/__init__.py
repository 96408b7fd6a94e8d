"""Google's words for an appointment, and ours: both ways, without a request."""
