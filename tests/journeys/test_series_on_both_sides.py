"""A series that two people edit at will, between syncs, ends the same on both sides and then rests, whatever the service and the policy."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from calsync_desktop.core.encoding import dumps
from calsync_desktop.core.fields import changed, lay_out
from calsync_desktop.store import copies
from calsync_desktop.sync.reports import Counts
from tests.core import small_series as small
from tests.core.small_series import Edit
from tests.fakes import Temper
from tests.journeys.house import House, house

KEYS = (*small.KEYS[:4], small.ADDED)
POLICIES = ("newest", "mine", "theirs")


def drawn(chance: Random) -> list[Edit]:
    """Up to two edits."""
    edits: list[Edit] = [
        small.says(title=chance.choice("ABC")),
        small.says(location=chance.choice(["here", "there"])),
        small.apart(chance.choice(KEYS), title=chance.choice("ABC")),
        small.apart(chance.choice(KEYS), location=chance.choice(["here", "there"])),
        small.skipped(chance.choice(KEYS)),
        small.ordinary(chance.choice(KEYS)),
        small.lengthened,
        small.moved,
        small.unmade,
        small.added,
        small.ruled("FREQ=WEEKLY;COUNT=2"),
    ]
    return chance.sample(edits, chance.randrange(3))


def edit_here(home: House, edits: list[Edit]) -> None:
    """The rows as the desk writes them, for edits that it has no word for."""
    row = home.row("u")
    before = row.shown
    assert before is not None
    after = small.edited(before, edits)
    if after != before:
        with home.store.begin():
            copies.save(home.store, row.id, home.ground.now(), ours=dumps(after))
            copies.touch_fields(home.store, row.id, changed(lay_out(before), lay_out(after)), home.ground.now())


async def settle(home: House) -> None:
    """Sync until both sides rest; then nothing moves any more."""
    assert (await home.sync()).status == "ok"
    await home.sync()
    writes = len(home.server.writes)
    report = await home.sync()
    assert (report.pulled, report.pushed, len(home.server.writes)) == (Counts(), Counts(), writes)


@pytest.mark.parametrize("temper", list(Temper))
@pytest.mark.parametrize("seed", [*range(20), 1003])
async def test_a_series_edited_on_both_sides_ends_the_same_and_rests(temper: Temper, seed: int) -> None:
    chance = Random(seed)
    home = await house(temper, on_conflict=POLICIES[seed % 3])
    home.server.put(small.SEED)
    await home.sync()
    for _ in range(3):
        for edit in drawn(chance):
            home.server.change("u", edit)
        edit_here(home, drawn(chance))
        home.ground.pass_time(60)
        await settle(home)
        if home.parked():
            assert temper is Temper.FROZEN  # it cannot bring back a cancelled occurrence, and says so
            return
        home.server.assert_careful()
        assert home.at_rest()
        # What was set apart here to say what the series says need not be apart there.
        assert small.shown(home.row("u").shown) == small.shown(home.server.read("u"))


@pytest.mark.parametrize("temper", list(Temper))
async def test_an_occurrence_set_apart_to_say_what_the_series_says_rests(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(small.SEED)
    await home.sync()
    edit_here(home, [small.apart(KEYS[1], title="A")])
    await settle(home)
    assert home.at_rest()
    shown: Any = home.row("u").shown
    assert small.shown(shown) == small.shown(small.SEED)


@pytest.mark.parametrize("temper", list(Temper))
async def test_a_series_cut_here_and_renamed_there_shows_no_occurrence_twice(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(small.apart(KEYS[3], title="own")(small.SEED))
    await home.sync()
    home.server.change("u", small.says(title="B"))
    await home.engine.delete(home.row("u").id, following=KEYS[2])
    await settle(home)
    there = home.server.read("u")
    assert {key: seen["title"] for key, seen in small.shown(there).items()} == {KEYS[0]: "B", KEYS[1]: "B"}
    assert replace(there, recurrence=None, overrides=()) == small.says(title="B")(small.unmade(small.SEED))
