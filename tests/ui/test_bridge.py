"""The crossing between two threads: answers, errors, notices, and an orderly end."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from calsync_desktop.core.errors import NewerDatabase, Usage
from calsync_desktop.sync.engine import Engine
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.launch import Launch, Tell
from tests.ui.conftest import House, until
from tests.ui.steps import Drive


async def where(_: Engine) -> int:
    return threading.get_ident()


async def refused(_: Engine) -> None:
    raise Usage("No.")


def test_a_question_is_answered_in_the_engines_thread_and_its_errors_come_back(house: House, drive: Drive) -> None:
    async def journey() -> None:
        bridge = Bridge(house.launch)
        bridge.start()
        assert await bridge.ask(where) != threading.get_ident()
        with pytest.raises(Usage, match="No"):
            await bridge.ask(refused)
        await bridge.stop()

    drive(journey())


def test_notices_arrive_in_order_in_the_windows_thread(house: House, drive: Drive) -> None:
    async def journey() -> None:
        bridge, heard = Bridge(house.launch), []

        async def tell(_: Engine) -> None:
            for number in range(500):
                bridge._tell(number)  # type: ignore[arg-type]

        bridge.noticed.connect(lambda notice: heard.append((notice, threading.get_ident())))
        bridge.start()
        await bridge.ask(tell)
        await until(lambda: len(heard) == 500)
        assert heard == [(number, threading.get_ident()) for number in range(500)]
        await bridge.stop()

    drive(journey())


def test_what_keeps_the_engine_from_starting_is_raised_and_everything_is_closed(house: House, drive: Drive) -> None:
    def broken(tell: Tell) -> Engine:
        raise NewerDatabase("Too new.")

    async def journey() -> None:
        bridge = Bridge(replace(house.launch, make_engine=broken))
        bridge.start()
        with pytest.raises(NewerDatabase):
            await bridge.started()
        with pytest.raises(NewerDatabase):
            await bridge.ask(where)
        await bridge.stop()
        assert house.closed == 1

    drive(journey())


def test_stopping_twice_or_before_starting_is_fine(house: House, drive: Drive) -> None:
    async def journey() -> None:
        await Bridge(house.launch).stop()
        bridge = Bridge(house.launch)
        bridge.start()
        await bridge.started()
        await bridge.stop()
        await bridge.stop()

    drive(journey())


def test_giving_up_a_question_ends_it_in_the_engine(house: House, drive: Drive) -> None:
    ended = threading.Event()

    async def forever(_: Engine) -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            ended.set()

    async def journey() -> None:
        bridge = Bridge(house.launch)
        bridge.start()
        await bridge.started()
        task = asyncio.ensure_future(bridge.ask(forever))
        await asyncio.sleep(0.1)
        task.cancel()
        await until(ended.is_set)
        await bridge.stop()

    drive(journey())


def test_the_door_is_served_beside_the_engine_and_may_raise_the_window(house: House, drive: Drive) -> None:
    served: list[str] = []

    async def serve(engine: Engine, raise_window: Callable[[], None]) -> None:
        served.append("open")
        raise_window()
        try:
            await asyncio.Event().wait()
        finally:
            served.append("shut")

    async def journey() -> None:
        raised: list[Any] = []
        launch: Launch = replace(house.launch, serve=serve)
        bridge = Bridge(launch)
        bridge.raised.connect(lambda: raised.append(threading.get_ident()))
        bridge.start()
        await until(lambda: raised == [threading.get_ident()])
        await bridge.stop()
        assert served == ["open", "shut"]

    drive(journey())
