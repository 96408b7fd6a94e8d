"""Whatever fails, once or until it is repaired: nothing is left half done, and both sides agree afterwards (S09)."""

from __future__ import annotations

import pytest

from calsync_desktop.sync.editing import Edit
from tests.durability.failing import KINDS, command_fails, ended, every, fails
from tests.durability.failing import Fault as Failure
from tests.durability.place import edited
from tests.fakes import Temper
from tests.journeys.acts import FOURTH, furnished
from tests.journeys.crashing import Act
from tests.journeys.house import House, call


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("temper", list(Temper))
async def test_whatever_request_or_secret_fails_both_sides_agree_afterwards(
    temper: Temper, kind: str, lasting: bool
) -> None:
    assert await every(await edited(temper), kind, lasting, range(1, 1000)) >= 1


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("temper", list(Temper))
async def test_whatever_statement_fails_both_sides_agree_afterwards(temper: Temper, lasting: bool) -> None:
    home = await edited(temper)
    wanted, met = await ended(home), 0
    while await fails(home, Failure("statement", met * 9 + 1, lasting), wanted):
        met += 1
    assert met > 10


async def add(home: House) -> None:
    await home.engine.add(home.calendar(), call("Made here").content)


async def split_and_move(home: House) -> None:
    await home.engine.edit(
        home.row("series").id, Edit({"title": "Ours", "calendar": home.calendar("work")}, following=FOURTH)
    )


async def configure(home: House) -> None:
    await home.engine.configure(home.connection, {"window_days": "60"})


@pytest.mark.parametrize("act", [add, split_and_move, configure], ids=lambda act: act.__name__)
async def test_a_command_that_fails_leaves_nothing_half_done_and_can_be_given_again(act: Act) -> None:
    assert await try_each(await furnished(Temper.RESOURCE), act) >= 2


async def test_the_harness_sees_what_is_half_done() -> None:
    """Two transactions where there should be one."""

    async def careless(home: House) -> None:
        await add(home)
        await home.engine.add(home.calendar(), call("And this", day=9).content)

    with pytest.raises(AssertionError, match=r"^\d+"):
        await try_each(await furnished(Temper.RESOURCE), careless)


async def try_each(home: House, act: Act) -> int:
    """Each statement of a command fails once; how many there are."""
    nth = 1
    while await command_fails(home, act, nth):
        nth += 1
    return nth - 1
