"""The pretend service keeps the contract in each of its tempers, so that what is proven on it holds for real ones."""

from __future__ import annotations

import pytest

from calsync_desktop.core.calendar import RemoteCalendar
from tests.fakes import FakeServer, Temper
from tests.providers.contract import ProviderContract, World


def world_of(temper: Temper) -> World:
    server = FakeServer(temper)

    async def forget() -> None:
        server.forget_cursors()

    return World(RemoteCalendar("home", "Home"), server.provider, forget)


class TestResources(ProviderContract):
    @pytest.fixture
    def world(self) -> World:
        return world_of(Temper.RESOURCE)


class TestPieces(ProviderContract):
    @pytest.fixture
    def world(self) -> World:
        return world_of(Temper.PIECES)


class TestFrozen(ProviderContract):
    @pytest.fixture
    def world(self) -> World:
        return world_of(Temper.FROZEN)
