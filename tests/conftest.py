"""What all tests share: laws are tried without a deadline, since the machine may be busy with other work."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("busy", deadline=None)
settings.load_profile("busy")
