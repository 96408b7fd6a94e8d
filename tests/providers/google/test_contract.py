"""Google keeps the contract on the sandbox, with small pages and with exceptions after their series too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from calsync_desktop.sandbox.google import Quirks
from tests.providers.contract import LOOSE, WEEKLY, ProviderContract, World
from tests.providers.device import differences
from tests.providers.google.services import google, in_sandbox


class GoogleContract(ProviderContract):
    """The same, but an exception follows its series in what it does not say itself."""

    async def test_exceptions_survive_an_edit_of_the_series(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        await laptop.create(WEEKLY)
        await phone.pull()
        await phone.edit("weekly-1", lambda a: replace(a, content=replace(a.content, location="Room 4")))
        await laptop.pull()
        (late,) = WEEKLY.overrides
        followed = replace(late, content=replace(late.content, location="Room 4"))
        wanted = replace(WEEKLY, content=replace(WEEKLY.content, location="Room 4"), overrides=(followed,))
        assert differences(laptop.appointments()["weekly-1"], wanted, LOOSE) == {}


class TestSandbox(GoogleContract):
    @pytest.fixture
    async def world(self) -> AsyncIterator[World]:
        async with in_sandbox(google()) as world:
            yield world


class TestSmallPages(GoogleContract):
    @pytest.fixture
    async def world(self) -> AsyncIterator[World]:
        async with in_sandbox(google(quirks=Quirks(page_size=1, exceptions_first=False))) as world:
            yield world
