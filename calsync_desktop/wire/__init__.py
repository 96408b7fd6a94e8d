"""The one HTTP client of the house: what every provider and every sign-in speaks through."""
