"""What the Google sandbox's tests start from: Ana and Ben, a clock that stands still, and Ana signed in."""

from collections.abc import AsyncIterator

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox
from tests.sandbox.google.api import ANA, BEN, NOW, Api, client


@pytest.fixture
def google() -> GoogleSandbox:
    made = GoogleSandbox(clock=lambda: NOW)
    made.add_account(ANA, name="Ana Ruiz")
    made.add_account(BEN, name="Ben Okoro", zone="Europe/London")
    return made


@pytest.fixture
def work(google: GoogleSandbox) -> str:
    """The id of Ana's second calendar."""
    return google.add_calendar("Work", owner=ANA)


@pytest.fixture
async def ana(google: GoogleSandbox) -> AsyncIterator[Api]:
    async with client(google) as http:
        yield Api(http)


@pytest.fixture
async def ben(google: GoogleSandbox) -> AsyncIterator[Api]:
    async with client(google, BEN) as http:
        yield Api(http)
