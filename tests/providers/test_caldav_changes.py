"""Listing what changed, on servers with all their ways: truncation, dead tokens, no tokens, odd hrefs, half answers."""

from __future__ import annotations

import pytest

from calsync_desktop.core.errors import (
    CalSyncError,
)
from calsync_desktop.sandbox.caldav import CalDavSandbox, Fault, Quirks
from tests.providers.caldav_device import WORK, fill, requests_of, uids
from tests.providers.device import Device
from tests.providers.hostile import PROBLEMS, event


async def test_a_first_listing_comes_in_pages_and_its_cursor_last(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 250)
    deltas, requests = await requests_of(device)
    assert [len(delta.pieces) for delta in deltas] == [100, 100, 50]
    assert [delta.cursor is not None for delta in deltas] == [False, False, True]
    assert [delta.last for delta in deltas] == [False, False, True]
    assert len(uids(device)) == 250
    assert requests == 4


async def test_an_interrupted_first_listing_fetches_only_the_rest(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 250)
    sandbox.faults.add(Fault("lose_request", method="REPORT", body="calendar-multiget", nth=2, times=None))
    with pytest.raises(CalSyncError):
        await device.pull()
    assert device.cursor is None
    assert len(uids(device)) == 100
    sandbox.faults.clear()
    deltas, requests = await requests_of(device)
    assert sum(len(delta.pieces) for delta in deltas) == 150
    assert sum(len(delta.seen) for delta in deltas) == 100
    assert requests == 3
    assert len(uids(device)) == 250


async def test_one_remote_change_takes_two_requests(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 20)
    await device.pull()
    sandbox.store.edit(f"{WORK}n3.ics", lambda text: text.replace("Number 3", "Changed"))
    deltas, requests = await requests_of(device)
    assert [piece.remote_id for delta in deltas for piece in delta.pieces] == [f"{WORK}n3.ics"]
    assert device.appointments()["n3"].content.title == "Changed"
    assert requests == 2


async def test_a_removal_is_told_without_being_fetched(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 3)
    await device.pull()
    sandbox.store.delete(f"{WORK}n1.ics")
    (delta,), requests = await requests_of(device)
    assert [(piece.remote_id, piece.gone) for piece in delta.pieces] == [(f"{WORK}n1.ics", True)]
    assert requests == 1


async def test_what_came_and_went_meanwhile_is_passed_over(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 1)
    await device.pull()
    sandbox.store.put(f"{WORK}brief.ics", event("UID:brief"))
    sandbox.store.delete(f"{WORK}brief.ics")
    (delta,) = await device.pull()
    assert delta.pieces == ()


@pytest.mark.parametrize("first", [True, False])
async def test_a_server_that_cuts_its_answers_is_asked_until_the_end(
    sandbox: CalDavSandbox, device: Device, first: bool
) -> None:
    sandbox.quirks = Quirks(page_size=7)
    if not first:
        await device.pull()
    fill(sandbox, 30)
    await device.pull()
    assert len(uids(device)) == 30
    (delta,), requests = await requests_of(device)
    assert (delta.pieces, requests) == ((), 1)


async def test_an_empty_listing_is_believed_when_it_is_said_twice(sandbox: CalDavSandbox, device: Device) -> None:
    deltas, requests = await requests_of(device)
    assert requests == 2
    assert deltas[0].full


async def test_an_empty_listing_that_is_not_true_deletes_nothing(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 3)
    await device.pull()
    device.cursor = None
    backup = sandbox.snapshot() if hasattr(sandbox, "snapshot") else sandbox.store.snapshot()
    for number in range(3):
        sandbox.store.delete(f"{WORK}n{number}.ics")
    sandbox.faults.add(Fault("call_before", method="PROPFIND", action=lambda: sandbox.store.restore(backup)))
    (delta,) = await device.pull()
    assert len(delta.seen) == 3
    assert len(uids(device)) == 3


@pytest.mark.parametrize(
    "name", ["no start", "never closed", "every second for ever", "larger than a megabyte", "an html page"]
)
async def test_one_bad_resource_stops_nobody(sandbox: CalDavSandbox, device: Device, name: str) -> None:
    fill(sandbox, 2)
    sandbox.store.put(f"{WORK}bad.ics", PROBLEMS[name]())
    (delta,) = await device.pull()
    assert uids(device) == {"n0", "n1"}
    (bad,) = [piece for piece in delta.pieces if piece.problem]
    assert bad.remote_id == f"{WORK}bad.ics"
    assert bad.version


async def test_a_resource_that_vanishes_between_listing_and_reading_is_gone(
    sandbox: CalDavSandbox, device: Device
) -> None:
    fill(sandbox, 2)
    sandbox.faults.add(
        Fault(
            "call_before",
            method="REPORT",
            body="calendar-multiget",
            action=lambda: sandbox.store.delete(f"{WORK}n0.ics"),
        )
    )
    (delta,) = await device.pull()
    assert [piece.remote_id for piece in delta.pieces if piece.gone] == [f"{WORK}n0.ics"]
    assert uids(device) == {"n1"}


async def test_the_version_that_came_with_the_data_counts(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 1)
    newer = lambda: sandbox.store.edit(f"{WORK}n0.ics", lambda text: text.replace("Number", "Newer"))  # noqa: E731
    sandbox.faults.add(Fault("call_before", method="REPORT", body="calendar-multiget", action=newer))
    await device.pull()
    assert device.appointments()["n0"].content.title == "Newer 0"
    (delta,) = await device.pull()
    assert delta.pieces == ()
