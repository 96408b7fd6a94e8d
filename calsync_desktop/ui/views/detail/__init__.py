"""Everything about one appointment, beside the days: what it says, who comes, how it stands with its service, and what happened to it."""
