"""The window shows what the engine stores, and what is done in it reaches the service."""

from collections.abc import Callable, Coroutine
from typing import Any

from tests.ui.conftest import House, opened, until

Drive = Callable[[Coroutine[Any, Any, None]], None]


def test_a_connected_account_shows_its_weeks(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await shown.connect()
            await until(lambda: "Steering committee" in shown.titles)
            assert shown.agenda.index(0).data() == "Today Monday, 2 March"
            assert "Mum’s birthday" in shown.titles

    drive(journey())
