"""Signing in to Google: the consent page in the browser, codes for tokens, and tokens that renew themselves (protocols 1.13)."""
