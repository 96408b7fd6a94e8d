"""What CalDAV promises besides what every Provider does, proven once and run on each server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from calsync_desktop.core.appointment import Appointment, Attendee, Content, ShowAs, Visibility
from calsync_desktop.core.errors import Exists
from calsync_desktop.core.provider import Shape
from calsync_desktop.core.when import floating
from tests.providers.contract import LUNCH, WEEKLY, ProviderContract, World
from tests.providers.device import Device, differences


class ResourceContract(ProviderContract):
    """What CalDAV promises besides: whole resources, whose text is kept, and listings that prove absence."""

    requests_of_a_listing = 1

    async def test_pieces_are_whole_resources(self, world: World) -> None:
        assert world.connect().capabilities.shape is Shape.RESOURCE
        assert world.connect().capabilities.listing_proves_absence

    async def test_our_own_write_is_not_fetched_again(self, world: World) -> None:
        laptop = world.device()
        await laptop.pull()
        await laptop.create(LUNCH)
        await laptop.edit("lunch-1", lambda a: replace(a, content=replace(a.content, title="Mine")))
        before = laptop.provider.requests
        (delta,) = await laptop.pull()
        assert delta.pieces == ()
        assert laptop.provider.requests - before == self.requests_of_a_listing

    async def test_a_full_listing_fetches_only_what_is_not_known(self, world: World) -> None:
        laptop = world.device()
        await laptop.create(LUNCH)
        await laptop.create(WEEKLY)
        await laptop.pull()
        phone = world.device()
        await phone.pull()
        await laptop.edit("lunch-1", lambda a: replace(a, content=replace(a.content, title="New")))
        phone.cursor = None
        (delta,) = await phone.pull()
        assert {piece.content.uid for piece in delta.pieces if piece.content} == {"lunch-1"}
        assert delta.seen == (phone.series("weekly-1"),)

    async def test_every_field_is_kept(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        content = replace(
            LUNCH.content,
            notes_html="<p>First line<br>second line</p>",
            show_as=ShowAs.AWAY,
            visibility=Visibility.PRIVATE,
            attendees=(Attendee("bo@example.org", 'Bo "the" B, jr.', optional=True),)
            if not world.calendar.mails
            else (),
            url="https://example.org/a?b=c;d,e",
            meeting_url="https://meet.example.org/x",
            color="tomato",
        )
        wanted = Appointment("every-1", content)
        await laptop.create(wanted)
        await phone.pull()
        assert differences(phone.appointments()["every-1"], wanted) == {}

    async def test_floating_time_stays_floating(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        when = floating(datetime(2026, 3, 5, 8), datetime(2026, 3, 5, 9))
        await laptop.create(Appointment("floating-1", Content(when, title="Wherever")))
        await phone.pull()
        assert phone.appointments()["floating-1"].content.when == when

    async def test_what_we_do_not_know_survives_our_edit(self, world: World) -> None:
        laptop, phone = world.device(), world.device()
        await self.put_raw(
            laptop, LUNCH, lambda text: text.replace("END:VEVENT", "X-FOREIGN;X-Y=1:kept\r\nGEO:1.5;2.5\r\nEND:VEVENT")
        )
        await phone.pull()
        await phone.edit("lunch-1", lambda a: replace(a, content=replace(a.content, title="Mine", reminders=())))
        await laptop.pull()
        raw = laptop.pieces[laptop.series("lunch-1")].raw
        assert "X-FOREIGN" in raw
        assert "GEO:1.5;2.5" in raw
        assert laptop.appointments()["lunch-1"].content.title == "Mine"

    async def test_a_uid_that_is_taken_is_told(self, world: World) -> None:
        laptop = world.device()
        await laptop.create(LUNCH)
        (payload,) = laptop.payloads(laptop.creation(LUNCH))
        elsewhere = replace(payload, remote_id=laptop.provider.new_remote_id(world.calendar, "another-name"))
        with pytest.raises(Exists) as found:
            await laptop.provider.send(world.calendar, elsewhere)
        assert found.value.remote_id == laptop.series("lunch-1")

    async def put_raw(self, device: Device, appointment: Appointment, edit: Callable[[str], str]) -> None:
        """Create with a text that another program might have written."""
        (payload,) = device.payloads(device.creation(appointment))
        await device.provider.send(device.calendar, replace(payload, body=edit(payload.body)))
