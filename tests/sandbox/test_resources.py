"""GET, PUT, DELETE and MOVE of one resource, with their conditions (protocols 3.5)."""

import pytest

from calsync_desktop.sandbox.caldav import CalDavSandbox, Quirks
from tests.sandbox.dav import Dav, appointment, rows


async def test_a_created_resource_is_read_back_byte_for_byte_with_the_etag_of_its_creation(dav: Dav, work: str) -> None:
    created = await dav.create(work + "a.ics", appointment())
    read = await dav.ask("GET", work + "a.ics")
    assert (created.status_code, read.status_code) == (201, 200)
    assert read.text == appointment()
    assert read.headers["etag"] == created.headers["etag"]
    assert read.headers["etag"].startswith('"')


async def test_creating_twice_is_412_and_keeps_the_first(dav: Dav, work: str) -> None:
    await dav.create(work + "a.ics", appointment())
    assert (await dav.create(work + "a.ics", appointment(title="Other"))).status_code == 412
    assert (await dav.ask("GET", work + "a.ics")).text == appointment()


async def test_an_update_needs_the_newest_etag(dav: Dav, work: str) -> None:
    first = (await dav.create(work + "a.ics", appointment())).headers["etag"]
    second = await dav.update(work + "a.ics", appointment(title="Two"), first)
    assert second.status_code == 204
    assert second.headers["etag"] != first
    assert (await dav.update(work + "a.ics", appointment(title="Three"), first)).status_code == 412
    assert "SUMMARY:Two" in (await dav.ask("GET", work + "a.ics")).text


async def test_an_update_of_what_is_gone_is_412_and_a_delete_of_it_404(dav: Dav, work: str) -> None:
    etag = (await dav.create(work + "a.ics", appointment())).headers["etag"]
    assert (await dav.delete(work + "a.ics", '"wrong"')).status_code == 412
    assert (await dav.delete(work + "a.ics", etag)).status_code == 204
    assert (await dav.update(work + "a.ics", appointment(), etag)).status_code == 412
    assert (await dav.delete(work + "a.ics", etag)).status_code == 404
    assert (await dav.ask("GET", work + "a.ics")).status_code == 404


async def test_the_same_content_stored_again_has_another_etag(dav: Dav, work: str) -> None:
    first = (await dav.create(work + "a.ics", appointment())).headers["etag"]
    await dav.delete(work + "a.ics", first)
    assert (await dav.create(work + "a.ics", appointment())).headers["etag"] != first


async def test_a_resource_needs_its_collection_and_a_collection_cannot_be_overwritten(dav: Dav, work: str) -> None:
    assert (await dav.create("/calendars/ana/nothing/a.ics", appointment())).status_code == 409
    assert (await dav.ask("PUT", work, appointment())).status_code == 405


async def test_a_read_only_calendar_refuses_every_write(sandbox: CalDavSandbox, dav: Dav) -> None:
    holidays = sandbox.add_calendar("holidays", read_only=True)
    sandbox.store.put(holidays + "a.ics", appointment())
    etag = (await dav.ask("GET", holidays + "a.ics")).headers["etag"]
    assert (await dav.create(holidays + "b.ics", appointment("b"))).status_code == 403
    assert (await dav.update(holidays + "a.ics", appointment(title="x"), etag)).status_code == 403
    assert (await dav.delete(holidays + "a.ics", etag)).status_code == 403


async def test_nothing_is_moved_into_or_out_of_a_read_only_calendar(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    holidays = sandbox.add_calendar("holidays", read_only=True)
    for calendar, uid in ((holidays, "a"), (work, "b")):
        sandbox.store.put(f"{calendar}{uid}.ics", appointment(uid))
    assert (await dav.ask("MOVE", holidays + "a.ics", Destination=work + "a.ics")).status_code == 403
    assert (await dav.ask("MOVE", work + "b.ics", Destination=holidays + "b.ics")).status_code == 403
    assert (set(sandbox.store.texts(holidays)), set(sandbox.store.texts(work))) == ({"a.ics"}, {"b.ics"})


async def test_a_get_with_the_known_etag_is_304(dav: Dav, work: str) -> None:
    etag = (await dav.create(work + "a.ics", appointment())).headers["etag"]
    assert (await dav.ask("GET", work + "a.ics", If_None_Match=etag)).status_code == 304


async def test_names_with_signs_and_spaces_are_found_however_they_are_encoded(dav: Dav, work: str) -> None:
    await dav.create(work + "a%40b%20c.ics", appointment())
    for name in ("a@b%20c.ics", "a%40b%20c.ics"):
        assert (await dav.ask("GET", work + name)).status_code == 200
    assert [row.href for row in rows(await dav.sync(work))] == [work + "a@b%20c.ics"]


async def test_a_move_carries_the_text_and_leaves_a_tombstone(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    private = sandbox.add_calendar("private")
    await dav.create(work + "a.ics", appointment())
    there = "http://sandbox.test" + private + "a.ics"
    assert (await dav.ask("MOVE", work + "a.ics", Destination=there)).status_code == 201
    assert sandbox.store.texts(work) == {}
    assert sandbox.store.text(private + "a.ics") == appointment()
    await dav.create(work + "a.ics", appointment(title="Again"))
    assert (await dav.ask("MOVE", work + "a.ics", Destination=there, Overwrite="F")).status_code == 412
    assert (await dav.ask("MOVE", work + "a.ics", Destination=private + "b.ics")).status_code == 409


@pytest.mark.parametrize(("quirk", "method"), [("native_move", "MOVE"), ("mkcalendar", "MKCALENDAR")])
async def test_methods_can_be_taken_away(sandbox: CalDavSandbox, dav: Dav, work: str, quirk: str, method: str) -> None:
    sandbox.quirks = Quirks(**{quirk: False})  # type: ignore[arg-type]
    assert (await dav.ask(method, work + "x/", Destination=work + "y.ics")).status_code == 405
    assert (await dav.ask("LOCK", work)).status_code == 405


async def test_another_devices_edit_changes_etag_ctag_and_sync_token(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    await dav.create(work + "a.ics", appointment())

    async def marks() -> tuple[str | None, ...]:
        calendar, member = rows(await dav.list(work, "CS:getctag D:sync-token D:getetag"))
        names = ("{http://calendarserver.org/ns/}getctag", "{DAV:}sync-token")
        return (*(calendar.text(name) for name in names), member.text("{DAV:}getetag"))

    before = await marks()
    assert await marks() == before
    sandbox.store.edit(work + "a.ics", lambda text: text.replace("Tea", "Coffee"), by="phone")
    after = await marks()
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert [version.by for version in sandbox.store.versions(work + "a.ics")] == ["http", "phone"]


async def test_a_backup_that_is_restored_brings_old_etags_back_and_kills_tokens(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    etag = (await dav.create(work + "a.ics", appointment())).headers["etag"]
    backup = sandbox.store.snapshot()
    await dav.update(work + "a.ics", appointment(title="New"), etag)
    since = (await dav.sync(work)).text.split("sync-token>")[1].split("<")[0]
    sandbox.store.restore(backup)
    assert (await dav.ask("GET", work + "a.ics")).headers["etag"] == etag
    assert (await dav.sync(work, since)).status_code == 403
