"""MKCALENDAR, PROPPATCH and DELETE of whole calendars."""

from calsync_desktop.sandbox.caldav import CalDavSandbox, Quirks
from tests.sandbox.dav import C, D, Dav, appointment, condition, mkcalendar, rename, rows

COLOR = "{http://apple.com/ns/ical/}calendar-color"
NEW = "/calendars/ana/new/"


async def test_a_new_calendar_has_the_properties_it_was_asked_for_and_takes_appointments(dav: Dav) -> None:
    assert (await dav.ask("MKCALENDAR", NEW, mkcalendar("Bees &amp; Co", "#abcdef"))).status_code == 201
    made = rows(await dav.list(NEW, depth="0"))[0]
    assert (made.text(f"{D}displayname"), made.text(COLOR)) == ("Bees & Co", "#abcdef")
    assert made.tags(f"{D}resourcetype") == [f"{D}collection", f"{C}calendar"]
    assert (await dav.create(NEW + "a.ics", appointment())).status_code == 201


async def test_a_calendar_cannot_be_made_twice_nor_outside_a_home(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    assert (await dav.ask("MKCALENDAR", work, mkcalendar())).status_code == 405
    for status in (403, 409):
        sandbox.quirks = Quirks(taken_status=status)
        answer = await dav.ask("MKCALENDAR", work, mkcalendar())
        assert (answer.status_code, condition(answer)) == (status, f"{D}resource-must-be-null")
    for place in ("/elsewhere/new/", work + "inside/", "/calendars/bob/new/"):
        assert condition(await dav.ask("MKCALENDAR", place, mkcalendar())) == f"{C}calendar-collection-location-ok"


async def test_a_calendar_is_renamed_and_other_properties_stay(dav: Dav, work: str) -> None:
    answer = await dav.ask("PROPPATCH", work, rename("Office"))
    assert list(rows(answer)[0].found) == [f"{D}displayname"]
    calendar = rows(await dav.list(work, depth="0"))[0]
    assert (calendar.text(f"{D}displayname"), calendar.text(COLOR)) == ("Office", "#3367d6")


async def test_a_property_that_nobody_knows_is_kept_and_can_be_removed(dav: Dav, work: str) -> None:
    body = '<D:propertyupdate xmlns:D="DAV:"><D:{0}><D:prop><x:y xmlns:x="urn:x">1</x:y></D:prop></D:{0}></D:propertyupdate>'
    ask = '<D:propfind xmlns:D="DAV:"><D:prop><x:y xmlns:x="urn:x"/></D:prop></D:propfind>'
    await dav.ask("PROPPATCH", work, body.format("set"))
    assert rows(await dav.ask("PROPFIND", work, ask, Depth="0"))[0].text("{urn:x}y") == "1"
    await dav.ask("PROPPATCH", work, body.format("remove"))
    assert rows(await dav.ask("PROPFIND", work, ask, Depth="0"))[0].absent == {"{urn:x}y"}


async def test_a_deleted_calendar_is_gone_with_everything_in_it(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.store.put(work + "a.ics", appointment())
    assert (await dav.ask("DELETE", work)).status_code == 204
    assert (await dav.list(work)).status_code == 404
    assert (await dav.ask("GET", work + "a.ics")).status_code == 404
    assert (await dav.sync(work)).status_code == 404


async def test_a_read_only_calendar_is_neither_renamed_nor_deleted(sandbox: CalDavSandbox, dav: Dav) -> None:
    holidays = sandbox.add_calendar("holidays", read_only=True)
    assert (await dav.ask("PROPPATCH", holidays, rename("x"))).status_code == 403
    assert (await dav.ask("DELETE", holidays)).status_code == 403
    assert (await dav.ask("DELETE", "/calendars/ana/")).status_code == 403
