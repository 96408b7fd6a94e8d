"""The contract of Google's sync tokens (protocols 1.4) and what is asked of Google at all, as its journal shows it."""

from __future__ import annotations

import pytest

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import CursorDead, Gone, NotAllowed, ServerTrouble, TryLater
from calsync_desktop.core.provider import Scope
from calsync_desktop.providers.google import changes
from calsync_desktop.sandbox.google import Fault, GoogleSandbox, Quirks, hand
from calsync_desktop.wire.bodies import TooLarge
from tests.providers.device import SCOPE, Device
from tests.providers.google.services import ANA, google, provider
from tests.providers.services import Waits

HOME = RemoteCalendar(ANA, "Ana", zone="Europe/Berlin")
FORBIDDEN = {
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
}


def meeting(title: str, day: int = 4, **more: object) -> dict[str, object]:
    moments = {
        name: {"dateTime": f"2026-03-{day:02}T{hour}:00:00", "timeZone": "Europe/Berlin"}
        for name, hour in (("start", "09"), ("end", "10"))
    }
    return {"summary": title} | moments | more


def lists(sandbox: GoogleSandbox) -> list[dict[str, str]]:
    """The parameters of every listing."""
    found = [each for each in sandbox.journal.entries if each.route == "events.list"]
    return [dict(pair.split("=", 1) for pair in each.query.split("&")) for each in found]


def device(sandbox: GoogleSandbox, waits: Waits | None = None) -> Device:
    return Device(provider(sandbox, waits=waits), HOME)


def titles(found: Device) -> list[str]:
    return sorted(each.content.title for each in found.appointments().values())


async def test_every_request_of_one_sync_asks_the_same_and_a_token_never_comes_with_a_filter() -> None:
    sandbox = google(quirks=Quirks(page_size=2))
    for number in range(5):
        hand.put(sandbox, ANA, meeting(f"Call {number}"))
    one = device(sandbox)
    await one.pull()
    for number in range(5, 10):
        hand.put(sandbox, ANA, meeting(f"Call {number}"))
    await one.pull()
    asked = lists(sandbox)
    first, delta = [each for each in asked if "syncToken" not in each], [each for each in asked if "syncToken" in each]
    assert (len(first), len(delta)) == (3, 3)
    fixed = [{name: each[name] for name in ("singleEvents", "showDeleted")} for each in asked]
    assert fixed == [{"singleEvents": "false", "showDeleted": "true"}] * 6
    assert all("timeMin" in each and not each.keys() & (FORBIDDEN - {"timeMin"}) for each in first)
    assert all(not each.keys() & FORBIDDEN for each in delta)
    assert len({each["syncToken"] for each in delta}) == 1
    assert len(one.appointments()) == 10


async def test_the_window_is_asked_of_google_from_its_beginning_only() -> None:
    sandbox = google()
    hand.put(sandbox, ANA, {"summary": "Old", "start": {"date": "2025-06-01"}, "end": {"date": "2025-06-02"}})
    hand.put(sandbox, ANA, {"summary": "Far", "start": {"date": "2031-06-01"}, "end": {"date": "2031-06-02"}})
    found = [delta async for delta in provider(sandbox).changes(HOME, None, lambda _: {}, SCOPE)]
    assert [p.content.content.title for d in found for p in d.pieces if p.content] == ["Far"]
    assert [each.get("timeMin") for each in lists(sandbox)] == ["2025-12-01T12:00:00Z"]
    assert found[-1].scope == Scope(SCOPE.start)


async def test_without_a_window_everything_is_listed() -> None:
    sandbox = google()
    hand.put(sandbox, ANA, {"summary": "Old", "start": {"date": "1999-06-01"}, "end": {"date": "1999-06-02"}})
    (delta,) = [each async for each in provider(sandbox).changes(HOME, None, lambda _: {}, Scope())]
    assert (len(delta.pieces), delta.scope, delta.full, delta.last) == (1, Scope(), True, True)


async def test_a_change_far_outside_the_window_is_told_by_a_delta() -> None:
    sandbox = google()
    old = hand.put(sandbox, ANA, {"summary": "Old", "start": {"date": "2025-06-01"}, "end": {"date": "2025-06-02"}})
    one = device(sandbox)
    await one.pull()
    hand.edit(sandbox, ANA, old, {"summary": "Older"})
    await one.pull()
    assert titles(one) == ["Older"]


async def test_the_count_of_a_page_says_nothing_only_the_token_does() -> None:
    sandbox = google(quirks=Quirks(page_size=2))
    for number in range(4):
        hand.put(sandbox, ANA, meeting(f"Call {number}"))
    sandbox.faults.add(Fault("empty_page", route="events.list", nth=2))
    one = device(sandbox)
    deltas = await one.pull()
    assert [each.last for each in deltas][-1]
    assert len(one.appointments()) == 4


