"""The account's calendars as Google lists them."""

from __future__ import annotations

import pytest

from calsync_desktop.core.calendar import Access
from calsync_desktop.core.errors import NotAllowed, ServerTrouble, SignInAgain
from calsync_desktop.sandbox.google import Fault, Quirks
from tests.providers.google.services import ANA, BEN, google, provider


async def test_the_primary_calendar_comes_first_and_roles_decide_who_writes() -> None:
    sandbox = google()
    for role in ("freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer"):
        sandbox.share(sandbox.add_calendar(role, owner=BEN), ANA, role)
    found = await provider(sandbox).calendars()
    assert [(each.name, each.access) for each in found] == [
        ("Ana Ruiz", Access.WRITE),
        ("freeBusyReader", Access.READ),
        ("reader", Access.READ),
        ("writerWithoutPrivateAccess", Access.WRITE),
        ("writer", Access.WRITE),
    ]
    assert (found[0].remote_id, found[0].zone, found[0].color) == (ANA, "Europe/Berlin", "#9FE1E7")


async def test_the_users_own_name_and_what_they_hid_is_told() -> None:
    sandbox = google()
    work = sandbox.add_calendar("Work", owner=ANA)
    sandbox.list_entry(sandbox.accounts[ANA], work, {"summaryOverride": "My work", "hidden": True, "colorId": "11"})
    found = {each.remote_id: each for each in await provider(sandbox).calendars()}
    assert (found[work].name, found[work].hidden, found[work].color) == ("My work", True, "#FBE983")


async def test_calendars_taken_off_the_list_are_not_told() -> None:
    sandbox = google()
    work = sandbox.add_calendar("Work", owner=ANA)
    sandbox.list_entry(sandbox.accounts[ANA], work, deleted=True)
    assert work not in {each.remote_id for each in await provider(sandbox).calendars()}


async def test_a_list_of_many_pages_is_read_to_its_end() -> None:
    sandbox = google()
    for number in range(300):
        sandbox.add_calendar(f"Calendar {number}", owner=ANA)
    assert len(await provider(sandbox).calendars()) == 301


async def test_without_the_right_a_new_calendar_is_refused_in_words() -> None:
    sandbox = google()
    small = provider(sandbox, ANA, "calendar.events", "calendar.calendarlist.readonly")
    with pytest.raises(NotAllowed, match="leave to make calendars") as refused:
        await small.create_calendar("Garden", "#336699")
    assert "calendar.google.com" in refused.value.hint


async def test_without_the_scope_to_list_the_user_is_asked_to_tick_all_boxes() -> None:
    with pytest.raises(SignInAgain) as refused:
        await provider(google(), ANA, "calendar.events").calendars()
    assert "Tick all boxes" in refused.value.hint


async def test_an_unknown_role_only_reads() -> None:
    sandbox = google()
    sandbox.faults.add(Fault("altered", route="calendarList.list", edit={"items": [{"id": "x", "accessRole": "boss"}]}))
    (found,) = await provider(sandbox).calendars()
    assert (found.access, found.name) == (Access.READ, "x")


@pytest.mark.parametrize("kind", ["html", "truncated", "altered"])
async def test_a_list_that_is_none_is_not_believed(kind) -> None:  # type: ignore[no-untyped-def]
    sandbox = google(quirks=Quirks())
    sandbox.faults.add(Fault(kind, route="calendarList.list", status=200, edit={"items": None}))
    with pytest.raises(ServerTrouble):
        await provider(sandbox).calendars()
