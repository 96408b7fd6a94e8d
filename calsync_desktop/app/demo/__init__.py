"""The demo: a real CalDAV server, a throw-away profile, and a story that shows both sides being brought in step."""
