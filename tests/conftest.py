"""What all tests share: laws are tried without a deadline, since the machine may be busy with other work."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.simulate.progress import Progress

settings.register_profile("busy", deadline=None)
settings.load_profile("busy")


def pytest_configure(config: pytest.Config) -> None:
    """The process that prints also tells how far the simulator's gate has come."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Progress(config))
