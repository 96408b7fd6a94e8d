"""What is gone leaves nothing behind that could stand in the way of what comes."""

from __future__ import annotations

import pytest

from tests.fakes import Temper
from tests.journeys.house import House, call, house, series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


def words(home: House) -> int:
    """How many rows full text search holds beside those of faces."""
    return home.count("search") - home.count("faces")


async def test_an_appointment_deleted_before_it_was_sent_does_not_block_the_next_one() -> None:
    home = await house()
    id_ = await home.engine.add(home.calendar(), call("Never sent").content)
    await home.engine.delete(id_)
    assert words(home) == 0
    home.server.put(call())
    assert (await home.sync()).status == "ok"
    assert home.titles() == ["Client call"]


@TEMPERS
async def test_no_words_stay_behind_an_appointment_deleted_on_either_side(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    home.server.put(series())
    await home.sync()
    await home.engine.delete(home.row("call").id)
    home.server.remove("series")
    await home.sync()
    assert (words(home), home.count("faces"), home.count("occurrences")) == (0, 0, 0)


async def test_disconnecting_leaves_no_words_to_be_found() -> None:
    home = await house()
    home.server.put(call())
    await home.sync()
    await home.engine.disconnect(home.connection)
    assert (home.count("search"), home.count("faces"), home.count("appointments")) == (0, 0, 0)
