"""What the Google sandbox's tests start from: Ana and Ben, a clock that stands still, and Ana signed in."""

from collections.abc import AsyncIterator

import httpx
import pytest

from calsync_desktop.sandbox.google import GoogleSandbox
from tests.sandbox.google.api import ANA, BASE, BEN, NOW, Api, client
from tests.sandbox.google.browser import Browser
from tests.servers import LossyTransport


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


@pytest.fixture
async def http(google: GoogleSandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=LossyTransport(google), base_url=BASE) as made:
        yield made


@pytest.fixture
def browser(http: httpx.AsyncClient, google: GoogleSandbox) -> Browser:
    return Browser(http, google)
