"""What every Provider promises, proven once and run on each of them: fakes, the sandbox and real servers.

A suite is a class of some lines: it inherits ``ProviderContract`` (``ResourceContract`` for CalDAV, beside this) and brings a fixture ``world`` that says how to reach the
service.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest

from calsync_desktop.core.appointment import (
    Appointment,
    Content,
    Override,
    Recurrence,
    Reminder,
)
from calsync_desktop.core.calendar import Access, RemoteCalendar
from calsync_desktop.core.errors import CursorDead, Exists, VersionMoved
from calsync_desktop.core.provider import Cursor, Provider
from calsync_desktop.core.when import all_day, timed
from tests.providers.device import SCOPE, Device, differences

LUNCH = Appointment(
    "lunch-1",
    Content(
        timed(datetime(2026, 3, 4, 12), datetime(2026, 3, 4, 13), "Europe/Berlin"),
        title="Lunch; with, a \\ in it",
        notes="First line\nsecond line",
        location="Café Größenwahn",
        reminders=(Reminder(15),),
        categories=("Food", "Work"),
    ),
)
WEEKLY = Appointment(
    "weekly-1",
    Content(timed(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10), "Europe/Berlin"), title="Stand-up"),
    Recurrence("FREQ=WEEKLY;COUNT=8", (), ("20260316T080000Z",)),
    (
        Override(
            "20260323T080000Z",
            Content(
                timed(datetime(2026, 3, 23, 15), datetime(2026, 3, 23, 16), "Europe/Berlin"), title="Stand-up, late"
            ),
        ),
    ),
)
# A service may put its own order or an account's defaults there.
LOOSE = frozenset({"reminders", "organizer", "color"})


@dataclass(slots=True)
class World:
    """A service with one writable, empty calendar; ``connect`` gives another device's provider; ``forget`` makes all cursors useless,
    or ``dead`` is one that is of no use."""

    calendar: RemoteCalendar
    connect: Callable[[], Provider]
    forget: Callable[[], Awaitable[None]] | None = None
    dead: Cursor | None = None

    def device(self) -> Device:
        """Another device of the same account."""
        return Device(self.connect(), self.calendar)


class ProviderContract:
    """The protocol's promises."""

    async def test_the_calendar_is_listed_and_may_be_written(self, world: World) -> None:
        listed = {each.remote_id: each for each in await world.connect().calendars()}
        assert listed[world.calendar.remote_id].access is Access.WRITE
        assert listed[world.calendar.remote_id].name

    async def test_what_one_device_creates_another_sees_whole(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        await phone.pull()
        await laptop.create(LUNCH)
        await phone.pull()
        assert differences(phone.appointments()["lunch-1"], LUNCH, LOOSE) == {}

    async def test_creating_the_same_again_finds_it_there(self, world: World) -> None:
        laptop = world.device()
        await laptop.create(LUNCH)
        with pytest.raises(Exists) as found:
            await laptop.create(LUNCH)
        assert found.value.remote_id in ("", laptop.series("lunch-1"))
        await laptop.pull()
        assert list(laptop.appointments()) == ["lunch-1"]

    async def test_the_same_uid_gives_the_same_id(self, world: World) -> None:
        provider = world.connect()
        ids = [provider.new_remote_id(world.calendar, uid) for uid in ("a", "a", "ü/../x", "ü/../x", "b")]
        assert ids[0] == ids[1]
        assert ids[2] == ids[3]
        assert len(set(ids)) == 3

    async def test_an_edit_reaches_the_other_device_and_changes_nothing_else(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        await laptop.create(LUNCH)
        await laptop.create(WEEKLY)
        await phone.pull()
        await laptop.edit("lunch-1", lambda a: replace(a, content=replace(a.content, title="Dinner")))
        deltas = await phone.pull()
        assert {p.series for d in deltas for p in d.pieces} == {phone.series("lunch-1")}
        wanted = replace(LUNCH, content=replace(LUNCH.content, title="Dinner"))
        assert differences(phone.appointments()["lunch-1"], wanted, LOOSE) == {}

    async def test_an_edit_of_an_older_version_is_refused_and_overwrites_nothing(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        await laptop.create(LUNCH)
        await phone.pull()
        await phone.edit("lunch-1", lambda a: replace(a, content=replace(a.content, title="From the phone")))
        with pytest.raises(VersionMoved):
            await laptop.edit("lunch-1", lambda a: replace(a, content=replace(a.content, title="From the laptop")))
        await laptop.pull()
        assert laptop.appointments()["lunch-1"].content.title == "From the phone"

    async def test_a_deletion_of_an_older_version_is_refused(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        await laptop.create(LUNCH)
        await phone.pull()
        await phone.edit("lunch-1", lambda a: replace(a, content=replace(a.content, title="Changed")))
        with pytest.raises(VersionMoved):
            await laptop.delete("lunch-1")
        await laptop.pull()
        assert "lunch-1" in laptop.appointments()

    async def test_what_is_deleted_comes_back_gone(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        await laptop.create(LUNCH)
        await phone.pull()
        await laptop.delete("lunch-1")
        await phone.pull()
        assert phone.appointments() == {}

    async def test_deleting_what_is_gone_succeeds(self, world: World) -> None:
        laptop = world.device()
        await laptop.create(LUNCH)
        (payload,) = laptop.payloads(laptop.writes("lunch-1", None))
        await laptop.provider.send(world.calendar, payload)
        try:
            await laptop.provider.send(world.calendar, payload)
        except VersionMoved:  # some servers cannot tell; reading then can
            assert (await laptop.provider.fetch(world.calendar, [payload.remote_id]))[0].gone

    async def test_reading_what_does_not_exist_says_so(self, world: World) -> None:
        provider = world.connect()
        nowhere = provider.new_remote_id(world.calendar, "never-made")
        (piece,) = await provider.fetch(world.calendar, [nowhere])
        assert piece.gone
        assert piece.remote_id == nowhere

    async def test_nothing_changed_is_one_request_and_no_pieces(self, world: World) -> None:
        laptop = world.device()
        await laptop.create(LUNCH)
        await laptop.pull()
        await laptop.pull()
        before = laptop.provider.requests
        (delta,) = await laptop.pull()
        assert (delta.pieces, delta.last, delta.cursor is not None) == ((), True, True)
        assert laptop.provider.requests - before == 1

    async def test_a_listing_ends_with_a_cursor(self, world: World) -> None:
        laptop = world.device()
        for number in range(3):
            await laptop.create(replace(LUNCH, uid=f"lunch-{number}"))
        deltas = await world.device().pull()
        assert [delta.last for delta in deltas] == [*[False] * (len(deltas) - 1), True]
        assert all(delta.full for delta in deltas)
        assert deltas[-1].cursor is not None

    async def test_a_dead_cursor_is_told_and_a_full_listing_follows(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        await laptop.create(LUNCH)
        await phone.pull()
        await laptop.delete("lunch-1")
        await laptop.create(replace(LUNCH, uid="other"))
        if world.forget is not None:
            await world.forget()
        phone.cursor = world.dead or phone.cursor
        with pytest.raises(CursorDead):
            [_ async for _ in phone.provider.changes(phone.calendar, phone.cursor, phone.known, SCOPE)]
        await phone.pull()
        assert set(phone.appointments()) == {"other"}

    async def test_a_series_keeps_its_exceptions(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        await laptop.create(WEEKLY)
        await phone.pull()
        assert differences(phone.appointments()["weekly-1"], WEEKLY, LOOSE) == {}

    async def test_exceptions_survive_an_edit_of_the_series(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        await laptop.create(WEEKLY)
        await phone.pull()
        await phone.edit("weekly-1", lambda a: replace(a, content=replace(a.content, location="Room 4")))
        await laptop.pull()
        wanted = replace(WEEKLY, content=replace(WEEKLY.content, location="Room 4"))
        assert differences(laptop.appointments()["weekly-1"], wanted, LOOSE) == {}

    async def test_one_occurrence_is_changed_and_another_skipped(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        await laptop.create(WEEKLY)
        await phone.pull()
        late = timed(datetime(2026, 3, 9, 11), datetime(2026, 3, 9, 12), "Europe/Berlin")
        assert WEEKLY.recurrence is not None
        wanted = replace(
            WEEKLY,
            recurrence=replace(WEEKLY.recurrence, skipped=("20260316T080000Z", "20260330T070000Z")),
            overrides=(
                Override("20260309T080000Z", replace(WEEKLY.content, when=late, title="Later")),
                *WEEKLY.overrides,
            ),
        )
        await phone.edit("weekly-1", lambda _: wanted)
        await laptop.pull()
        assert differences(laptop.appointments()["weekly-1"], wanted, LOOSE) == {}

    @pytest.mark.parametrize(
        "when",
        [
            all_day(date(2026, 3, 5), date(2026, 3, 7)),
            timed(datetime(2026, 3, 5, 23), datetime(2026, 3, 6, 1), "America/New_York"),
            timed(datetime(2026, 3, 5, 8), datetime(2026, 3, 5, 8), "Asia/Kolkata"),
            timed(datetime(2026, 3, 5, 8), datetime(2026, 3, 5, 9), "UTC"),
        ],
        ids=["all-day", "over-midnight", "no-length", "utc"],
    )
    async def test_every_kind_of_time_is_kept(self, world: World, when) -> None:  # type: ignore[no-untyped-def]
        laptop, phone = world.device(), world.device()
        await laptop.create(Appointment("time-1", Content(when, title="Some time")))
        await phone.pull()
        assert phone.appointments()["time-1"].content.when == when

    async def test_a_new_calendar_is_empty_and_listed(self, world: World) -> None:
        provider = world.connect()
        made = await provider.create_calendar("Garden & Café", "#33AA55")
        assert made.name == "Garden & Café"
        assert made.remote_id in {each.remote_id for each in await provider.calendars()}
        (delta,) = await Device(provider, made).pull()
        assert (delta.pieces, delta.seen) == ((), ())