async def test_a_deleted_event_and_a_left_out_occurrence_are_told_apart() -> None:
    sandbox = google()
    single = hand.put(sandbox, ANA, meeting("Single"))
    series = hand.put(sandbox, ANA, meeting("Series", recurrence=["RRULE:FREQ=DAILY;COUNT=4"]))
    one = device(sandbox)
    await one.pull()
    hand.remove(sandbox, ANA, single)
    hand.remove(sandbox, ANA, f"{series}_20260305T080000Z")
    await one.pull()
    (found,) = one.appointments().values()
    assert found.recurrence is not None
    assert (found.content.title, found.recurrence.skipped) == ("Series", ("20260305T080000Z",))
    hand.remove(sandbox, ANA, series)
    await one.pull()
    assert one.appointments() == {}


@pytest.mark.parametrize("first", [True, False])
async def test_an_exception_before_its_series_is_put_where_it_belongs(first: bool) -> None:
    sandbox = google(quirks=Quirks(page_size=1, exceptions_first=first))
    series = hand.put(sandbox, ANA, meeting("Series", recurrence=["RRULE:FREQ=DAILY;COUNT=4"]))
    hand.edit(sandbox, ANA, f"{series}_20260305T080000Z", {"summary": "Apart"})
    one = device(sandbox)
    await one.pull()
    (found,) = one.appointments().values()
    assert [each.content.title for each in found.overrides] == ["Apart"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("error_before", route="events.list", error="fullSyncRequired"),
        Fault("error_before", route="events.list", error="updatedMinTooLongAgo"),
        Fault("error_before", route="events.list", error="syncTokenWithRequestRestrictions"),
        Fault("error_before", route="events.list", error="invalid"),
    ],
)
async def test_however_google_says_that_it_forgot_the_token_it_is_never_asked_again(fault: Fault) -> None:
    sandbox = google()
    one = device(sandbox)
    await one.pull()
    dead = one.cursor
    sandbox.faults.add(fault)
    with pytest.raises(CursorDead):
        [_ async for _ in one.provider.changes(HOME, dead, one.known, SCOPE)]
    await one.pull()
    assert sum("syncToken" in each for each in lists(sandbox)) <= 2


@pytest.mark.parametrize("cursor", ["", "nobody's", "{}", "[]", '{"token": 1}', "null"])
async def test_a_cursor_that_is_none_of_ours_is_dead(cursor: str) -> None:
    with pytest.raises(CursorDead):
        [_ async for _ in provider(google()).changes(HOME, cursor, lambda _: {}, SCOPE)]


async def test_a_refusal_of_the_calendar_itself_is_no_dead_cursor() -> None:
    sandbox = google()
    one = device(sandbox)
    await one.pull()
    sandbox.faults.add(Fault("error_before", route="events.list", error="forbidden"))
    with pytest.raises(NotAllowed):
        await one.pull()
    sandbox.faults.add(Fault("error_before", route="events.list", error="notFound"))
    with pytest.raises(Gone):
        await one.pull()


@pytest.mark.parametrize(("kind", "cut"), [("truncated", n / 8) for n in range(8)] + [("html", 0), ("cut_off", 0.5)])
async def test_of_a_page_that_is_cut_or_none_nothing_is_taken(kind, cut: float) -> None:  # type: ignore[no-untyped-def]
    sandbox = google()
    hand.put(sandbox, ANA, meeting("Call"))
    sandbox.faults.add(Fault(kind, route="events.list", cut=cut, status=200, times=None))
    one = device(sandbox)
    with pytest.raises(TryLater, match=r"Nothing was changed|broke off"):
        await one.pull()
    assert (one.pieces, one.cursor) == ({}, None)


@pytest.mark.parametrize("said", [{"items": None}, {"items": {}}, {"items": "x"}])
async def test_an_answer_without_a_list_is_not_an_empty_calendar(said: dict[str, object]) -> None:
    sandbox = google()
    sandbox.faults.add(Fault("altered", route="events.list", edit=said))
    with pytest.raises(ServerTrouble):
        await device(sandbox).pull()


async def test_a_listing_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "PAGES", 5)
    sandbox = google(quirks=Quirks(page_size=1))
    for number in range(9):
        hand.put(sandbox, ANA, meeting(f"Call {number}"))
    with pytest.raises(ServerTrouble, match="does not end"):
        await device(sandbox).pull()


async def test_a_page_that_is_too_much_is_asked_for_in_smaller_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = google()
    hand.put(sandbox, ANA, meeting("Call"))
    one = provider(sandbox)
    get = one._talk.get

    async def heavy(path: str, **query: str):  # type: ignore[no-untyped-def]
        if query.get("maxResults") == str(changes.PAGE):
            raise TooLarge("too much")
        return await get(path, **query)

    monkeypatch.setattr(one._talk, "get", heavy)
    (delta,) = [each async for each in one.changes(HOME, None, lambda _: {}, Scope())]
    assert (len(delta.pieces), delta.last) == (1, True)


async def test_what_we_have_in_this_version_is_not_read_again_by_a_complete_listing() -> None:
    sandbox = google()
    for number in range(3):
        hand.put(sandbox, ANA, meeting(f"Call {number}"))
    one = device(sandbox)
    await one.pull()
    one.cursor = None
    (delta,) = await one.pull()
    assert (len(delta.pieces), len(delta.seen)) == (0, 3)
